"""The rules of tenants, channels and customers. Pure: no clock, no SQL, no gRPC."""
