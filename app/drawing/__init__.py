"""Drawing: what a visitor's answers look like as a picture; knows nothing of web or store."""
