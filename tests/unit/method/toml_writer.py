"""Writes a question file back as TOML, so that a test can break one key of it."""

import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

# Where a value stands in a file: its keys, and positions in arrays, from the outside in.
Place = tuple[str | int, ...]


def read(path: Path) -> dict[str, Any]:
    """A TOML file as it is; numbers with a point keep their digits."""
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def write(path: Path, table: dict[str, Any]) -> None:
    """Write a table as TOML, with inline tables and JSON's strings."""
    lines = [f"{json.dumps(key)} = {_value(value)}\n" for key, value in table.items()]
    path.write_text("".join(lines), "utf-8")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value)
    return str(value)


def places(table: Any, before: Place = ()) -> Iterator[Place]:
    """Every place in a table, tables and arrays included."""
    inside = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in inside:
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from places(value, (*before, key))


def parent(table: Any, place: Place) -> Any:
    """The table or array that the value at this place is in."""
    for key in place[:-1]:
        table = table[key]
    return table


def put(table: Any, place: Place, value: Any) -> None:
    """Put another value in this place; in an array, one place past its end is its new end."""
    inside = parent(table, place)
    if isinstance(inside, list) and place[-1] == len(inside):
        inside.append(value)
    else:
        inside[place[-1]] = value


def remove(table: Any, place: Place) -> None:
    """Take the value at this place away."""
    del parent(table, place)[place[-1]]
