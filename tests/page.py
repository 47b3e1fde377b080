"""A page as a visitor reads it: its words, its links and its form, whatever the markup is like."""

from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Link(NamedTuple):
    """A link: the words on it and where it leads."""

    words: str
    target: str


class Page:
    """One HTML document. Raises AssertionError when its elements are not closed as opened."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self._root = reader.root()

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return words_of(self._one(".//title"))

    @property
    def language(self) -> str:
        """The code that the document gives as its language."""
        return self._root.attrib["lang"]

    @property
    def heading(self) -> str:
        """The first heading of the first rank."""
        return words_of(self._one(".//h1"))

    @property
    def level(self) -> str:
        """The level that a result names."""
        return words_of(self._one(".//p[@class='level']/b"))

    @property
    def text(self) -> str:
        """All that can be read between the masthead and the colophon."""
        return words_of(self._one(".//main"))

    @property
    def links(self) -> list[Link]:
        """All links, in order."""
        return [Link(words_of(a), a.attrib["href"]) for a in self.all(".//a[@href]")]

    @property
    def fields(self) -> dict[str, str]:
        """What the form sends as it stands, buttons aside; no name is sent twice."""
        sending = [e for e in self._inputs if not _is_radio(e) or "checked" in e.attrib]
        sent = {e.attrib["name"]: e.attrib.get("value", "") for e in sending}
        assert len(sent) == len(sending)
        return sent

    @property
    def action(self) -> str:
        """Where the form goes."""
        return self._one(".//form").attrib["action"]

    def options(self, name: str) -> list[str]:
        """The values of a group of radio buttons."""
        return [e.attrib["value"] for e in self._inputs if e.attrib["name"] == name]

    @property
    def questions(self) -> list[str]:
        """The names of all groups of radio buttons, in order."""
        return list(dict.fromkeys(e.attrib["name"] for e in self._inputs if _is_radio(e)))

    @property
    def summary(self) -> str:
        """What stands on top of the form when something is the matter; "" when nothing is."""
        return " ".join(map(words_of, self._summaries))

    @property
    def summary_links(self) -> list[Link]:
        """The questions that the summary names, and where they are."""
        found = (a for summary in self._summaries for a in summary.iterfind(".//a[@href]"))
        return [Link(words_of(a), a.attrib["href"]) for a in found]

    def words_at(self, element_id: str) -> str:
        """What can be read in the element with this id."""
        return words_of(self._one(f".//*[@id='{element_id}']"))

    def name_at(self, element_id: str) -> str:
        """The name of the form field with this id."""
        return self._one(f".//input[@id='{element_id}']").attrib["name"]

    def cells(self, section: str) -> list[list[str]]:
        """The rows of all tables in the section with this id, as words."""
        rows = self._one(f".//*[@id='{section}']").iterfind(".//tr")
        return [[words_of(cell) for cell in row] for row in rows]

    def all(self, path: str) -> list[Element]:
        """Every element on this path, in ElementTree's XPath."""
        return self._root.findall(path)

    @property
    def _inputs(self) -> list[Element]:
        return self.all(".//form//input[@name]")

    @property
    def _summaries(self) -> list[Element]:
        # Not the one in <template>, which only scripts use.
        return [e for form in self.all(".//form") for e in form.iterfind(".//*[@id='summary']")]

    def _one(self, path: str) -> Element:
        found = self._root.find(path)
        assert found is not None, f"nothing at {path}"
        return found


def words_of(element: Element) -> str:
    """The text in an element, in single spaces."""
    return " ".join("".join(element.itertext()).split())


def _is_radio(element: Element) -> bool:
    return element.attrib.get("type") == "radio"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._builder = TreeBuilder()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        self._open.append(tag)
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> at {self.getpos()} closes another element"
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._builder.data(data)

    def root(self) -> Element:
        assert not self._open, f"left open: {self._open}"
        return self._builder.close()
