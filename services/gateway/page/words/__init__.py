"""What the page of a booking says, one file for each language."""
