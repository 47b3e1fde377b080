"""The pages of rounds: found by nobody who wasn't given their address, and kept nowhere.

As on the result, forms carry no token against forged requests: there is no cookie or login to
misuse, and the address is the key. It holds 96 random bits or a signature.
"""

from flask import Blueprint, Response, request

from app.method.messages import Words
from app.web.caching import kept_by_its_visitor, kept_by_nobody, kept_for_going_back
from app.web.i18n import wording

round_ = Blueprint("round", __name__, url_prefix="/<language:lang>/round")

# The images of a closed round, and forms: whoever goes back to one finds what they filled in, and
# corrects an answer as the same participant.
_FORMS = ("opening", "questions", "answer", "expect")
_KEPT = {
    "round.radar": kept_by_its_visitor,
    **{f"round.{form}": kept_for_going_back for form in _FORMS},
}


@round_.after_request
def keep_to_themselves(response: Response) -> Response:
    """Have nothing of a round indexed, and hardly anything kept."""
    return _KEPT.get(request.endpoint or "", kept_by_nobody)(response)


@round_.app_template_filter("role")
def role_name(option: str) -> str:
    """What a role is called."""
    return Words(wording()).role(option)
