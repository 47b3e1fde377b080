"""`flask bank check`: the question bank held against the limits of the method."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.method.reading import BANK_WORDS, OPTION_WORDS, STEM_WORDS
from tests.site import ROOT, OpenSite, Site

CheckBank = Callable[..., Result]

STEM = re.compile(r'stem = "[^"]*"')
LONG = "Do " + "so " * STEM_WORDS + "now?"
LINE = re.compile(
    r"(\w\w): 24 items, (\d+) words, (\d+\.\d) an item, longest (\d+), reading ease (\d+), "
    r"(\d+\.\d) minutes, \d+ texts"
)


@pytest.fixture
def check_bank(open_site: OpenSite, tmp_path: Path) -> CheckBank:
    """check_bank("en/items.toml", edit): check a copy of the bank with one file edited."""

    def check(file: str, edit: Callable[[str], str]) -> Result:
        copy = tmp_path / "questions"
        shutil.copytree(ROOT / "questions", copy)
        place = copy / "1" / file
        text = place.read_text("utf-8")
        place.write_text(edit(text), "utf-8")
        assert edit(text) != text
        return open_site(questions=copy).runs("bank", "check")

    return check


def test_our_own_bank_keeps_to_every_limit(site: Site) -> None:
    result = site.runs("bank", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    edition, *languages = result.stdout.splitlines()
    assert edition == "edition 1: released, unchanged"
    found = [LINE.fullmatch(line.strip()) for line in languages]
    assert [match and match[1] for match in found] == ["en", "nl"]
    for match in found:
        assert match
        _code, words, mean, longest, ease, minutes = match.groups()
        assert int(words) <= BANK_WORDS
        assert float(mean) == round(int(words) / 24, 1) <= 56
        assert int(longest) <= 65
        assert int(ease) >= 45
        assert float(minutes) <= 10


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_stem_that_is_too_long_is_named_with_its_language_and_item(
    check_bank: CheckBank, language: str
) -> None:
    result = check_bank(
        f"{language}/items.toml", lambda text: STEM.sub(f'stem = "{LONG}"', text, count=1)
    )
    assert result.exit_code == 1
    said = f"{language}: D1.direction: the stem has {STEM_WORDS + 2} words; at most {STEM_WORDS}"
    assert f"edition 1, {said}" in result.stderr.splitlines()
    assert len(result.stdout.splitlines()) == 3


def test_an_option_that_is_too_long_is_named_with_its_number(check_bank: CheckBank) -> None:
    long = " ".join(["so"] * (OPTION_WORDS + 1))

    def edit(text: str) -> str:
        options = re.findall(r'^  "[^"]*",$', text, re.MULTILINE)
        return text.replace(options[1], f'  "{long}",', 1)

    result = check_bank("en/items.toml", edit)
    assert result.exit_code == 1
    said = f"D1.direction: option 2 has {OPTION_WORDS + 1} words; at most {OPTION_WORDS}"
    assert f"edition 1, en: {said}" in result.stderr.splitlines()


def test_several_faults_are_all_told(check_bank: CheckBank) -> None:
    result = check_bank("nl/items.toml", lambda text: STEM.sub(f'stem = "{LONG}"', text))
    assert result.exit_code == 1
    named = [line for line in result.stderr.splitlines() if "the stem has" in line]
    assert len(named) == 24
    assert not any(", en:" in line for line in result.stderr.splitlines())
