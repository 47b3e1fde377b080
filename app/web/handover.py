"""Handing leads over while the server runs: after each submit, and what waits from before."""

from flask import Flask, request
from werkzeug.wrappers import Response

from app.leads.background import Background
from app.web.services import services, services_of


def install_handover(app: Flask) -> None:
    """Look for messages in the background once a page was asked for, and after each submit."""

    @app.after_request
    def hand_over(response: Response) -> Response:
        background: Background | None = services().handover
        if background is not None:
            (background.wake if request.method == "POST" else background.start)()
        return response


def start_handover(app: object) -> None:
    """The same for a server that has just begun to serve, before anybody asks for a page."""
    here = services_of(app)
    if here is not None and here.handover is not None:
        here.handover.start()
