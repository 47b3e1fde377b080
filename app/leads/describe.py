"""The columns of a lead in words: heading and meaning in one language."""

from dataclasses import dataclass

from app.leads.record import Catalogue
from app.method.bank import Language
from app.method.report import dimension_name, message
from app.method.wording import say


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column as people read about it; `name` is what machines call it."""

    name: str
    heading: str
    meaning: str


def described_columns(catalogue: Catalogue, language: Language) -> list[DescribedColumn]:
    """Every column with its heading and meaning, in the order of the catalogue."""
    described = []
    for column in catalogue.columns:
        values: dict[str, str] = {}
        if column.dimension is not None:
            values["dimension"] = dimension_name(column.dimension)
        if column.facet is not None:
            values["facet"] = f"facets.{column.facet}.name"
        heading, meaning = (
            say(language, message(text_id, **values))
            for text_id in (column.heading, column.meaning)
        )
        described.append(DescribedColumn(column.name, heading, meaning))
    return described
