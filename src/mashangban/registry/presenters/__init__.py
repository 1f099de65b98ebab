"""What the pages of the registry show: plain data, ready words, no queries."""

"""The shape of the registry's pages: plain data with ready strings."""
