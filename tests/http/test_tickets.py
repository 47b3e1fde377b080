"""The form ticket over HTTP: what is refused, that no answer is ever lost over it, keys in turn."""

import pytest
from itsdangerous import URLSafeSerializer

from app.leads.attribution import Attribution
from app.method.token import reference_code
from app.web.check.tickets import Ticket, Tickets
from tests.interface import said
from tests.site import NONCE, SECRET_KEY, OpenSite, ticket
from tests.visitor import QUESTIONS, Fields, Visitor

NEW_KEY = "a-newer-key-for-these-tests-and-nothing-else"
DAY = 24 * 3600.0

LANGUAGES = ["en", "nl"]
REFUSED = "Please send your answers once more"
EXPIRED = "Welcome back"
AUTOMATIC = "Once more, please"
QUICK = "That was very quick"


def only_answers(fields: Fields) -> Fields:
    """Without ticket, times and trap."""
    return {name: value for name, value in fields.items() if name in QUESTIONS}


def signed(payload: object) -> str:
    """A ticket with something else in it, signed as ours are."""
    return str(Tickets([SECRET_KEY])._serializer.dumps(payload))


# A true one, to be damaged.
TRUE = ticket()
FOREIGN = ticket(keys=["somebody-else-made-this-key-and-signs-with-it"])
OTHER_USE = str(URLSafeSerializer(SECRET_KEY, salt="result").dumps([NONCE, None, None, None, None]))
WITHOUT_TIME = str(URLSafeSerializer(SECRET_KEY, salt="ticket").dumps([NONCE]))

BAD_TICKETS = [
    pytest.param("", id="empty"),
    pytest.param("x", id="a letter"),
    pytest.param(TRUE[:-1], id="cut off at the end"),
    pytest.param(TRUE[1:], id="cut off at the beginning"),
    pytest.param(TRUE.split(".")[0], id="without its signature"),
    pytest.param(TRUE.replace(TRUE[:4], TRUE[:4][::-1], 1), id="other characters"),
    pytest.param(TRUE + "AAAA", id="something behind it"),
    pytest.param(FOREIGN, id="signed with another key"),
    pytest.param(OTHER_USE, id="signed for another use"),
    pytest.param(WITHOUT_TIME, id="signed without a time"),
    pytest.param(TRUE + "\0", id="a NUL"),
    pytest.param("é" * 50, id="not ASCII"),
    pytest.param(".." * 100, id="only dots"),
    pytest.param([TRUE, TRUE], id="sent twice"),
    pytest.param([FOREIGN, TRUE], id="a forged and a true one"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bad", BAD_TICKETS)
def test_a_ticket_that_is_not_ours_keeps_every_answer_and_gives_a_ticket_that_works(
    visitor: Visitor, bad: str | list[str], language: str
) -> None:
    answered = visitor.starts(language).answers(all=4, D3=[1, None, 5]).fields
    visitor.changes(ticket=bad).submits()
    assert visitor.response.status_code == 400
    assert said(language, REFUSED) in visitor.page.summary
    assert visitor.answered == only_answers(answered)
    assert visitor.site.leads() == []
    assert visitor.submits().sent.status_code == 303
    assert visitor.site.lead()["D3_direction"] == 1


# Handed out before there was a word in them about being handed out again, and still good.
HANDED_OUT = 1_800_000_000.0
OLD_TICKETS = [
    pytest.param(
        "Wzc0NTIxMDkxOTA5MTg2NywxLCJob21lcGFnZSIsIm5ld3MiLCJtYWlsIiwiYXV0dW1uIl0.a0nSAA."
        "dWLeIYgM5iEnfpSY_KBmFKyWgD8Ff8z8dmnOvmRFnp8",
        Ticket(NONCE, Attribution("homepage", "news", "mail", "autumn"), 60.0, test=True),
        id="of a try, with where it came from",
    ),
    pytest.param(
        ".eJyLNjcxNTI0sDS0BGILM3MdA5280pwcNCIWAMtbC8Y.a0nSAA."
        "Grc4vEea1G0PCy3RLp3prBMTyCZiqy8XxaamO00oN-Q",
        Ticket(NONCE, Attribution(), 60.0),
        id="of a visitor from nowhere",
    ),
]


@pytest.mark.parametrize(("text", "ticket_of_then"), OLD_TICKETS)
def test_a_ticket_in_somebodys_open_tab_outlives_a_new_version(
    text: str, ticket_of_then: Ticket
) -> None:
    assert Tickets([SECRET_KEY], lambda: HANDED_OUT + 60).read(text) == ticket_of_then


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("bad", "status"),
    [
        pytest.param(ticket(DAY + 60), 422, id="expired"),
        pytest.param(ticket(400 * DAY), 422, id="expired long ago"),
        pytest.param("x", 400, id="forged"),
        pytest.param("", 400, id="missing"),
    ],
)
def test_a_form_that_was_refused_for_its_ticket_is_taken_as_soon_as_it_is_sent_again(
    open_site: OpenSite, bad: str, status: int, language: str
) -> None:
    visitor = Visitor(open_site(min_fill_seconds=5)).starts(language)
    visitor.answers(all=2, D8=[None, 4, 3], D3=[1, 3, 2]).changes(ticket=bad).submits()
    assert visitor.response.status_code == status
    assert visitor.submits().sent.status_code == 303
    # What was read before the form came back can't be told from the ticket, so nothing is.
    assert "speed" not in visitor.site.lead()["flags"].split()
    assert not [name for name in visitor.site.counted() if name.startswith("minutes")]


def test_after_a_change_of_language_an_expired_form_is_taken_at_once(open_site: OpenSite) -> None:
    visitor = Visitor(open_site(min_fill_seconds=5)).starts().answers(all=2)
    visitor.changes(ticket=ticket(DAY + 60)).presses_language()
    assert visitor.submits().sent.status_code == 303


def test_a_missing_ticket_is_like_a_forged_one(visitor: Visitor) -> None:
    visitor.starts().answers(all=4).leaves_out("ticket").submits()
    assert visitor.response.status_code == 400
    assert REFUSED in visitor.page.summary
    assert len(visitor.answered) == len(QUESTIONS)
    assert visitor.submits().sent.status_code == 303


def test_the_page_after_a_forged_ticket_also_names_what_is_missing(visitor: Visitor) -> None:
    visitor.starts().answers(all=4).leaves_out("D2.evidence").changes(ticket="x").submits()
    assert visitor.response.status_code == 400
    assert len(visitor.page.summary_links) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", [DAY + 60, 400 * DAY], ids=["a day", "a year"])
def test_an_expired_ticket_keeps_the_answers_and_the_reference(
    visitor: Visitor, age: float, language: str
) -> None:
    came_from = Attribution("homepage", "news", "mail", "autumn")
    answered = visitor.starts(language).answers(all=2, D8=[None, 4, 3]).fields
    visitor.changes(ticket=ticket(age, attribution=came_from)).submits()
    assert visitor.response.status_code == 422
    assert said(language, EXPIRED) in visitor.page.summary
    assert visitor.answered == only_answers(answered)
    assert visitor.site.leads() == []
    assert visitor.submits().sent.status_code == 303
    assert visitor.reference == reference_code(NONCE)
    lead = visitor.site.lead()
    assert (lead["source"], lead["utm_campaign"]) == ("homepage", "autumn")


def test_a_ticket_of_almost_a_day_is_taken(visitor: Visitor) -> None:
    visitor.starts().answers(all=2).changes(ticket=ticket(DAY - 60)).submits()
    assert visitor.sent.status_code == 303


def test_a_ticket_from_a_machine_whose_clock_is_ahead_is_taken(visitor: Visitor) -> None:
    visitor.starts().answers(all=2).changes(ticket=ticket(-90)).submits()
    assert visitor.sent.status_code == 303


def test_a_ticket_written_by_another_version_is_refused_and_replaced(visitor: Visitor) -> None:
    for payload in ([NONCE, *[None] * 9], NONCE, None, []):
        visitor.starts().answers(all=2).changes(ticket=signed(payload)).submits()
        assert visitor.response.status_code == 400
        assert visitor.submits().sent.status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_comes_back_too_quickly_is_stopped_until_there_was_time_to_read(
    open_site: OpenSite, language: str
) -> None:
    site = open_site(min_fill_seconds=600)
    visitor = Visitor(site).starts(language).answers(all=2).changes(ticket=ticket(age=1)).submits()
    assert visitor.response.status_code == 422
    assert said(language, QUICK) in visitor.page.summary
    assert len(visitor.answered) == len(QUESTIONS)
    assert site.leads() == []
    # The same ticket comes back, so that waiting helps and the reference stays.
    assert visitor.fields["ticket"] != ""
    visitor.changes(ticket=ticket(age=601)).submits()
    assert visitor.sent.status_code == 303
    assert visitor.reference == reference_code(NONCE)


def test_a_form_that_was_too_quick_works_a_moment_later(open_site: OpenSite) -> None:
    site = open_site(min_fill_seconds=600)
    visitor = Visitor(site).starts().answers(all=2)
    handed_out = visitor.fields["ticket"]
    assert visitor.submits().sent.status_code == 422
    assert visitor.fields["ticket"] == handed_out
    site.lets_pass(600)
    assert visitor.submits().sent.status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "filled", ["http://example.com", " ", ["", "x"]], ids=["a link", "a space", "the second of two"]
)
def test_a_filled_trap_says_so_plainly_and_lets_a_person_go_on(
    visitor: Visitor, filled: str | list[str], language: str
) -> None:
    visitor.starts(language).answers(all=2).changes(note=filled).submits()
    assert visitor.response.status_code == 422
    assert said(language, AUTOMATIC) in visitor.page.summary
    assert visitor.site.leads() == []
    assert visitor.fields["note"] == ""
    assert visitor.submits().sent.status_code == 303
    assert len(visitor.site.leads()) == 1


def test_a_newer_key_keeps_links_and_tickets_of_the_older_one_working(open_site: OpenSite) -> None:
    before = Visitor(open_site()).starts().answers(all=4)
    filled_in = dict(before.fields)
    link = before.submits().result_path
    words = before.page.text

    after = Visitor(open_site(secret_key=NEW_KEY, secret_key_fallbacks=(SECRET_KEY,)))
    assert after.opens(link).page.text == words
    after.starts().changes(
        **{name.replace(".", "__"): v for name, v in filled_in.items()}
    ).submits()
    assert after.sent.status_code == 303
    assert after.reference == before.reference
    assert len(after.site.leads()) == 1


def test_what_the_newer_key_signs_is_not_signed_with_the_older_one(open_site: OpenSite) -> None:
    after = Visitor(open_site(secret_key=NEW_KEY, secret_key_fallbacks=(SECRET_KEY,)))
    link = after.starts().answers(all=4).submits().result_path
    assert Visitor(open_site()).opens(link).response.status_code == 404
    assert Visitor(open_site(secret_key=NEW_KEY)).opens(link).response.status_code == 200


def test_without_the_older_key_its_links_and_tickets_are_refused(open_site: OpenSite) -> None:
    before = Visitor(open_site()).starts().answers(all=4)
    old_ticket = before.fields["ticket"]
    link = before.submits().result_path
    after = Visitor(open_site(secret_key=NEW_KEY))
    assert after.opens(link).response.status_code == 404
    assert (
        after.starts().answers(all=4).changes(ticket=old_ticket).submits().sent.status_code == 400
    )
