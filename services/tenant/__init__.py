"""Who is who: tenants, their channels and credentials, their customers, and who may call."""
