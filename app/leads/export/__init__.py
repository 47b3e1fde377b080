"""Leads as files: CSV, workbooks and JSON Lines; and the barometer, which may be published."""
