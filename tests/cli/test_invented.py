"""Invented leads could be true: they vary, hang together, and are the same for the same seed."""

from collections import Counter, defaultdict
from dataclasses import asdict

import pytest

from app.cli.invented import invented_funnel, invented_leads
from app.leads.attribution import LABELS, Attribution
from app.leads.columns import catalogue_of
from app.leads.record import Catalogue, Lead
from app.method.model import Model
from app.method.model_file import load_model
from tests.site import ROOT

WEEKS = [f"2026-W{week:02d}" for week in range(20, 46)]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(ROOT / "questions" / "1")


@pytest.fixture(scope="module")
def catalogue(model: Model) -> Catalogue:
    return catalogue_of(model)


@pytest.fixture(scope="module")
def leads(model: Model, catalogue: Catalogue) -> list[Lead]:
    return list(invented_leads(model, catalogue, 400, 1, WEEKS))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_the_same_seed_gives_the_same_leads_and_another_seed_others(
    model: Model, catalogue: Catalogue, leads: list[Lead]
) -> None:
    assert list(invented_leads(model, catalogue, 400, 1, WEEKS)) == leads
    assert list(invented_leads(model, catalogue, 400, 2, WEEKS)) != leads


def test_every_lead_is_one_that_the_store_takes(catalogue: Catalogue, leads: list[Lead]) -> None:
    assert [catalogue.read(lead.values) for lead in leads] == leads
    assert len({lead.reference for lead in leads}) == 400
    assert {lead["test"] for lead in leads} == {0}
    for lead in leads:
        labels = {name: lead[name] for name in LABELS}
        assert asdict(Attribution.clean(labels)) == labels


def test_there_is_something_of_everything_that_the_desk_shows(
    model: Model, leads: list[Lead]
) -> None:
    assert {lead["week"] for lead in leads} == set(WEEKS)
    for key, options in model.profile.items():
        assert {lead[key] for lead in leads} == set(options)
    assert {lead["level"] for lead in leads} >= {1, 2, 3, 4}
    assert {lead["next_step"] for lead in leads} == {None, "conversation", "assessment", "nothing"}
    assert {lead["language"] for lead in leads} == {"en", "nl"}
    assert len({lead["source"] for lead in leads}) > 5
    flags = Counter(flag for lead in leads for flag in str(lead["flags"]).split())
    assert set(flags) >= {"speed", "claims_ahead"}


def test_answers_hang_together(leads: list[Lead]) -> None:
    index: dict[str, list[float]] = defaultdict(list)
    for lead in leads:
        if lead["index"] is not None:
            index[str(lead["stage"])].append(float(lead["index"]))
    assert mean(index["start"]) + 0.3 < mean(index["grow"]) < mean(index["mature"]) - 0.3

    def answers(facet: str) -> list[float]:
        values = [lead[f"D{d}_{facet}"] for lead in leads for d in range(1, 9)]
        return [float(value) for value in values if value is not None]

    assert mean(answers("direction")) > mean(answers("practice")) > mean(answers("evidence"))


def test_more_begin_than_finish_and_the_leads_are_those_who_finished(
    model: Model, leads: list[Lead]
) -> None:
    counts = invented_funnel(model, leads, 1)
    assert {counted.source for counted in counts} == {lead["source"] or "" for lead in leads}

    def total(name: str) -> int:
        return sum(count for counted, count in counts.items() if counted.name == name)

    steps = [total(name) for name in ("opened", "started", "profile", *model.dimensions)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > steps[-1] >= total("finished") == len(leads)
    bands = [count for counted, count in counts.items() if counted.name.startswith("minutes:")]
    assert sum(bands) == len(leads)
    assert all(count > 0 for count in counts.values())
