"""The revisions of schema `assistant`, in one line of descent."""
