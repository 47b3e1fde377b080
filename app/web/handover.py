"""What the server does besides answering: keep house, hand leads over, draw the first images."""

from flask import Flask
from werkzeug.wrappers import Response

from app.leads.background import Background
from app.web.check.picture import draw_first_pictures
from app.web.services import services, services_of


def install_handover(app: Flask) -> None:
    """See to it that leads are handed over in the background once a page was asked for."""

    @app.after_request
    def hand_over(response: Response) -> Response:
        background: Background | None = services().handover
        if background is not None:
            background.start()
        return response


def start_background(app: object) -> None:
    """Begin with all in a server that has just begun to serve, before anybody asks for a page."""
    here = services_of(app)
    if here is not None and isinstance(app, Flask):
        draw_first_pictures(app)
        here.housekeeping.start()
        if here.handover is not None:
            here.handover.start()
