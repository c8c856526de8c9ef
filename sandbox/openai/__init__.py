"""OpenAI's part of the outside world: its API, and models that answer as they are told to."""
