"""What the tests of the command line share: a site with leads in it."""

import pytest

from app.leads.record import lead_of
from app.method.scoring import assess
from app.method.sheet import AnswerSheet, FacetAnswers
from tests.site import PERSONAS, Site

REFERENCES = ["AC-00000-00001", "AC-00000-00002", "AC-00000-00003", "AC-00000-00004"]


def put(site: Site, *references: str, persona: int = 0, **changed: object) -> None:
    """Store the lead of a worked sheet under each reference; `changed`: values of its columns."""
    here, worked = site.services, PERSONAS[persona]
    answers = {d: FacetAnswers(*given) for d, given in worked["answers"].items()}
    sheet = AnswerSheet(worked["profile"], answers, edition=1)
    assessment = assess(here.bank.model, sheet)
    lead = lead_of(here.catalogue, "", assessment, language="en", week="2026-W47")
    here.store.put_all(
        here.catalogue.read({**lead.values, "reference": reference, **changed})
        for reference in references
    )


@pytest.fixture
def stocked(site: Site) -> Site:
    """A site with three leads of different weeks and a fourth that is a test."""
    put(site, REFERENCES[0], persona=0, week="2026-W45", source="homepage")
    put(site, REFERENCES[1], persona=1, week="2026-W46", language="nl", source="fair")
    put(site, REFERENCES[2], persona=4, week="2026-W47", language="nl", utm_source="news")
    put(site, REFERENCES[3], persona=2, week="2026-W47", test=1)
    return site
