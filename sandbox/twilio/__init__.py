"""Twilio's part of the outside world: its messages, its content, its callbacks and its phones."""
