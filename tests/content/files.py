"""The question files as they lie on disk, read without the application."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "questions"
TRANSLATIONS = ROOT / "app" / "web" / "translations"
NEWEST = max(
    (path for path in QUESTIONS.iterdir() if path.name.isdecimal()), key=lambda p: int(p.name)
)
LANGUAGES = sorted(path.stem for path in (QUESTIONS / "pages").iterdir())
NAMES = ("glossary.toml", "items.toml", "pages.toml", "profile.toml", "results.toml")
FILES = [(language, name) for language in LANGUAGES for name in NAMES]
DIMENSIONS = [f"D{number}" for number in range(1, 9)]
FACETS = ["direction", "practice", "evidence"]
ITEMS = [(dimension, facet) for dimension in DIMENSIONS for facet in FACETS]


def place(language: str, name: str, questions: Path = QUESTIONS) -> Path:
    """Where a file of one language is; what the pages say stands beside the editions."""
    if name == "pages.toml":
        return questions / "pages" / f"{language}.toml"
    return questions / NEWEST.name / language / name


def read(language: str, name: str) -> dict[str, Any]:
    """One file of one language, of the newest edition."""
    return tomllib.loads(place(language, name).read_text("utf-8"))


def texts(table: Any, before: str = "") -> dict[str, str]:
    """Every text in a table by its dotted key; arrays count from 1."""
    if isinstance(table, str):
        return {before: table}
    inside = table.items() if isinstance(table, dict) else enumerate(table, 1)
    found: dict[str, str] = {}
    for key, value in inside:
        found |= texts(value, f"{before}.{key}" if before else str(key))
    return found


def all_texts(language: str) -> dict[str, str]:
    """Every text of a language, by file and dotted key."""
    return {
        f"{name}: {key}": text
        for name in NAMES
        for key, text in texts(read(language, name)).items()
    }


def item(language: str, dimension: str, facet: str) -> tuple[str, list[str]]:
    """Stem and options of one item."""
    found = read(language, "items.toml")[dimension][facet]
    return found["stem"], found["options"]
