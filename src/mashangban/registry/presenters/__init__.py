"""What the pages of the registry show: plain data, ready words, no queries."""
