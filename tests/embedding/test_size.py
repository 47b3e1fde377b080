"""What embedding costs a host page and a visitor, in bytes and requests."""

import gzip
import re
from pathlib import Path

import pytest

from tests.site import Site
from tests.visitor import Visitor

SCRIPTS = sorted((Path(__file__).parents[2] / "static" / "js").glob("*.js"))
MOST_REQUESTS = 6


def packed(site: Site, path: str) -> int:
    """The bytes of this answer, packed as gzip packs best."""
    return len(gzip.compress(Visitor(site).opens(path).response.data, 9))


def test_loader_and_frame_script_take_two_kilobytes_together(usual_site: Site) -> None:
    visitor = Visitor(usual_site).opens("/en/?embed=1")
    (frame,) = re.findall(r'src="([^"]+/frame\.js[^"]*)"', visitor.response.text)
    assert packed(usual_site, "/embed.js") + packed(usual_site, frame) <= 2000


def test_the_first_view_in_the_colours_of_a_site_takes_six_requests(usual_site: Site) -> None:
    html = Visitor(usual_site).opens("/en/?embed=1&accent=803040&radius=4").response.text
    loaded = re.findall(r'<(?:link rel="stylesheet"|script|img)[^>]* (?:href|src)="([^"]+)"', html)
    assert len(loaded) + 1 <= MOST_REQUESTS, loaded


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_taking_out_comments_and_indentation_breaks_no_text(script: Path) -> None:
    for line in script.read_text("utf-8").splitlines():
        assert line.count("`") % 2 == 0, "a text over several lines would lose its indentation"
        assert "/*" not in line
        code, comment, _ = line.partition("// ")
        assert not comment or all(code.count(quote) % 2 == 0 for quote in "\"'`")
