"""Drawing: what a visitor's answers look like as a picture; knows no web and no store."""
