"""The shape of an edition: the part of its model that result links depend on; and what is released.

Words are left out, so that a typo may be corrected. What an answer stands for and what is computed
from it is part of the shape: ids in order, every number, and the revision of each item.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from app.errors import BankError
from app.method.model import Model
from app.method.sheet import METHOD_QUESTIONS
from app.method.toml_file import as_table, flatten, read_table

# Lies beside the folders of the editions; holds a table with the shape of each released one.
RELEASED = "released.toml"
# Nothing is read from or computed with `version` and `edition`.
_NAMES_ONLY = ("version", "edition")


def shape_of(model: Model) -> dict[str, str]:
    """Every key of the model that counts, as in "score.evidence_lead", and its value as text.

    A list of names is one value, in order. Empty values are left out, so that a rule that is new
    to the program changes no edition that doesn't use it. The order of the profile questions is
    part of it too, from the first that not every edition asks.
    """
    table = msgspec.structs.asdict(model)
    counting = {key: table[key] for key in table if key not in _NAMES_ONLY}
    counting["questions"] = list(model.profile)[len(METHOD_QUESTIONS) :]
    return dict(_leaves("", counting))


def fingerprint(model: Model) -> bytes:
    """The shape in 32 bytes; the order in which tables are written doesn't count."""
    lines = sorted(f"{key} = {value}" for key, value in shape_of(model).items())
    return hashlib.sha256("\n".join(lines).encode()).digest()


def check_released(models: Sequence[Model], folder: Path) -> None:
    """Raise BankError, naming the keys, unless every released edition is there and unchanged.

    `models`: of all editions, the newest last; only that one may still be unreleased.
    """
    released, known = released_shapes(folder), {str(model.edition): model for model in models}
    for edition, before in released.items():
        if edition not in known:
            raise BankError(
                f"{folder / edition}: edition {edition} was released and is gone. Result links "
                "depend on it: put the folder back."
            )
        _check_shape(known[edition], before, folder)
    for model in models[:-1]:
        if str(model.edition) not in released:
            raise BankError(
                f"{folder / str(model.edition)}: edition {model.edition} was never released, and "
                f"is not the newest. Remove its folder, or those of the newer ones."
            )


def released_shapes(folder: Path) -> dict[str, dict[str, str]]:
    """The shape of every released edition, by its number."""
    path = folder / RELEASED
    table = read_table(path) if path.exists() else {}
    return {edition: flatten(as_table(table[edition], path, edition), path) for edition in table}


def _check_shape(model: Model, before: Mapping[str, str], folder: Path) -> None:
    now = shape_of(model)
    changed = [key for key in now | dict(before) if now.get(key) != before.get(key)]
    if changed:
        told = "; ".join(f"'{key}' {_told(before.get(key), now.get(key))}" for key in changed)
        raise BankError(
            f"{folder / str(model.edition) / 'model.toml'}: edition {model.edition} is released "
            f"and must not change, but {told}. Result links depend on it: undo the change, then "
            "make a new edition with `flask --app wsgi bank new-edition`, and change that."
        )


def release(model: Model, folder: Path) -> None:
    """Add the shape of this edition to released.toml, which every later start compares it with."""
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
