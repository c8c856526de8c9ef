"""What the booking service can do: one method per RPC, at most one transaction each."""
