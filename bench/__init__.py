"""What `make bench` measures, opponents included."""

import os

# Before gRPC is imported: we start processes, and it would write a line into our table for each.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
