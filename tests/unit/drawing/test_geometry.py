"""Directions of axes, runs of known axes, and where names break."""

import pytest

from app.drawing.geometry import broken, direction, gaps, outline, runs, unbroken


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
    ("values", "path"),
    [
        ((1, None, 5, None, 1, None, 5, None), "M50 0ZM0 10ZM-50 0ZM0 -10Z"),
        ((2, 2, None, None, None, None, None, None), "M0 -20L14.14 -14.14"),
        ((3,) * 8, "M0 -30L21.21 -21.21L30 0L21.21 21.21L0 30L-21.21 21.21L-30 0L-21.21 -21.21Z"),
    ],
)
def test_an_outline_goes_round_and_is_broken_where_nothing_is_known(
    values: tuple[int | None, ...], path: str
) -> None:
    assert outline(values) == path


def at(axis: int, value: float) -> tuple[float, float]:
    right, up = direction(axis)
    return right * value, up * value


def area(corners: list[tuple[float, float]]) -> float:
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


@pytest.mark.parametrize(
    ("inner", "outer", "corners"),
    [
        ([2, 2, *[None] * 6], [3, 3, *[None] * 6], [4]),
        ([2, 2, *[None] * 6], [2, 3, *[None] * 6], [4]),
        ([2, 2, *[None] * 6], [1, 3, *[None] * 6], [3]),
        ([2, 2, *[None] * 6], [3, 1, *[None] * 6], [3]),
        ([2, 2, *[None] * 6], [2, 1, *[None] * 6], []),
        ([2, None, 2, *[None] * 5], [3, None, 3, *[None] * 5], []),
        ([2, *[None] * 6, 2], [3, *[None] * 6, 3], [4]),
        ([2] * 8, [3] * 8, [4] * 8),
    ],
)
def test_gaps_lie_where_the_outer_line_reaches_further(
    inner: list[float | None], outer: list[float | None], corners: list[int]
) -> None:
    found = gaps(inner, outer, at)
    assert [len(each) for each in found] == corners
    assert all(area(each) > 0 for each in found)


def test_a_gap_ends_where_the_lines_cross() -> None:
    (found,) = gaps([2, 2, *[None] * 6], [3, 1, *[None] * 6], at)
    x, y = found[2]
    # On both lines: as a share of either axis's value these add up to one.
    along = x / direction(1)[0]
    up = y - x
    assert up / 2 + along / 2 == pytest.approx(1)
    assert up / 3 + along / 1 == pytest.approx(1)


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
