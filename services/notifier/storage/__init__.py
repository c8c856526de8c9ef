"""The schema `notifier`: its statements, each bound to one tenant, and its migrations."""
