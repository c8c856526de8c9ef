"""What Graph accepts as a message; everything else is refused. One file per kind of content."""
