"""The shape of what staff fill in on the registry's pages."""
