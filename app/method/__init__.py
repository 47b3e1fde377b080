"""The domain: questions, answers, score and advice; knows no HTTP, no database and no clock."""
