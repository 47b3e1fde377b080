"""The sales desk: who is let in, and the pages on which sales see and take along the leads."""
