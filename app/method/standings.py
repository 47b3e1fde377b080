"""Where the groups of a round stand, dimension by dimension, and what there is to talk about."""

from collections.abc import Iterator, Mapping
from string import ascii_uppercase

from app.method.messages import Words, dimension_name, level_name, message
from app.method.model import Model
from app.method.report import Section, Sentence, Standing, Standings
from app.method.round import ALL, OTHER_SIDE, SIDES, Aggregate, Word
from app.method.whole import level_of

_TALKED_ABOUT = 3  # more would be no start of a conversation


def standings_of(model: Model, words: Words, round_: Aggregate) -> Iterator[Section]:
    """Who took part, then the dimensions by what there is to say of them."""
    counts = (f"{words.role(role)}: {count}" for role, count in round_.counts.items())
    who = f"{' · '.join(counts)} · {words(f'report.round.mode.{round_.mode}')}"
    nobody_is_right = Sentence(words("report.round.nobody"), quiet=True)
    heading = words("report.round.who.heading")
    yield Section("who", heading, (Sentence(who), nobody_is_right))
    ends = words(level_name(model.levels[0])), words(level_name(model.levels[-1]))
    talk = round_.of_word("talk")
    for name, dimensions in (
        ("talk", talk[:_TALKED_ABOUT]),
        ("more", talk[_TALKED_ABOUT:]),
        ("agreement", round_.of_word("agreement")),
        ("between", round_.of_word("between")),
    ):
        if dimensions:
            standings = tuple(_standing(model, words, round_, d) for d in dimensions)
            heading = words(f"report.round.{name}.heading")
            block = Standings(standings, ends, lettered=bool(round_.people))
            yield Section(name, heading, (block,), folded=name == "more")
    unknown = tuple(d for d in round_.order if round_.dimensions[d].word is None)
    if unknown:
        names = tuple(map(dimension_name, unknown))
        said = Sentence(words(message("report.round.unknown", dimensions=names)))
        yield Section("unknown", words("report.others.find_out"), (said,))


def _standing(model: Model, words: Words, round_: Aggregate, dimension: str) -> Standing:
    together = round_.dimensions[dimension]
    levels = {who: level_of(model, score) for who, score in together.scores.items()}
    groups = tuple((group_name(words, who), words(level_name(own))) for who, own in levels.items())
    talk = together.word == "talk"
    facets = ", ".join(words(f"facets.{facet}.name") for facet in together.facets)
    differ = [words.language.texts["report.round.differ"].format(facets=facets)] if facets else []
    return Standing(
        name=words.name(dimension),
        word=agreement_in(words, together.word),
        about=words(f"dimensions.{dimension}.about") if talk else "",
        groups=groups,
        marks=tuple(_mark(words, round_, dimension, levels, level) for level in model.levels),
        ask=words("report.round.ask") if talk else "",
        said=(*differ, *_expected(model, words, round_, dimension)),
    )


def group_name(words: Words, who: str) -> str:
    """What a role is called, or all of them."""
    return words("report.round.all") if who == ALL else words.role(who)


def agreement_in(words: Words, word: Word | None) -> str:
    return words(f"report.round.{word}.heading") if word else words("report.radar.unknown")


def _mark(
    words: Words, round_: Aggregate, dimension: str, levels: Mapping[str, int], level: int
) -> str:
    """What stands at a level of the scale: people by letter if they are shown, else groups."""
    if round_.people:
        people = zip(ascii_uppercase, round_.people, strict=False)
        return " ".join(letter for letter, p in people if p.levels.get(dimension) == level)
    return ", ".join(group_name(words, who) for who, own in levels.items() if own == level)


def _expected(model: Model, words: Words, round_: Aggregate, dimension: str) -> Iterator[str]:
    together = round_.dimensions[dimension]
    for side in SIDES:
        if side in together.expected:
            own = level_of(model, together.scores[OTHER_SIDE[side]])
            levels = {"expected": level_name(together.expected[side]), "said": level_name(own)}
            yield words(message(f"report.round.expected.{side}", **levels))
