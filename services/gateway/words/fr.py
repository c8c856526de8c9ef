"""French. Not "annuler" (a booking) nor "fin" (the end of an answer)."""

STOP = {"arret", "arreter", "desabonner", "me desabonner", "desinscription", "desinscrire"}
STOP_PROMOTIONS = {"arreter les promotions", "arreter promotions"}
START = {"reactiver", "reabonner", "me reabonner"}
