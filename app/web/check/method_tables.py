"""The model as tables for the method page, so that the page cannot drift from the method."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.method.again import DIMENSION_MOVES, INDEX_MOVES, Relation
from app.method.bank import Language
from app.method.messages import dimension_name, level_name
from app.method.model import Model

Row = list[str]

_THIRDS = {Fraction(0): "", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔"}


def method_tables(model: Model, words: Language) -> dict[str, list[Row] | Row]:
    """Every table of the method page: rows of cells, the first of which heads its row."""

    def dimensions(ids: Iterable[str]) -> str:
        return ", ".join(words.texts[dimension_name(dimension)] for dimension in ids)

    def levels(low: int, high: int) -> str:
        names = [words.texts[level_name(level)] for level in range(low, high + 1)]
        return " – ".join(dict.fromkeys((names[0], names[-1])))

    def shifts(row: Mapping[str, Fraction]) -> str:
        parts = [f"{dimensions([d])} {_decimal(shift, '+0.00;-0.00')}" for d, shift in row.items()]
        return ", ".join(parts) or "–"

    def options(key: str) -> Mapping[str, str]:
        return words.profile[key].options

    def moves(who: str, relation: Relation) -> Row:
        return [who, _thirds(DIMENSION_MOVES[relation]), _decimal(INDEX_MOVES[relation])]

    return {
        "levels": [
            [levels(level, level), _thirds(begin)] for level, begin in reversed(model.thresholds)
        ],
        "stages": [_short(label) for label in options("stage").values()],
        "weights": [
            [dimensions([d]), *(_decimal(row[d]) for row in model.stage_weights.values())]
            for d in model.dimensions
        ],
        "shifts": [
            [_short(options("type")[kind]), shifts(row)] for kind, row in model.type_shifts.items()
        ],
        "focus": [
            [
                levels(int(level), int(level) + 1),
                dimensions(focus),
                words.texts[f"focus.{level}"],
            ]
            for level, focus in model.focus.items()
        ],
        "prerequisites": [
            [dimensions([d]), dimensions(first)] for d, first in model.prerequisites.items()
        ],
        "targets": [
            [_short(options("model")[key]), levels(*target)]
            for key, target in model.targets.items()
        ],
        "again": [moves(_("The same person"), "same"), moves(_("Somebody else"), "other")],
    }


def method_numbers(model: Model, minutes: int) -> dict[str, int]:
    """The numbers that the method page's texts mention."""
    return {
        "items": len(model.item_ids),
        "dimensions": len(model.dimensions),
        "minutes": minutes,
        "unknown_evidence": model.score.unknown_evidence,
        "facets_needed": model.score.facets_needed,
        "dimensions_needed": model.level.dimensions_needed,
        "answers_needed": model.level.answers_needed,
    }


def _thirds(value: Fraction) -> str:
    """A whole number, or one with thirds ("2⅔")."""
    whole, part = divmod(value, 1)
    return f"{whole}{_THIRDS[part]}" if part in _THIRDS else str(value)


def _decimal(value: Fraction, pattern: str = "0.00") -> str:
    """A decimal as the language of the request writes it."""
    return str(format_decimal(float(value), pattern))


def _short(label: str) -> str:
    """What comes before the colon: "Product: they sell it" → "Product"."""
    return label.partition(":")[0]
