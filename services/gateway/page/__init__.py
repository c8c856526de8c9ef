"""The page of a booking: what customers see who follow a link where a tap cannot come back. Plain
HTML without scripts, for phones first."""
