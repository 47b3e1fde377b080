"""The interface's words in both languages: English as in the code, Dutch as in its .po file."""

from functools import cache

from babel.messages.pofile import read_po

from tests.site import ROOT


def said(language: str, english: str) -> str:
    """What the interface says for these English words."""
    return english if language == "en" else _dutch()[english]


@cache
def _dutch() -> dict[str, str]:
    with (ROOT / "app" / "web" / "translations" / "nl.po").open("rb") as source:
        found = [(each.id, each.string) for each in read_po(source)]
    return {one: said for one, said in found if isinstance(one, str) and isinstance(said, str)}
