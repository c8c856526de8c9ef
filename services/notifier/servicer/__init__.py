"""The gRPC doors of the notifier, one file a service: unpack, call, pack."""
