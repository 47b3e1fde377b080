"""What the overview makes of figures: periods, shares and bars."""

from datetime import date

import pytest

from app.web.desk.bars import mean_bars, share_bars, week_columns
from app.web.desk.period import period_of

TODAY = date(2026, 1, 7)  # in 2026-W02


def test_a_period_ends_with_this_week_and_follows_on_the_one_before() -> None:
    period = period_of(4, TODAY)
    assert period.all == ["2025-W51", "2025-W52", "2026-W01", "2026-W02"]
    assert period.before.all == ["2025-W47", "2025-W48", "2025-W49", "2025-W50"]


def test_a_year_of_53_weeks_loses_none() -> None:
    weeks = period_of(4, date(2021, 1, 12)).all
    assert weeks == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]


@pytest.mark.parametrize("asked", [None, 0, -4, 5, 10**9])
def test_a_length_that_is_not_offered_is_the_usual_one(asked: int | None) -> None:
    assert period_of(asked, TODAY).weeks == 13


@pytest.mark.parametrize("weeks", [4, 13, 26, 52])
def test_the_chart_has_every_week_once_in_13_columns_at_most(weeks: int) -> None:
    period = period_of(weeks, TODAY)
    assert [week for column in period.columns for week in column] == period.all
    assert len(period.columns) <= 13


def test_a_bar_is_a_share_so_that_periods_of_any_size_compare() -> None:
    rows = share_bars([("a", "A"), ("b", "B")], {"a": 30, "b": 10}, {"a": 1, "b": 1})
    assert [(bar.now, bar.length, bar.mark) for bar in rows] == [(30, 75, 50), (10, 25, 50)]


def test_without_a_period_before_there_is_no_mark() -> None:
    (bar,) = share_bars([("a", "A")], {"a": 3}, {})
    assert (bar.length, bar.mark, bar.before) == (100, None, 0)


def test_nothing_at_all_is_a_bar_of_no_length() -> None:
    (bar,) = share_bars([("a", "A")], {}, {})
    assert (bar.now, bar.length) == (0, 0)


def test_means_run_from_1_to_5_and_may_be_missing() -> None:
    rows = mean_bars([("a", "A"), ("b", "B"), ("c", "C")], {"a": 1.0, "b": 5.0}, {"a": 3.0})
    assert [(bar.length, bar.mark) for bar in rows] == [(0, 50), (100, None), (0, None)]
    assert [bar.change for bar in rows] == [-2, None, None]


def test_columns_are_as_high_as_the_highest_of_both_periods() -> None:
    columns = week_columns(
        [["2026-W01"], ["2026-W02"]],
        [["2025-W51"], ["2025-W52"]],
        {"2026-W01": 5, "2026-W02": 20},
        {"2025-W52": 40},
    )
    assert [(c.now, c.before, c.height, c.mark) for c in columns] == [
        (5, 0, 12.5, 0),
        (20, 40, 50, 100),
    ]
