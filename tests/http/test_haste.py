"""When answers count as hurried: by the seconds a page, else by the age of the ticket."""

import pytest

from tests.site import ticket
from tests.visitor import Visitor

LEISURELY = [30] * 8
AN_HOUR = 3600.0


def flags(visitor: Visitor, ticket_age: float, page_seconds: object = "") -> list[str]:
    """The flags of a lead whose answers vary, from a form that was open so long."""
    visitor.answers(
        D1=[3, 3, 2], D2=[4, 3, 3], D3=[2, 3, 2], D4=[4, 4, 3],
        D5=[2, 2, 1], D6=[3, 2, 2], D7=[5, 4, 4], D8=[3, 4, 3],
    )  # fmt: skip
    visitor.changes(ticket=ticket(ticket_age), page_seconds=page_seconds)
    visitor.posts(data=visitor.fields)
    flagged: str = visitor.site.lead()["flags"]
    return flagged.split()


def seconds(*given: int) -> str:
    return ",".join(map(str, given))


@pytest.mark.parametrize(
    ("page_seconds", "flagged"),
    [
        pytest.param(seconds(*LEISURELY), [], id="leisurely"),
        pytest.param(seconds(5, *[30] * 7), [], id="one short page"),
        pytest.param(seconds(5, 5, *[30] * 6), ["speed"], id="two short pages"),
        pytest.param(seconds(6, 6, *[30] * 6), [], id="two pages just long enough"),
        pytest.param(seconds(*[15] * 8), [], id="just long enough in all"),
        pytest.param(seconds(*[15] * 7, 14), ["speed"], id="too short in all"),
        pytest.param(seconds(*[0] * 8), ["speed"], id="no time at all"),
    ],
)
@pytest.mark.parametrize("age", [1.0, AN_HOUR], ids=["a form just opened", "a form long open"])
def test_the_seconds_a_page_decide_whatever_the_age_of_the_ticket(
    visitor: Visitor, age: float, page_seconds: str, flagged: list[str]
) -> None:
    assert flags(visitor, age, page_seconds) == flagged


@pytest.mark.parametrize(
    ("age", "flagged"),
    [
        pytest.param(60.0, ["speed"], id="a minute"),
        pytest.param(105.0, ["speed"], id="too short by a stall of the machine"),
        pytest.param(121.0, [], id="just long enough"),
        pytest.param(AN_HOUR, [], id="an hour"),
    ],
)
def test_without_seconds_a_page_the_age_of_the_ticket_decides(
    visitor: Visitor, age: float, flagged: list[str]
) -> None:
    assert flags(visitor, age) == flagged


@pytest.mark.parametrize(
    "malformed",
    [
        pytest.param(seconds(*[1] * 7), id="seven pages"),
        pytest.param(seconds(*[1] * 9), id="nine pages"),
        pytest.param("1", id="one number"),
        pytest.param(seconds(*[1] * 7) + ",", id="an empty one"),
        pytest.param(seconds(*[1] * 7) + ",-1", id="a negative one"),
        pytest.param(seconds(*[1] * 7) + ",1.5", id="a fraction"),
        pytest.param(seconds(*[1] * 7) + ", 1", id="a space"),
        pytest.param(seconds(*[1] * 7) + ",١", id="an Arabic digit"),
        pytest.param(seconds(*[1] * 7) + ",²", id="a superscript digit"),
        pytest.param(seconds(*[1] * 7) + ",1" + "0" * 5000, id="a huge number"),
        pytest.param(seconds(*[1] * 7) + ",1\0", id="a NUL"),
        pytest.param("[1,1,1,1,1,1,1,1]", id="a list"),
        pytest.param("long ago", id="words"),
    ],
)
@pytest.mark.parametrize(
    ("age", "flagged"),
    [pytest.param(1.0, ["speed"], id="in haste"), pytest.param(AN_HOUR, [], id="at leisure")],
)
def test_malformed_seconds_are_as_good_as_none(
    visitor: Visitor, age: float, flagged: list[str], malformed: str
) -> None:
    assert flags(visitor, age, malformed) == flagged


def test_seconds_are_not_stored(visitor: Visitor) -> None:
    flags(visitor, AN_HOUR, seconds(*[977] * 8))
    assert not any("977" in str(value) for value in visitor.site.lead().values())
    assert "page_seconds" not in visitor.site.columns()


def test_a_form_that_comes_back_keeps_the_seconds(visitor: Visitor) -> None:
    visitor.starts().answers(all=3).took(*range(11, 19)).leaves_out("D5.practice").submits()
    assert visitor.fields["page_seconds"] == seconds(*range(11, 19))
