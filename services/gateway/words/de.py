"""German. Not "stornieren", "abbestellen" nor "absagen" (a booking)."""

STOP = {"stopp", "abmelden", "keine nachrichten mehr"}
STOP_PROMOTIONS = {"werbung stoppen", "werbung beenden", "keine werbung mehr", "keine werbung"}
# Not "anmelden", which asks for a place in a course.
START = {"starten"}
