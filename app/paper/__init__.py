"""On paper: the result as a document to take along; knows no web and no store."""
