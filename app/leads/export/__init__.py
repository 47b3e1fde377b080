"""Leads as files: CSV, workbooks, JSON Lines; all of them, or what may be shared."""
