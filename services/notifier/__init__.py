"""Everything that is sent: kept until a provider took it, in order for each recipient."""
