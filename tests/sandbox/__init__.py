"""Does the sandbox play the outside world as it is? Over real HTTP, with a gateway that listens."""
