"""The words by which a customer says, as a whole message, that they want no more messages, no more
advertisements, or all of them again; one file per language.

A word is here only where nobody means anything else by it alone. What ends or undoes a booking or a
step of a dialogue never is: CANCEL, END, QUIT, "annulla", "cancelar", "annuler", "stornieren".
"""
