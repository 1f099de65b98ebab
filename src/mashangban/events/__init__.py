"""Domain events as rows, delivered by jobs."""
