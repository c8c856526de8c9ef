"""The revisions of schema `booking`, in one line of descent."""
