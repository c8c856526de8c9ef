"""The revisions of schema `gateway`, oldest first."""
