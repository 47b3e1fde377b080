"""Where the groups of a round stand, dimension by dimension, and what there is to talk about."""

from collections.abc import Iterator, Mapping

from app.method.messages import Words, dimension_name, level_name, message
from app.method.model import Model
from app.method.report import Section, Sentence, Standing, Standings
from app.method.round import ALL, OTHER_SIDE, SIDES, Aggregate, Word
from app.method.whole import level_of

_TALKED_ABOUT = 3  # more would be no start of a conversation


def standings_of(model: Model, words: Words, aggregate: Aggregate) -> Iterator[Section]:
    """Who took part, then the dimensions by what there is to say of them."""
    counts = (f"{words.role(role)}: {count}" for role, count in aggregate.counts.items())
    who = f"{' · '.join(counts)} · {words(f'report.round.mode.{aggregate.mode}')}"
    nobody_is_right = Sentence(words("report.round.nobody"), quiet=True)
    heading = words("report.round.who.heading")
    yield Section("who", heading, (Sentence(who), nobody_is_right))
    ends = words(level_name(model.levels[0])), words(level_name(model.levels[-1]))
    talk = aggregate.of_word("talk")
    for name, dimensions in (
        ("talk", talk[:_TALKED_ABOUT]),
        ("more", talk[_TALKED_ABOUT:]),
        ("agreement", aggregate.of_word("agreement")),
        ("between", aggregate.of_word("between")),
    ):
        if dimensions:
            standings = tuple(_standing(model, words, aggregate, d) for d in dimensions)
            heading = words(f"report.round.{name}.heading")
            block = Standings(standings, ends, lettered=bool(aggregate.people))
            yield Section(name, heading, (block,), folded=name == "more")
    unknown = tuple(d for d in aggregate.order if aggregate.dimensions[d].word is None)
    if unknown:
        names = tuple(map(dimension_name, unknown))
        said = Sentence(words(message("report.round.unknown", dimensions=names)))
        yield Section("unknown", words("report.others.find_out"), (said,))


def _standing(model: Model, words: Words, aggregate: Aggregate, dimension: str) -> Standing:
    together = aggregate.dimensions[dimension]
    levels = {who: level_of(model, score) for who, score in together.scores.items()}
    groups = tuple((group_name(words, who), words(level_name(own))) for who, own in levels.items())
    talk = together.word == "talk"
    facets = ", ".join(words(f"facets.{facet}.name") for facet in together.facets)
    differ = [words.language.texts["report.round.differ"].format(facets=facets)] if facets else []
    return Standing(
        name=words.name(dimension),
        label=said_of(words, together.word),
        about=words(f"dimensions.{dimension}.about") if talk else "",
        groups=groups,
        marks=tuple(_mark(words, aggregate, dimension, levels, level) for level in model.levels),
        ask=words("report.round.ask") if talk else "",
        said=(*differ, *_expected(model, words, aggregate, dimension)),
    )


def group_name(words: Words, who: str) -> str:
    """What a role is called, or all of them."""
    return words("report.round.all") if who == ALL else words.role(who)


def said_of(words: Words, word: Word | None) -> str:
    """How far a round agrees, in words."""
    return words(f"report.round.{word}.heading") if word else words("report.radar.unknown")


def _mark(
    words: Words, aggregate: Aggregate, dimension: str, levels: Mapping[str, int], level: int
) -> str:
    """What stands at a level of the scale: people by letter if they are shown, else groups."""
    if people := aggregate.lettered:
        return " ".join(letter for letter, p in people.items() if p.levels.get(dimension) == level)
    return ", ".join(group_name(words, who) for who, own in levels.items() if own == level)


def _expected(model: Model, words: Words, aggregate: Aggregate, dimension: str) -> Iterator[str]:
    together = aggregate.dimensions[dimension]
    for side in SIDES:
        if side in together.expected:
            own = level_of(model, together.scores[OTHER_SIDE[side]])
            levels = {"expected": level_name(together.expected[side]), "said": level_name(own)}
            yield words(message(f"report.round.expected.{side}", **levels))
