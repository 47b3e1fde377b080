"""Reads model.toml: strict about types, names and numbers, with errors that name the place."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from app.errors import BankError
from app.method.model import Model
from app.method.sheet import METHOD_QUESTIONS, FacetAnswers
from app.method.toml_file import TomlTable, read_table, same_keys


def check_model(model: Model, path: Path) -> None:
    """Raise BankError, naming file and key, for the first impossible value in the model."""
    if tuple(model.facets) != FacetAnswers._fields:
        raise BankError(f"{path}: 'facets' must be {', '.join(FacetAnswers._fields)}, in order.")
    if tuple(model.profile)[: len(METHOD_QUESTIONS)] != METHOD_QUESTIONS:
        questions = ", ".join(METHOD_QUESTIONS)
        raise BankError(f"{path}: 'profile' must begin with {questions}, in order.")
    _check_keys(model, path)
    for key, names, known in _lists(model):
        for name, count in Counter(list(names)).items():
            if name not in known:
                raise BankError(f"{path}: '{key}' names '{name}'; known are {', '.join(known)}.")
            if count > 1:
                raise BankError(f"{path}: '{key}' names '{name}' {count} times.")
    _check_numbers(model, path)


def _check_keys(model: Model, path: Path) -> None:
    same_keys(path, "stage_weights", model.stage_weights, model.profile["stage"])
    same_keys(path, "type_shifts", model.type_shifts, model.profile["type"])
    same_keys(path, "targets", model.targets, model.profile["model"])
    same_keys(path, "focus", model.focus, [str(level) for level in model.levels[:-1]])
    for stage, row in model.stage_weights.items():
        same_keys(path, f"stage_weights.{stage}", row, model.dimensions)


def _lists(model: Model) -> Iterator[tuple[str, Iterable[str], Iterable[str]]]:
    """Every list of names: its key, the names in it, and the names that are allowed."""
    dimensions = model.dimensions
    yield "dimensions", dimensions, dimensions
    for key, options in model.profile.items():
        yield f"profile.{key}", options, options
    for number, rule in enumerate(model.stage_adjustments):
        key = f"stage_adjustments[{number}]"
        yield f"{key}.stage", [rule.stage], model.profile["stage"]
        yield f"{key}.bands", rule.bands, model.profile["band"]
        yield f"{key}.effective", [rule.effective], model.profile["stage"]
    for kind, shifts in model.type_shifts.items():
        yield f"type_shifts.{kind}", shifts, dimensions
    for level, focus in model.focus.items():
        yield f"focus.{level}", focus, dimensions
    yield "revisions", model.revisions, model.item_ids
    yield "prerequisites", model.prerequisites, dimensions
    for dimension, first in model.prerequisites.items():
        yield f"prerequisites.{dimension}", first, [d for d in dimensions if d != dimension]


def _check_numbers(model: Model, path: Path) -> None:
    dimensions, items = len(model.dimensions), len(model.item_ids)
    limits: tuple[tuple[str, int, int | Fraction, int], ...] = (
        # Each with its key, the lowest, the number, and the first that is too high.
        ("edition", 1, model.edition, 2**16),  # two bytes of a result token
        *((f"revisions.{key}", 2, number, 1000) for key, number in model.revisions.items()),
        ("score.facets_needed", 1, model.score.facets_needed, len(model.facets) + 1),
        ("level.tolerance", 0, model.level.tolerance, 1),
        ("level.dimensions_needed", 1, model.level.dimensions_needed, dimensions + 1),
        ("level.answers_needed", 1, model.level.answers_needed, items + 1),
    )
    for key, lowest, number, too_high in limits:
        if not lowest <= number < too_high:
            raise BankError(
                f"{path}: '{key}' is {number}; it must be {lowest} or more, below {too_high}."
            )
    for key, (low, high) in model.targets.items():
        if not 1 <= low <= high <= model.steps:
            raise BankError(f"{path}: 'targets.{key}' must be two levels, the lower one first.")
    for (stage, kind), weights in model.weights.items():
        for dimension, weight in weights.items():
            if weight <= 0:
                raise BankError(
                    f"{path}: 'stage_weights.{stage}.{dimension}' with 'type_shifts.{kind}' "
                    f"gives {weight}; a weight must be above 0."
                )


def load_model(folder: Path) -> Model:
    """Read and check the model.toml of an edition; `folder` is named by its number.

    Raises BankError naming the file and the key that is missing, unknown or impossible.
    """
    path = folder / "model.toml"
    table = read_table(path)
    if "edition" in table:
        raise BankError(f"{path}: 'edition' must be removed; the name of the folder says it.")
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


def _rows(table: TomlTable) -> Iterator[tuple[str, Any, Any]]:
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
            pass  # reported below
    raise ValueError(f"Expected a number or a fraction in quotes, got {value!r}")
