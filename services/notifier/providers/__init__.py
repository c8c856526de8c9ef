"""The outside as the notifier calls it: the APIs that take messages, one file each, and tenant."""
