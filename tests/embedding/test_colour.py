"""The accent of a host page: whatever it is, text in it and on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.appearance import Appearance
from app.web.colour import DARK, LIGHT, READABLE, TINT, Colour, Ground, ink_on, readable_accent
from app.web.embed.theme import theme_css
from app.web.fonts import STACKS

EXTREMES = ["ffff00", "000000", "ffffff", "808080", "ff0000", "00ff00", "0000ff", "0f6b66"]

COLOURS = st.one_of(
    st.sampled_from(EXTREMES), st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")
)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours in hex, written down anew from WCAG 2.2."""

    def luminance(digits: str) -> float:
        total = 0.0
        for share, start in ((0.2126, 1), (0.7152, 3), (0.0722, 5)):
            value = int(digits[start : start + 2], 16) / 255
            total += share * (
                value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            )
        return total

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@given(digits=COLOURS)
def test_every_accent_can_be_read_wherever_it_stands(ground: Ground, digits: str) -> None:
    accent = readable_accent(Colour.of(digits), ground)
    tint = accent.mixed(ground.paper, TINT)
    for under in (ground.paper, ground.grouped, tint):
        assert contrast(accent.hex, under.hex) >= READABLE
    assert contrast(ink_on(accent).hex, accent.hex) >= READABLE
    assert contrast(ground.ink.hex, tint.hex) >= READABLE


@pytest.mark.parametrize("digits", ["0f6b66", "aa0000", "00338d"])
def test_an_accent_that_can_be_read_stays_as_it_is(digits: str) -> None:
    assert readable_accent(Colour.of(digits), LIGHT).hex == f"#{digits}"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("ffffff", "000000", 21.0), ("777777", "ffffff", 4.48), ("ff0000", "ffffff", 4.0)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert Colour.of(one).contrast(Colour.of(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(f"#{one}", f"#{other}") == pytest.approx(ratio, abs=0.01)


@given(digits=COLOURS)
def test_a_colour_is_written_as_it_was_read(digits: str) -> None:
    assert Colour.of(digits).hex == f"#{digits}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"accent": "#AbC"}, Appearance(accent="aabbcc")),
        ({"accent": "0F6B66"}, Appearance(accent="0f6b66")),
        ({"accent": "red"}, Appearance(ignored=("accent",))),
        ({"accent": "#0f6b6"}, Appearance(ignored=("accent",))),
        ({"accent": "0f6b66; } * { display: none"}, Appearance(ignored=("accent",))),
        ({"accent": "٣٣٣"}, Appearance(ignored=("accent",))),
        ({"accent": "fff\n"}, Appearance(ignored=("accent",))),
        ({"radius": "0"}, Appearance(radius=0)),
        ({"radius": "24"}, Appearance(radius=24)),
        ({"radius": "99"}, Appearance(radius=24)),
        ({"radius": "-1"}, Appearance(ignored=("radius",))),
        ({"radius": "1e1"}, Appearance(ignored=("radius",))),
        ({"radius": "²"}, Appearance(ignored=("radius",))),
        ({"radius": "4px"}, Appearance(ignored=("radius",))),
        ({"scheme": "dark"}, Appearance(scheme="dark")),
        ({"scheme": "Dark"}, Appearance(ignored=("scheme",))),
        ({"start": "profile"}, Appearance(start="profile")),
        ({"start": "D8"}, Appearance(ignored=("start",))),
        ({"font": "Georgia"}, Appearance(font="georgia")),
        ({"font": "'Lato', \"Trebuchet MS\", serif"}, Appearance(font="trebuchet ms")),
        ({"font": "Lato, sans-serif"}, Appearance()),
        ({"font": "url(//x)"}, Appearance(ignored=("font",))),
        ({"font": "georgia;}"}, Appearance(ignored=("font",))),
        ({"background": "transparent"}, Appearance(ignored=("background",))),
        (
            {"background": "transparent", "scheme": "dark"},
            Appearance(background="transparent", scheme="dark"),
        ),
        (
            {"background": "#fff", "scheme": "dark"},
            Appearance(scheme="dark", ignored=("background",)),
        ),
        ({"header": "compact"}, Appearance(header="compact")),
        ({"header": ""}, Appearance()),
        ({"embed": "1"}, Appearance(embedded=True)),
        ({"embed": "yes"}, Appearance()),
    ],
)
def test_what_makes_no_sense_is_as_good_as_not_asked_for(
    query: dict[str, str], expected: Appearance
) -> None:
    assert Appearance.read(query) == expected


@given(text=st.text())
def test_no_text_gets_into_the_style_sheet(text: str) -> None:
    wanted = Appearance.read(dict.fromkeys(("accent", "radius", "font", "scheme", "start"), text))
    letters = set(":root {}--accent on-tint light-dark(#, ); radius px 0123456789abcdef\n")
    font = f"--font: {STACKS.get(wanted.font, '')};"
    assert set(theme_css(wanted).replace(font, "")) <= letters
