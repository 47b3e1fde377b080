"""Leads: what is kept of a completed check, where, and how it gets out again."""
