"""What is said to customers, in words: one file per language, all with the same texts.

Spanish is written as to *usted*; Italian addresses nobody in person (neither tu nor Lei), which
suits a salon as well as a clinic.
"""
