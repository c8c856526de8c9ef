"""How bookings are told to customers, in words: one file per language, all with the same texts.

A file named by a language's tag is that language; nothing else has to know of it. Spanish is
written as to *usted*, French as to *vous*, German as to *Sie*; Italian and Portuguese address
nobody in person.
"""
