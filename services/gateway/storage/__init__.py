"""Schema `gateway`: the lanes of what came in, and the bodies that were set aside."""
