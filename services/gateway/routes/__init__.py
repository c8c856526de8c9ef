"""The HTTP doors: webhooks as plain ASGI for speed, everything else by FastAPI."""
