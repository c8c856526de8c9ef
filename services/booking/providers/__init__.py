"""The only file that knows how the notifier is asked."""
