"""What the desk keeps besides the leads, and the figures that it shows."""
