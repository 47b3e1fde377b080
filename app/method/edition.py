"""The fingerprint of an edition: what of the model a result link rests on, and what was released.

Words are not in it, so that a typo may be corrected. What an answer stands for and what is reckoned
with it is: ids in order, every number, and revisions once items have them.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.errors import BankError
from app.method.model import Model
from app.method.toml_file import as_table, flatten, read_table

# Beside model.toml: each released edition's shape, a table each.
RELEASED = "released.toml"
# Of `version` and `edition` nothing is read or reckoned.
_NAMES_ONLY = ("version", "edition")


def shape_of(model: Model) -> dict[str, str]:
    """Every key of the model that counts, as in "score.evidence_lead", and its value as text.

    A list of names is one value, in order; what is empty is left out, so that a kind of number
    that is new to the program changes no edition that has none of it.
    """
    table = msgspec.structs.asdict(model)
    return dict(_leaves("", {key: table[key] for key in table if key not in _NAMES_ONLY}))


def fingerprint(model: Model) -> bytes:
    """The shape in 32 bytes; the order in which tables are written doesn't count."""
    lines = sorted(f"{key} = {value}" for key, value in shape_of(model).items())
    return hashlib.sha256("\n".join(lines).encode()).digest()


def is_released(model: Model, folder: Path) -> bool:
    """Whether the edition of a model was released, and so may not change any more.

    Raises BankError, naming what differs and what to do, when it was and has.
    """
    path, edition = folder / RELEASED, str(model.edition)
    table = read_table(path) if path.exists() else {}
    if edition not in table:
        return False
    before, now = flatten(as_table(table[edition], path, edition), path), shape_of(model)
    changed = [key for key in now | before if now.get(key) != before.get(key)]
    if changed:
        told = "; ".join(f"'{key}' {_told(before.get(key), now.get(key))}" for key in changed)
        free = 1 + max(int(each) for each in table if each.isdecimal())
        raise BankError(
            f"{folder / 'model.toml'}: edition {edition} is released and must stay as it was, but "
            f"{told}. Result links rest on it: raise `edition` in model.toml to {free}, or put "
            "back what it was."
        )
    return True


def release(model: Model, folder: Path) -> None:
    """Write down the shape of this edition, which is new, for every later start to compare."""
    rows = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in shape_of(model).items()]
    with (folder / RELEASED).open("a", encoding="utf-8") as file:
        file.write("\n".join(["", f"[{model.edition}]", *rows, ""]))


def _told(before: str | None, now: str | None) -> str:
    if before is None:
        return f"is new: '{now}'"
    return f"was '{before}' and is gone" if now is None else f"was '{before}' and is '{now}'"


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    elif isinstance(value, list) and any(isinstance(each, msgspec.Struct) for each in value):
        value = {str(number): each for number, each in enumerate(value, 1)}
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _leaves(f"{key}.{name}" if key else name, inside)
    elif isinstance(value, list | tuple):
        if value:
            yield key, ", ".join(map(str, value))
    else:
        yield key, str(value)
