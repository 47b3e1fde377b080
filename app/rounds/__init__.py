"""Rounds among colleagues: opened, answered, closed, gone; nothing in them is ever a lead."""
