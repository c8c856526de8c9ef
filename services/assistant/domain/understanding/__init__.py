"""From what was written to a command, by rules: tables of words in three languages, all at once."""
