"""The recipes of the README, "Change it", followed to the letter in a copy of the house."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.site import ROOT, Site
from tests.visitor import Visitor

HOUSE = ("app", "questions", "static", "templates", "tests", "pyproject.toml")
# A block of code that begins by saying where it goes.
BLOCK = re.compile(r"```\w+\n# ([\w./]+)(?:, ([^\n]+))?\n(.*?)```", re.DOTALL)


PLACES: Mapping[str, Callable[[str, str], str]] = {
    "": lambda old, text: f"{old}\n{text}",
    "at the end of [profile]": lambda old, text: re.sub(
        r"\[profile\]\n(.+\n)+", lambda found: found[0] + text, old
    ),
    "at the end of _of_the_outcome": lambda old, text: old.replace(
        "\n\n\ndef _of_what_comes_after", f"\n{text}\n\ndef _of_what_comes_after"
    ),
}


def follow(house: Path) -> int:
    """Write every block where it says; how many there were."""
    blocks = BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    for file, where, text in blocks:
        old = (house / file).read_text("utf-8")
        (house / file).write_text(PLACES[where](old, text), "utf-8")
    return len(blocks)


def test_what_the_readme_says_to_change_is_all_there_is_to_change(tmp_path: Path) -> None:
    before = Site(tmp_path / "site")
    Visitor(before).starts().answers(all=3).submits()
    before.close()
    house = tmp_path / "house"
    house.mkdir()
    for name in HOUSE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, house / name)
    newer = Site(tmp_path / "newer", questions=house / "questions")
    assert newer.runs("bank", "new-edition").exit_code == 0
    newer.close()
    assert follow(house) == 6
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/content/after_the_recipes.py"],
        cwd=house,
        env={**os.environ, "SITE_BEFORE": str(before.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
