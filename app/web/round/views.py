"""Rounds as create_app registers them: the blueprint with all of its pages."""

from app.web.round import committing, showing, starting, taking_part
from app.web.round.blueprint import round_

__all__ = ["committing", "round_", "showing", "starting", "taking_part"]
