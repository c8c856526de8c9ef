"""The processes of Lyo, one folder each; they meet only on the wire. `common` is shared by all."""

import os

# Before grpc is loaded anywhere. Its C core writes lines of its own, which are no JSON: of these we
# keep the errors, for there it says why it ends a process. And no service forks.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
