"""The opponent: one FastAPI application as a good team would write it, in one or two processes."""
