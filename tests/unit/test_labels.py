"""What a label is: what names a page or a campaign is kept, what points to a person is not."""

import re
import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels import CAMPAIGN_LENGTH, SOURCE_LENGTH, label
from app.method.token import NONCE_BITS, reference_code

ANYTHING = st.one_of(
    st.text(st.characters(codec=None)), st.binary(), st.none(), st.integers(), st.lists(st.text())
)
STRICT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def kept(given_label: object) -> str | None:
    return label(given_label, CAMPAIGN_LENGTH)


@pytest.mark.parametrize(
    ("given_label", "meant"),
    [
        ("HomePage", "homepage"),
        ("Newsletter_2026-11", "newsletter-2026-11"),
        ("spring sale", "spring-sale"),
        ("  Najaar 2026_b.c ", "najaar-2026-b-c"),
        ("a - b", "a-b"),
        ("café", "cafe"),
        ("chatgpt.com", "chatgpt-com"),
        ("2026-11", "2026-11"),
        ("webinar-2026-11-20", "webinar-2026-11-20"),
        ("fair 20-11-2026", "fair-20-11-2026"),
        ("season-2026-2027", "season-2026-2027"),
        ("campaign-2026-nl", "campaign-2026-nl"),
        ("Q4 2026", "q4-2026"),
        ("b2b2c", "b2b2c"),
        ("2scale", "2scale"),
        ("1-2-3-4", "1-2-3-4"),
        ("=cmd", None),
        ("a/b<c>", None),
        ("", None),
        ("-", None),
        (" . ", None),
        ("a\0", None),
        ("\ud800", None),
    ],
)
def test_what_names_a_campaign_is_kept_in_one_form(given_label: str, meant: str | None) -> None:
    assert kept(given_label) == meant


@pytest.mark.parametrize(
    "telling",
    [
        "jan-jansen-0612345678",
        "06-1234-5678",
        "06 12 34 56 78",
        "0-6-1-2-3-4-5-6-7-8",
        "+31 20 123 45 67",
        "０６１２３４５６７８",
        "⁰⁶¹²³⁴⁵⁶⁷⁸",
        "٠٦١٢٣٤٥٦٧٨",
        "1984-05-23",
        "23.05.84",
        "customer 12345",
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "nl91-abna-2026-11-20-34",
        "GB29NWBK60161331926819",
        "jan@example.com",
        "jan＠example.com",
        "jan﹫example.com",
        "jan%40example.com",
        "jan%2540example.com",
        "jan&#64;example.com",
        "jan(at)example",
        "jan[at]example.com",
        "jan-at-example-dot-com",
        "jan at example.com",
        "ｊａｎ．ａｔ．ｅｘａｍｐｌｅ．ｃｏｍ",
        "jan apenstaartje example punt nl",
        "Kerkstraat 12",
        "kerkstraat-12b-amsterdam",
        "1234 AB",
        "1234ab-5",
        "AC-7K2QX-0M4TR",
        "deadbeefcafebabe",
        "dead-beef-cafe-babe",
        "x7k9q2",
        "IwAR0x7k9q2abcd",
        "Cj0KCQiA3Y-ABhCnARIsAKYDH7sXq2",
    ],
)
def test_what_could_point_to_a_person_is_dropped_whole(telling: str) -> None:
    assert kept(telling) is None
    assert kept(f"newsletter {telling}") is None


@given(st.one_of(st.uuids().map(str), st.binary(min_size=8, max_size=20).map(bytes.hex)))
def test_no_hash_and_no_identity_is_kept(made: str) -> None:
    assert kept(made) is None
    assert kept(made.upper()) is None


@given(st.integers(0, 2**NONCE_BITS - 1))
def test_a_code_that_a_visitor_can_quote_is_not_kept(nonce: int) -> None:
    assert kept(reference_code(nonce)) is None


@given(st.from_regex(r"[0-9]{10,16}", fullmatch=True), st.data())
def test_a_long_number_is_not_kept_however_it_is_parted(number: str, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(1, len(number) - 1)))
    parted = "".join(f"-{digit}" if at in places else digit for at, digit in enumerate(number))
    assert kept(parted) is None


@given(st.text(st.characters(codec=None)), st.sampled_from("@＠﹫%&()[]/:"), st.text())
def test_a_sign_that_no_label_has_leaves_nothing(before: str, sign: str, after: str) -> None:
    assert kept(before + sign + after) is None


@given(ANYTHING)
def test_whatever_comes_in_only_labels_come_out_and_stay_as_they_are(given_label: object) -> None:
    found = kept(given_label)
    assert found is None or (STRICT.fullmatch(found) and len(found) <= CAMPAIGN_LENGTH)
    assert found is None or kept(found) == found


@pytest.mark.parametrize("longest", [SOURCE_LENGTH, CAMPAIGN_LENGTH])
def test_a_label_that_is_too_long_is_not_cut(longest: int) -> None:
    assert label("y" * longest, longest) == "y" * longest
    assert label("y" * (longest + 1), longest) is None
    assert label("\ufdfa" * 1_000_000, longest) is None


def test_most_of_what_an_advertiser_appends_to_an_address_is_not_kept() -> None:
    made = [secrets.token_urlsafe(60), secrets.token_hex(16), uuid.uuid4().hex]
    assert [kept(each) for each in made] == [None] * 3
