"""What a tenant answers to frequent questions, and how the answer to one is found. Pure."""
