"""Italian. Not "basta" (that is all, thank you), "fine", nor "annulla" or "disdici" (a booking)."""

STOP = {"disiscrivi", "disiscrivimi", "non scrivermi piu", "basta messaggi"}
STOP_PROMOTIONS = {"interrompi promozioni", "ferma promozioni", "basta promozioni"}
# Not "iscrivimi", which asks for a place in a course.
START = {"riattiva", "riattiva messaggi"}
