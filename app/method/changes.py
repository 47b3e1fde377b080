"""What has changed from one edition of the questions to a later one, and what still answers it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.method.edition import shape_of
from app.method.model import Model
from app.method.sheet import AnswerSheet


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed from one edition to a later one.

    `rewritten`: how many questions, by dimension. `asked`: whether other facts about the
    organisation are asked, or with other options. `reckoned`: whether a number changed.
    """

    rewritten: Mapping[str, int]
    asked: bool
    reckoned: bool


def changes_between(before: Model, after: Model) -> Changes:
    """What has changed between the editions of two models."""
    revised = [
        item.partition(".")[0]
        for item in after.item_ids
        if _revision(before, item) != _revision(after, item)
    ]
    old, new = shape_of(before), shape_of(after)
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    return Changes(
        rewritten=Counter(revised),
        asked=before.profile != after.profile,
        reckoned=any(not key.startswith(("profile.", "revisions.")) for key in changed),
    )


def still_answered(sheet: AnswerSheet, before: Model, after: Model) -> dict[str, str | int | None]:
    """The answers of a sheet that also answer questions of a later edition, by question.

    `before`: the model of the sheet's own edition. A profile answer is an option; an item's is
    1–5, or None for "I don't know". Left out: what isn't asked any more, options that are gone,
    items whose meaning has changed.
    """
    profile = {
        key: option for key, option in sheet.profile.items() if option in after.profile.get(key, ())
    }
    items = {
        item: answer
        for item, answer in zip(before.item_ids, sheet.in_order(), strict=True)
        if item in after.item_ids and _revision(after, item) == _revision(before, item)
    }
    return {**profile, **items}


def _revision(model: Model, item: str) -> int:
    return model.revisions.get(item, 1)
