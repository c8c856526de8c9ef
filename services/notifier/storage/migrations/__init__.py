"""The revisions of schema `notifier`, in one line of descent."""
