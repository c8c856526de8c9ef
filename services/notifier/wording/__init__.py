"""How bookings are told to customers, in words: one file per language, all with the same texts.

Spanish is written as to *usted*; Italian and Portuguese address nobody in person.
"""
