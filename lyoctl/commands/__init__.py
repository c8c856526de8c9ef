"""The commands that speak with a running installation, one file for each noun."""
