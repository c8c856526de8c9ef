"""The operator's command: starts an installation, fills it, talks to it, looks into it."""

import os

# Before grpc is loaded anywhere: we start processes while it runs, and they never use its channels.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
# What its C core remarks is nothing to show to an operator; what it calls an error is.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
