"""What the assistant can do: one method per RPC."""
