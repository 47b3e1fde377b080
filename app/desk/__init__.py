"""What the sales desk keeps and knows besides the leads: accounts, audit, openers of talks."""
