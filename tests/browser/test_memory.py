"""What survives a reload, what is left behind, and how little of it storage is needed for."""

import json

from tests.browser.conftest import Visit
from tests.browser.sheets import USUAL
from tests.browser.visitor import Visitor

BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});"""
FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};"""
KEEP = "kept => localStorage.setItem('alliance-check', kept)"
KEPT = "JSON.parse(localStorage.getItem('alliance-check'))"


def test_a_reload_in_the_middle_keeps_answers_and_step(visitor: Visitor) -> None:
    visitor.starts("nl").fills(USUAL, but=["D4.evidence", "D8.practice"]).walks_to("D4")
    visitor.page.reload()
    assert visitor.step == "D4"
    assert visitor.answers == visitor.all_of(USUAL, but=["D4.evidence", "D8.practice"])
    assert visitor.page.title().startswith("5 van 9")


def test_coming_back_another_time_goes_on_where_it_was(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL, but=["D4.evidence"]).walks_to("D4")
    visitor.opens("/en/privacy")
    visitor.page.close()
    visitor.page = visitor.page.context.new_page()
    visitor.starts("nl")
    assert visitor.step == "D4"
    assert visitor.answers == visitor.all_of(USUAL, but=["D4.evidence"])


OUT_OF_DATE = {"of an older edition": {"edition": 0}, "of more than a week ago": {"saved": 0}}


def test_answers_that_are_out_of_date_are_dropped(visitor: Visitor) -> None:
    for name, change in OUT_OF_DATE.items():
        visitor.starts().fills(USUAL)
        visitor.opens("/en/privacy")
        kept = {**visitor.page.evaluate(KEPT), **change}
        visitor.page.evaluate(KEEP, json.dumps(kept))
        visitor.starts()
        assert visitor.step == "start", name
        assert visitor.answers == {}, name
        assert visitor.page.evaluate("localStorage.length") == 0, name


# Not JSON, nothing, half of it, and with answers that don't exist.
DAMAGED = (
    "{",
    "null",
    '{"edition": "1", "saved": 9e15}',
    '{"edition": "1", "saved": 9e15, "answers": {"D1.direction": "9", "\\"]": "x"},'
    ' "seconds": ["x"], "step": 99}',
)


def test_what_is_kept_can_be_damaged_without_harm(visitor: Visitor) -> None:
    for kept in DAMAGED:
        visitor.opens("/en/privacy")
        visitor.page.evaluate(KEEP, kept)
        visitor.starts().fills(USUAL)
        assert visitor.step in ("start", "D8")
    visitor.walks_to("D8").submits()


def test_without_storage_the_check_works_in_silence(visit: Visit) -> None:
    visitor = visit(own=True)
    for storage in (FULL, BLOCKED):  # where it is blocked, it does not matter that it is full
        visitor.page.add_init_script(storage)
        visitor.starts().fills(USUAL).walks_to("D5")
        visitor.page.reload()
        visitor.sees_step("D5")
        visitor.fills(USUAL).walks_to("D8").submits()
        assert visitor.reference in visitor.site.leads()


def test_after_the_result_nothing_is_left_on_the_device(visitor: Visitor) -> None:
    visitor.starts().fills(USUAL)
    assert visitor.page.evaluate(KEPT)["answers"] == visitor.all_of(USUAL)
    visitor.walks_to("D8").submits()
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    visitor.starts()
    assert visitor.step == "start"
    assert visitor.answers == {}
