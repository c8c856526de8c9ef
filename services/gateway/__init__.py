"""The only door from the internet: takes what platforms send, keeps it, and has it answered."""
