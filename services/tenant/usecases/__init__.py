"""What the tenant service can do: one method per RPC, one transaction each."""
