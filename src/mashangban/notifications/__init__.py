"""Outbox, channels, and the inbox of staff."""
