"""The revisions of the schema `tenant`, in one line of descent."""
