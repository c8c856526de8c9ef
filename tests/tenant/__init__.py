"""The tenant service: its rules, and each RPC through a real port and a real PostgreSQL."""
