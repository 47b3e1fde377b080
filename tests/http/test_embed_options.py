"""What a host page may ask for, over HTTP: carried along, in bounds, named where it is nonsense."""

from itertools import product
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from app.palette import PALETTE, Scheme
from app.web.colour import Colour
from app.web.fonts import STACKS, first_known
from tests.site import OpenSite
from tests.visitor import Visitor


def test_only_so_many_looks_of_the_form_are_kept_and_all_are_as_asked(visitor: Visitor) -> None:
    """The font is in an address and needs no drawing; what the page itself says of a look does."""
    looks = product(
        ("", "accent=803040"), ("", "radius=3"), ("", "font=georgia", "font=times+new+roman"),
        ("", "scheme=dark", "scheme=light&background=transparent"), ("", "header=compact"),
        ("", "start=profile"),
    )  # fmt: skip
    for look in looks:
        query = "&".join(filter(None, ("embed=1", *look)))
        page = visitor.starts(query=f"?{query}").page
        carried = {name: value for name, value in parse_qsl(query) if name != "start"}
        assert dict(parse_qsl(urlsplit(page.action).query)) == {**carried, "sent": "1"}
    kept = visitor.site.app.extensions["blank-forms"].cache_info()
    assert kept.currsize == kept.maxsize == 64


NOTES = [
    ("embed=1&accent=red&radius=-1", "accent, radius"),
    ("embed=1&font=Lato,+Inter", "font"),
    ("embed=1&font=inherit", "font"),  # only the loader can look
    ("embed=1&background=transparent", "background"),
    ("embed=1&background=transparent&scheme=auto", "background"),
    ("embed=1&background=url(x)&scheme=dark", "background"),
    ("embed=1&header=none&start=D8&scheme=pink", "scheme, header, start"),
    ("embed=1&source=jan%40example.com", "source"),
]


@pytest.mark.parametrize(("query", "names"), NOTES)
def test_a_host_page_is_told_which_options_come_to_nothing(
    visitor: Visitor, query: str, names: str
) -> None:
    for _ in range(2):  # drawn and kept
        (root,) = visitor.starts(query=f"?{query}").page.all(".//*[@id='root']")
        assert f"left out: {names}. What" in root.attrib["data-ignored"]
    assert names.split(", ")[0] not in urlsplit(visitor.page.action).query


@pytest.mark.parametrize(
    "query",
    [
        "",
        "embed=1",
        "embed=1&accent=&font=&source=",
        "embed=1&source=Homepage&font=Georgia&scheme=auto&background=own&header=full&start=intro",
        "embed=1&background=transparent&scheme=dark&header=compact&radius=99",
    ],
)
def test_nothing_is_said_of_options_that_make_sense(visitor: Visitor, query: str) -> None:
    (root,) = visitor.starts(query=f"?{query}").page.all(".//*[@id='root']")
    assert "data-ignored" not in root.attrib


def test_a_source_that_does_not_count_here_is_named(open_site: OpenSite) -> None:
    visitor = Visitor(open_site(sources=("homepage",)))
    for source, named in (("homepage", False), ("other", False), ("blog", True)):
        (root,) = visitor.starts(query=f"?embed=1&source={source}").page.all(".//*[@id='root']")
        assert ("data-ignored" in root.attrib) is named


def test_the_styles_of_a_font_are_ours_whatever_is_asked_for(visitor: Visitor) -> None:
    for asked, said in (
        ("georgia", '--font: "Georgia", serif;'),
        ("\"Lato\", 'Times New Roman', serif", '--font: "Times New Roman", serif;'),
        ("rounded", "--font: ui-rounded, "),
        ("x;}*{color:red", ":root {  }"),
        ("system", ":root {  }"),
    ):
        assert said in visitor.opens(f"/theme.css?{urlencode({'font': asked})}").response.text


def test_the_scheme_is_known_before_any_style_sheet(visitor: Visitor) -> None:
    """Or a browser paints an opaque ground under the frame until the style sheet is there."""
    for scheme, content in (("dark", "dark"), ("light", "light"), ("auto", "light dark")):
        page = visitor.starts(query=f"?embed=1&scheme={scheme}").page
        assert page.all(f".//meta[@name='color-scheme'][@content='{content}']")


@pytest.mark.parametrize("name", STACKS)
def test_every_font_ends_in_a_generic_one_and_names_no_address(name: str) -> None:
    assert STACKS[name].rpartition(", ")[2] in ("serif", "sans-serif")
    assert first_known(f"Unheard Of, '{name.title()}'") == name
    assert not {"(", ";", "}"} & set(STACKS[name])


@pytest.mark.parametrize("scheme", PALETTE)
def test_text_can_be_read_on_the_ground_that_a_marketer_is_promised(scheme: Scheme) -> None:
    """Whoever makes it transparent is told: from the grouped areas' colour to white, or black."""
    colours = {n: Colour.of(digits.removeprefix("#")) for n, digits in PALETTE[scheme].items()}
    for name in ("ink", "quiet", "accent", "alert"):
        assert colours[name].contrast(colours["grouped"]) >= 4.5, name
    assert colours["edge"].contrast(colours["grouped"]) >= 3
