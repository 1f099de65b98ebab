"""The shape of the registry's pages: plain data with ready strings."""
