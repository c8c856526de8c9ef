"""What the booking service promises."""
