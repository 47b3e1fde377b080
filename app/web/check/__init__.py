"""The public questionnaire and its result."""
