"""A rulebook in, grades with trace and doubt out."""
