"""The only files that know how the tenant service and the notifier are asked."""
