"""The rules of a conversation, pure: no clock, no database, no call to anybody.

What a customer writes is understood as a *command*; `reduce` turns a command, or what a tool
found, into the next dialogue state, replies, and at most one call of a tool. A language model
yields the same commands and uses the same tools, so that either can go on where the other stopped.
"""
