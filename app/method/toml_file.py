"""Reading one question file, with errors that name the file and the key."""

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from string import Formatter
from typing import Any

from app.errors import BankError

TomlTable = dict[str, Any]


def read_table(path: Path) -> TomlTable:
    """Read a TOML file; numbers with a point become exact fractions.

    Raises BankError, naming the file, when it is missing, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=_exact)
    except OSError as error:
        raise BankError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BankError(f"{path}: is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise BankError(f"{path}: is not valid TOML: {error}.") from error


def _exact(text: str) -> Fraction | float:
    # "nan" and "inf" stay floats, to be refused where the key is known.
    return float(text) if text.strip("+-") in ("nan", "inf") else Fraction(text)


def as_table(value: Any, path: Path, key: str) -> TomlTable:
    """Return the value as a table. Raises BankError, naming the key, if it is none."""
    if not isinstance(value, dict):
        raise BankError(f"{path}: '{key}' must be a table.")
    return value


def flatten(table: TomlTable, path: Path, prefix: str = "") -> dict[str, str]:
    """Turn nested tables and arrays of text into dotted ids: {"levels.1.name": "Fragile"}.

    Arrays count from 1. A line break within a text is a space; an empty line is one between
    paragraphs. Raises BankError for anything that is not text, and for empty text.
    """
    texts: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, list):
            value = {str(number): entry for number, entry in enumerate(value, 1)}
        if isinstance(value, dict):
            texts |= flatten(value, path, f"{name}.")
        elif isinstance(value, str) and value.strip():
            texts[name] = _running(value)
        else:
            raise BankError(f"{path}: '{name}' must be a text that is not empty.")
    return texts


def _running(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def same_keys(path: Path, what: str, found: Any, wanted: Any) -> None:
    """Raise BankError, naming the keys, unless both collections hold the same ones."""
    missing = [str(key) for key in wanted if key not in found]
    unknown = [str(key) for key in found if key not in wanted]
    problems = [f"{what} '{key}' is missing" for key in missing]
    problems += [f"{what} '{key}' is not a key of this file" for key in unknown]
    if problems:
        raise BankError(f"{path}: " + "; ".join(problems) + ".")


def placeholders(text: str) -> set[str]:
    """The names in braces that a text expects to be filled in.

    Raises ValueError when a brace is not closed, or holds anything but a name.
    """
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if form or conversion or not str(name).isidentifier():
            raise ValueError(f"'{name}' must be a name and nothing else")
    return {str(name) for _, name, _, _ in parts}


def check_braces(path: Path, texts: Mapping[str, str]) -> None:
    """Raise BankError, naming the text, for a malformed placeholder."""
    for text_id, text in texts.items():
        try:
            placeholders(text)
        except ValueError as error:
            raise BankError(f"{path}: text '{text_id}' has a broken brace: {error}.") from error


def same_placeholders(
    path: Path, texts: Mapping[str, str], wanted: Mapping[str, str], code: str
) -> None:
    """Raise BankError unless each text has the placeholders that it has in the language `code`."""
    for text_id, text in texts.items():
        found, there = placeholders(text), placeholders(wanted[text_id])
        if found != there:
            raise BankError(
                f"{path}: text '{text_id}' has placeholders {sorted(found)}, but {code} has "
                f"{sorted(there)}."
            )
