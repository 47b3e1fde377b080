"""What the origin of an address is, and who may frame the check."""

import pytest

from app.origin import ONLY_OURSELVES, Framers, Origin


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("HTTPS://WWW.Example.com:443/Shop?a=b#c", "https://www.example.com"),
        ("http://example.com:0080?a=b", "http://example.com"),
        ("http://example.com:443/", "http://example.com:443"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
    ],
)
def test_an_origin_is_written_as_a_browser_writes_it(address: str, meant: str) -> None:
    assert str(Origin.read(address)) == meant


@pytest.mark.parametrize(
    "address",
    [
        "www.example.com",
        "ftp://example.com",
        "https://",
        "https://ann:secret@example.com/",
        "https://example.com\\@evil.example",
        "https://example.com:65536",
        "https://example.com:port",
        "https://exa mple.com",
        "https://example.com\n",
    ],
)
def test_what_has_no_origin_of_its_own_has_none(address: str) -> None:
    assert Origin.read(address) is None


@pytest.mark.parametrize(
    ("address", "alone"),
    [("https://a.example", True), ("https://a.example/", True), ("https://a.example//", False)],
)
def test_an_origin_alone_is_followed_by_a_slash_at_most(address: str, alone: bool) -> None:
    assert (Origin.read(address, alone=True) is not None) == alone


def test_those_may_frame_the_check_who_are_listed_or_everybody() -> None:
    listed, other = Origin("https", "a.example", 443), Origin("https", "a.example", 8443)
    assert listed in Framers((listed,))
    assert other not in Framers((listed,))
    assert other in Framers(everybody=True)
    assert listed not in ONLY_OURSELVES
