"""Directions of axes, runs of known axes, and where names break."""

import pytest

from app.drawing.geometry import broken, direction, runs, unbroken


def test_axes_start_at_twelve_o_clock_and_go_clockwise() -> None:
    assert [direction(axis) for axis in (0, 2, 4, 6)] == [(0, 1), (1, 0), (0, -1), (-1, 0)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("11111111", [[0, 1, 2, 3, 4, 5, 6, 7]]),
        ("00000000", []),
        ("01111111", [[1, 2, 3, 4, 5, 6, 7]]),
        ("11101111", [[4, 5, 6, 7, 0, 1, 2]]),
        ("10000001", [[7, 0]]),
        ("01011010", [[1], [3, 4], [6]]),
    ],
)
def test_runs_hold_neighbours_with_a_value_and_go_round(
    known: str, expected: list[list[int]]
) -> None:
    assert runs([3.0 if mark == "1" else None for mark in known]) == expected


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Enablement", ("Enablement",)),
        ("Partner Portfolio", ("Partner", "Portfolio")),
        ("Joint Value Creation", ("Joint Value", "Creation")),
        ("Governance & Steering", ("Governance", "& Steering")),
        ("Partner\u00adportfolio", ("Partner-", "portfolio")),
        ("Samen\u00adwerking met partners", ("Samenwerking", "met partners")),
    ],
)
def test_a_long_name_breaks_into_its_two_most_even_lines(name: str, lines: tuple[str]) -> None:
    assert broken(name) == lines


def test_a_name_on_one_line_shows_no_soft_hyphen() -> None:
    assert unbroken("Partner\u00adportfolio") == ("Partnerportfolio",)
