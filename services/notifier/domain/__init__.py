"""The rules of sending: states, what a call led to, what to do next. Pure: no clock, no SQL."""
