"""Zaptra's part of the outside world: it only sends, and nothing comes back from it."""
