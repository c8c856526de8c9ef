"""Between messages on the wire and values of the domain, one file for each contract."""
