"""Bringing sheets in by a page, the trail of every import, and taking one back."""
