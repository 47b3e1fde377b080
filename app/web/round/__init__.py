"""Rounds among colleagues over HTTP: started, joined, answered, closed, looked at together."""
