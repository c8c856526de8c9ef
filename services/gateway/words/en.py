"""English, which carriers and platforms have taught everybody else too."""

STOP = {"stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "stop messages"}
STOP_PROMOTIONS = {"stop promotions", "no promotions"}
# Not "subscribe", which is also asked for as something to book.
START = {"start", "unstop", "opt in", "optin", "start messages"}
