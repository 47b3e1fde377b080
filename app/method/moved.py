"""Comparison or commitment → what a report says of it, before all else it says."""

from collections.abc import Iterator
from dataclasses import replace

from app.method.again import Comparison, Movement, Way
from app.method.bank import Language
from app.method.messages import Words, dimension_name, level_name, message
from app.method.report import Block, Line, Lines, Note, Report, Section, Sentence, Table

_JUDGED: tuple[Way, ...] = ("forward", "back")
_LEFT: tuple[Way, ...] = ("unclear", "revised", "unknown")


def compared(report: Report, comparison: Comparison, language: Language) -> Report:
    """The report of a result with what has moved since an earlier one. Pure."""
    words = Words(language)
    moved = Section("moved", words("report.moved.heading"), tuple(_moved(words, comparison)))
    sections = tuple(
        replace(each, blocks=_side_by_side(words, comparison, each)) if each.id == "radar" else each
        for each in report.sections
    )
    return replace(report, sections=sections, opening=(moved,))


def committed(report: Report, lever: str, day: str, language: Language) -> Report:
    """The report with the commitment to a lever before all else. `day`: to look again, in words."""
    words = Words(language)
    until = language.texts["report.commitment.day"].format(day=day)
    said = Sentence(chosen(language, lever)), Sentence(until)
    heading = words("report.commitment.heading")
    return replace(report, opening=(Section("commitment", heading, said), *report.opening))


def chosen(language: Language, lever: str) -> str:
    """What was chosen: the lever and what to measure, in a sentence."""
    text, words = language.texts["report.commitment.chosen"], Words(language)
    return text.format(dimension=words.name(lever), indicator=indicator(language, lever))


def indicator(language: Language, lever: str) -> str:
    """What to measure on a dimension, for the middle of a sentence."""
    words = language.texts[f"dimensions.{lever}.indicator"]
    return words[:1].lower() + words[1:]


def _moved(words: Words, comparison: Comparison) -> Iterator[Block]:
    yield from _of_the_commitment(words, comparison)
    yield Sentence(_whole(words, comparison))
    for way in _JUDGED:
        if moved := comparison.moved(way):
            lines = tuple(Line(words.name(m.dimension), None, "", _step(words, m)) for m in moved)
            yield Lines(words(f"report.moved.{way}"), "", lines)
    for way in _LEFT:
        if left := tuple(dimension_name(m.dimension) for m in comparison.moved(way)):
            said = words(message(f"report.moved.which.{way}", dimensions=left))
            yield Note(words(f"report.moved.{way}"), said)
    if comparison.whole == "back" or comparison.moved("back"):
        yield Sentence(words("report.moved.sharper"))
    if comparison.relation != "early":
        yield Sentence(words(f"report.moved.basis.{comparison.relation}"), quiet=True)


def _of_the_commitment(words: Words, comparison: Comparison) -> Iterator[Block]:
    if comparison.commitment:
        lever = comparison.commitment.lever
        (moved,) = [each for each in comparison.dimensions if each.dimension == lever]
        asked = words("report.moved.did_it")
        yield Sentence(f"{chosen(words.language, lever)} {asked}")
        values = {"dimension": dimension_name(lever)}
        if moved.way in _JUDGED:
            values |= _levels(moved)
        yield Sentence(words(message(f"report.moved.own.{moved.way}", **values)))


def _whole(words: Words, comparison: Comparison) -> str:
    text_id = f"report.moved.whole.{comparison.whole}"
    if comparison.levels is None:
        return words(text_id)
    before, now = map(level_name, comparison.levels)
    return words(message(f"{text_id}_level", before=before, now=now))


def _step(words: Words, moved: Movement) -> str:
    return words(message("report.moved.step", **_levels(moved)))


def _levels(moved: Movement) -> dict[str, str]:
    return {"before": level_name(moved.before or 0), "now": level_name(moved.now or 0)}


def _side_by_side(words: Words, comparison: Comparison, radar: Section) -> tuple[Block, ...]:
    """What the radar says of both results: its table with the earlier one, not with the claims."""
    table, *others = radar.blocks
    rows = table.rows if isinstance(table, Table) else ()
    unknown = words("report.radar.unknown")
    pairs = zip(rows, comparison.dimensions, strict=True)
    both = tuple((*row[:2], words.level(moved.before) or unknown) for row, moved in pairs)
    headings = (f"report.radar.{column}" for column in ("dimension", "stand", "stood"))
    kept = [each for each in others if not (isinstance(each, Sentence) and each.quiet)]
    return (Table(tuple(map(words, headings)), both), *kept)
