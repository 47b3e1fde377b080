"""The domain: questions, answers, score and advice; knows nothing of HTTP, databases or clocks."""
