"""What internal teams call with: the wheel lyo-api."""
