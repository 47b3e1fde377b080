"""Rounds as create_app registers them: the blueprint with all of its pages."""

from app.web.round import showing, starting, taking_part
from app.web.round.blueprint import round_

__all__ = ["round_", "showing", "starting", "taking_part"]
