"""What the server does besides answering: daily chores, delivering leads, the first images."""

from flask import Flask
from werkzeug.wrappers import Response

from app.leads.background import Background
from app.web.check.picture import draw_first_pictures
from app.web.services import services, services_of


def install_handover(app: Flask) -> None:
    """Deliver leads in the background, from the first request on."""

    @app.after_request
    def hand_over(response: Response) -> Response:
        background: Background | None = services().handover
        if background is not None:
            background.start()
        return response


def start_background(app: object) -> None:
    """Start all background work of a worker that is about to serve, before its first request."""
    here = services_of(app)
    if here is not None and isinstance(app, Flask):
        draw_first_pictures(app)
        here.housekeeping.start()
        if here.handover is not None:
            here.handover.start()
