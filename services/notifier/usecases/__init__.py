"""What the notifier can do: accept, look up, record what became of messages, and send them."""
