"""Conversations: what customers write, what is understood of it, and what is answered."""
