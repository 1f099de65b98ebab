"""The sealed log outside the database: its tree, signed notes, keys and files. Knows no Django."""
