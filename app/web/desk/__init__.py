"""The sales desk: who may log in, and the pages on which sales see and export the leads."""
