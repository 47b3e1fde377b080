"""Where a visitor came from: which of the labels that are sent along count."""

from app.labels import CAMPAIGN_LENGTH, OTHER, SOURCE_LENGTH
from app.leads.attribution import LABELS, Attribution

MEANT = ("homepage", "newsletter")


def clean(*given: object, sources: tuple[str, ...] = ()) -> Attribution:
    return Attribution.clean(dict(zip(LABELS, given, strict=False)), sources)


def test_each_label_is_kept_or_dropped_for_itself() -> None:
    given = ("Home page", "jan@example.com", "e-mail", "spring_2026")
    assert clean(*given) == Attribution("home-page", None, "e-mail", "spring-2026")
    assert clean(7, b"x", [], None) == Attribution.clean({"email": "ann"}) == Attribution()


def test_a_campaign_may_be_longer_than_a_source() -> None:
    assert clean(*["y" * SOURCE_LENGTH] * 4).source == "y" * SOURCE_LENGTH
    longest = clean(*["y" * CAMPAIGN_LENGTH] * 4)
    assert longest == Attribution(None, *["y" * CAMPAIGN_LENGTH] * 3)


def test_where_sources_are_named_no_other_counts() -> None:
    assert clean("Newsletter", sources=MEANT).source == "newsletter"
    assert clean("blog", "blog", sources=MEANT) == Attribution(OTHER, "blog")
    assert clean(None, sources=MEANT).source is None
    assert clean("jan-0612345678", sources=MEANT).source is None
