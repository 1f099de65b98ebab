"""Pages of the registry as plain data with ready strings."""
