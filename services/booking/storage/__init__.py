"""The rows of schema `booking`, each class bound to one tenant and one transaction."""
