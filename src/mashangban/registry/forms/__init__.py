"""The shape of what staff fill in about the registry."""
