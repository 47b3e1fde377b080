"""Input that no browser sends: a clear page, never a failure of ours, nothing stored."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest

from tests.site import ticket
from tests.visitor import ITEMS, PROFILE, QUESTIONS, Fields, Visitor

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"

# As it stands in the body, percent-encoded; None of it is an option of any question.
BAD_VALUES = [
    pytest.param("", id="empty"),
    pytest.param("0", id="below the range"),
    pytest.param("6", id="above the range"),
    pytest.param("-1", id="negative"),
    pytest.param("3.0", id="a fraction"),
    pytest.param("+3", id="a space before it"),
    pytest.param("3%0A", id="a line break behind it"),
    pytest.param("%EF%BC%93", id="a full-width three"),
    pytest.param("%D9%A3", id="an Arabic three"),
    pytest.param("three", id="a word"),
    pytest.param("None", id="Python's nothing"),
    pytest.param("null", id="JSON's nothing"),
    pytest.param("UNKNOWN", id="capitals"),
    pytest.param("%5B3%5D", id="a list"),
    pytest.param("99999999999999999999999999", id="a huge number"),
    pytest.param("9" * 20_000, id="very long"),
    pytest.param("%FF%FE", id="not UTF-8"),
    pytest.param("%ED%A0%80", id="a lone surrogate"),
    pytest.param("%00", id="a NUL"),
    pytest.param("3%00", id="a NUL behind it"),
    pytest.param("%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", id="markup"),
    pytest.param("%7B%7B7*7%7D%7D", id="a template"),
    pytest.param("%27;DROP+TABLE+leads;--", id="SQL"),
]


def whole_form(**changed: Any) -> Fields:
    """Everything that a form of ours sends."""
    return {**PROFILE, **dict.fromkeys(ITEMS, "3"), "ticket": ticket(), **changed}


def assert_names_only(visitor: Visitor, *names: str) -> None:
    """These questions still need an answer, all others are kept, nothing is stored."""
    assert visitor.response.status_code == 422
    places = [link.target.removeprefix("#") for link in visitor.page.summary_links]
    assert [visitor.page.name_at(place) for place in places] == list(names)
    assert visitor.answered.keys() == set(QUESTIONS) - set(names)
    assert visitor.site.leads() == []


@pytest.mark.parametrize("bad", BAD_VALUES)
def test_a_value_that_is_no_option_is_as_good_as_none(visitor: Visitor, bad: str) -> None:
    names, fields = ("role", "D1.direction", "D8.evidence"), whole_form()
    sent = "&".join(f"{name}={bad}" for name in names if fields.pop(name))
    visitor.posts(data=f"{urlencode(fields)}&{sent}", content_type=FORM)
    assert_names_only(visitor, *names)
    assert "<script>alert" not in visitor.response.text
    assert "99999" not in visitor.response.text


@pytest.mark.parametrize("first", [0, 1], ids=["every other question", "all those between"])
def test_an_answer_that_is_sent_twice_is_asked_for_again(visitor: Visitor, first: int) -> None:
    usual, names = whole_form(), QUESTIONS[first::2]
    visitor.posts(data=whole_form(**{name: [usual[name]] * 2 for name in names}))
    assert_names_only(visitor, *names)


def test_two_different_answers_to_one_question_are_as_good_as_none(visitor: Visitor) -> None:
    visitor.posts(data=whole_form(**{"D5.practice": ["2", "4"]}))
    assert_names_only(visitor, "D5.practice")


@pytest.mark.parametrize("name", ["ticket", "page_seconds", "note", "role", "D4.practice", "other"])
def test_a_field_of_a_megabyte_is_too_much(visitor: Visitor, name: str) -> None:
    visitor.posts(data=whole_form(**{name: "9" * MEGABYTE}))
    assert visitor.response.status_code == 413
    assert visitor.page.heading == "That was more than we can take"
    assert visitor.site.leads() == []


def test_fields_that_the_form_does_not_have_are_left_alone(visitor: Visitor) -> None:
    visitor.posts(data=whole_form(email="ann@example.com", reference="AC-00000-00000", level="5"))
    assert visitor.sent.status_code == 303
    assert "ann@example.com" not in map(str, visitor.site.lead().values())
    assert visitor.site.lead()["level"] == 3


BODIES = [
    pytest.param(b"", FORM, 400, id="nothing"),
    pytest.param(b"&" * 60_000, FORM, 400, id="only ampersands"),
    pytest.param(b"a=b&" * 15_000, FORM, 400, id="too many fields"),
    pytest.param(b"=&==&&%&%%&%zz=%u1234", FORM, 400, id="broken quoting"),
    pytest.param(bytes(range(256)) * 100, FORM, 400, id="every byte"),
    pytest.param(b"\0" * 1000, FORM, 400, id="only NULs"),
    pytest.param(b"x" * (MEGABYTE + 1), FORM, 413, id="more than a megabyte"),
    pytest.param(json.dumps(whole_form()).encode(), "application/json", 400, id="JSON"),
    pytest.param(b"{" * 1000, "application/json", 400, id="broken JSON"),
    pytest.param(urlencode(whole_form()).encode(), "text/plain", 400, id="plain text"),
    pytest.param(urlencode(whole_form()).encode(), "", 400, id="no content type"),
    pytest.param(urlencode(whole_form()).encode(), "\xff/;;=", 400, id="a broken content type"),
    pytest.param(b"--x\r\n", "multipart/form-data; boundary=x", 400, id="multipart cut off"),
    pytest.param(b"--x--", "multipart/form-data", 400, id="multipart without a boundary"),
    pytest.param(
        b'--x\r\nContent-Disposition: form-data; name="role"\r\n\r\n' + b"a" * 60_000,
        "multipart/form-data; boundary=x", 400, id="multipart that does not end"
    ),
    pytest.param(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 1001 + b"--x--",
        "multipart/form-data; boundary=x", 413, id="multipart with too many parts",
    ),
    pytest.param(
        b"--x\r\n" + b"Content-Type: a\r\n" * 3000 + b"\r\n\r\n--x--",
        "multipart/form-data; boundary=x", 400, id="multipart with too many headers",
    ),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/en/", "/nl/"])
@pytest.mark.parametrize(("body", "content_type", "status"), BODIES)
def test_a_body_that_is_not_our_form_gets_a_page_and_stores_nothing(
    visitor: Visitor, path: str, body: bytes, content_type: str, status: int
) -> None:
    visitor.posts(path, data=body, content_type=content_type)
    assert visitor.response.status_code == status
    assert visitor.page.language == path.strip("/")
    assert visitor.is_at_the_form == (status == 400)
    assert visitor.site.leads() == []


def test_a_file_instead_of_an_answer_is_as_good_as_none(visitor: Visitor) -> None:
    visitor.posts(data=whole_form(role=(BytesIO(b"leadership"), "role.txt")))
    assert_names_only(visitor, "role")


def test_our_form_as_multipart_is_taken_too(visitor: Visitor) -> None:
    visitor.posts(data=whole_form(), content_type="multipart/form-data")
    assert visitor.sent.status_code == 303


def test_a_charset_in_the_content_type_changes_nothing(visitor: Visitor) -> None:
    visitor.posts(data=urlencode(whole_form()), content_type=f"{FORM}; charset=utf-16")
    assert visitor.sent.status_code == 303


@pytest.mark.parametrize("part", [0, 10, 400], ids=["none of it", "a little of it", "half of it"])
def test_a_body_that_breaks_off_stores_nothing(visitor: Visitor, part: int) -> None:
    body = urlencode(whole_form()).encode()
    visitor.posts(input_stream=BytesIO(body[:part]), content_length=len(body), content_type=FORM)
    assert visitor.response.status_code == 400
    assert visitor.page.language == "en"
    assert visitor.site.leads() == []


def test_a_form_that_lost_its_second_half_keeps_the_first(visitor: Visitor) -> None:
    fields = urlencode({"ticket": ticket(), **whole_form()})
    visitor.posts(data=fields[: fields.index("D4.practice")], content_type=FORM)
    assert visitor.response.status_code == 422
    assert len(visitor.answered) == len(PROFILE) + 10
    assert len(visitor.page.summary_links) == 14


@pytest.mark.parametrize(
    "value",
    ["%00", "%FF", "a" * 7000, "%0D%0ASet-Cookie:%20a=b", "<script>", quote_plus("é" * 500)],
    ids=["a NUL", "not UTF-8", "very long", "a header", "markup", "not ASCII"],
)  # fmt: skip
def test_strange_labels_in_the_query_never_reach_a_header_or_the_page(
    visitor: Visitor, value: str
) -> None:
    names = ("source", "utm_source", "utm_medium", "utm_campaign")
    query = "&".join(f"{name}={value}" for name in names)
    visitor.starts("en", f"?{query}").answers(all=3).submits()
    assert visitor.sent.status_code == 303
    assert "<script>" not in str(visitor.site.lead())
    location = visitor.opens(f"/?{query}").response.headers["Location"]
    assert "\n" not in location
    assert "<" not in location
