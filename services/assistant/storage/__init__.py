"""Every query of the assistant, each of one tenant, and the migrations of its schema."""
