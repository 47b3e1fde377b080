"""The pages of rounds: found by nobody who wasn't given their address, and kept nowhere.

As on the result, forms carry no token against forged requests: there is no cookie or login to
misuse, and the address is the key. It holds 96 random bits or a signature.
"""

from flask import Blueprint, Response, request

round_ = Blueprint("round", __name__, url_prefix="/<language:lang>/round")

_YEAR = 365 * 24 * 3600
_KEPT = {
    "round.radar": f"private, max-age={_YEAR}, immutable",
    "round.questions": "private, no-cache",
}


@round_.after_request
def keep_to_themselves(response: Response) -> Response:
    """Have nothing of a round indexed or stored, but for the images of a closed one.

    The empty form is kept, as that of the check is: whoever goes back to it and corrects an answer
    does so as the same participant.
    """
    kept = _KEPT if response.status_code == 200 else {}
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = kept.get(request.endpoint or "", "private, no-store")
    return response
