"""What happens when processes die, the database stops and the outside world misbehaves?

The same scenarios twice: small in `make test`, in full sizes in `make prove` (`--full`).
"""
