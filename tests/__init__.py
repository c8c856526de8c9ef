"""The tests: they mirror services/, and read like a specification."""
