"""Whom the assistant calls: the only files that know the messages of other services."""
