"""SQLite: one file, and nothing to set up."""
