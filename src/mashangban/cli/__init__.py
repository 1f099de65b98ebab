"""The command `mashangban`."""
