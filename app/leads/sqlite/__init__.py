"""The store of leads in one SQLite file, and what else is kept in it."""
