"""Reads model.toml: strict about types, with errors that name the place."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from app.errors import BankError
from app.method.model import Model
from app.method.model_check import check_model
from app.method.toml_file import Table, read_table


def load_model(folder: Path) -> Model:
    """Read and check the model.toml of an edition; `folder` is called by its number.

    Raises BankError naming the file and the key that is missing, unknown or impossible.
    """
    path = folder / "model.toml"
    table = read_table(path)
    if "edition" in table:
        raise BankError(f"{path}: 'edition' must go; the name of the folder says it.")
    table["edition"] = int(folder.name)
    for key, value, kind in _rows(table):
        _convert(value, kind, f"{path}: '{key}'")
    model: Model = _convert(table, Model, str(path))
    check_model(model, path)
    return model


def _convert(value: Any, kind: Any, place: str) -> Any:
    try:
        return msgspec.convert(value, kind, dec_hook=_exact)
    except msgspec.ValidationError as error:
        raise BankError(f"{place}: {error}.") from error


def _rows(table: Table) -> Iterator[tuple[str, Any, Any]]:
    """Every key with its value and kind, tables of rows row by row, so that an error names it."""
    kinds = get_type_hints(Model)
    rows = [(key, value, kinds.get(key, Any)) for key, value in table.items()]
    for key, value, kind in rows:
        if get_origin(kind) is dict and isinstance(value, dict):
            rows += [(f"{key}.{name}", row, get_args(kind)[1]) for name, row in value.items()]
        else:
            yield key, value, kind


def _exact(kind: type, value: Any) -> Any:
    exact = isinstance(value, int | str | Fraction) and not isinstance(value, bool)
    if kind is Fraction and exact:
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass  # said below
    raise ValueError(f"Expected a number or a fraction in quotes, got {value!r}")
