"""The tamper-evident trail."""
