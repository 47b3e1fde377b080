"""Labels of a campaign: what is kept of them and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.attribution import LABEL_LENGTH, Attribution

ANYTHING = st.one_of(
    st.text(st.characters(codec=None)), st.binary(), st.none(), st.integers(), st.lists(st.text())
)


@given(st.tuples(ANYTHING, ANYTHING, ANYTHING, ANYTHING))
def test_whatever_comes_in_only_labels_come_out(values: tuple[object, ...]) -> None:
    kept = Attribution.clean(*values)
    assert kept.source is None or set(kept.source) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    for label in (kept.utm_source, kept.utm_medium, kept.utm_campaign):
        if label is not None:
            assert 0 < len(label) <= LABEL_LENGTH
            assert all(c.isalnum() or c in " ._-" for c in label)
            label.encode()


@given(st.text(st.characters(codec=None)), st.sampled_from("@＠﹫"), st.text())
def test_what_could_be_an_address_is_refused_whole(before: str, at: str, after: str) -> None:
    assert Attribution.clean(utm_source=before + at + after).utm_source is None


@given(st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True))
def test_a_source_that_is_a_label_is_kept(label: str) -> None:
    assert Attribution.clean(source=label).source == label


@pytest.mark.parametrize(
    ("given_source", "kept"),
    [
        pytest.param("HomePage", "homepage", id="capitals become small"),
        pytest.param("a" * 40, "a" * 40, id="forty characters"),
        pytest.param("a" * 41, None, id="one too many"),
        pytest.param("", None, id="nothing"),
        pytest.param("home page", None, id="a space"),
        pytest.param("home\n", None, id="a line break at the end"),
        pytest.param("a\0", None, id="a NUL"),
        pytest.param("İ" * 40, None, id="a letter that grows when it becomes small"),
        pytest.param("a" * 1_000_000, None, id="a megabyte"),
    ],
)
def test_a_source_is_a_short_plain_label_or_nothing(given_source: str, kept: str | None) -> None:
    assert Attribution.clean(source=given_source).source == kept


@pytest.mark.parametrize(
    ("given_label", "kept"),
    [
        pytest.param("Spring 2026_a.b-c", "Spring 2026_a.b-c", id="a label stays as it is"),
        pytest.param("précis é", "précis é", id="letters of other languages stay"),
        pytest.param("a/b<c>", "a-b-c", id="other characters become hyphens"),
        pytest.param("=HYPERLINK(1)", "HYPERLINK-1", id="none is left at the ends"),
        pytest.param("\ud800\0", None, id="nothing is left"),
        pytest.param("jan%40example.com", None, id="an address in percent signs"),
        pytest.param("jan%2540example.com", None, id="an address in percent signs twice"),
        pytest.param("x" * 79 + " y", "x" * 79, id="cut to eighty, no space at the end"),
    ],
)
def test_a_label_keeps_what_names_a_campaign(given_label: str, kept: str | None) -> None:
    assert Attribution.clean(utm_campaign=given_label).utm_campaign == kept


def test_a_megabyte_that_grows_when_normalised_is_cut_like_any_other() -> None:
    label = Attribution.clean(utm_campaign="\ufdfa" * 1_000_000).utm_campaign
    assert label is not None
    assert len(label) <= LABEL_LENGTH
