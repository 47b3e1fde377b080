"""Messages become sentences: placeholders, names and lists."""

import pytest

from app.method.bank import Bank
from app.method.messages import Message, message, say

NAMES = tuple(f"levels.{level}.name" for level in range(1, 4))


def test_a_message_without_values_is_its_text(bank: Bank) -> None:
    english = bank.languages["en"]
    assert say(english, Message("levels.1.name")) == english.texts["levels.1.name"] == "Fragile"


@pytest.mark.parametrize(
    ("language", "count", "list_of"),
    [
        pytest.param("en", 1, "Fragile", id="one, English"),
        pytest.param("en", 2, "Fragile and Reactive", id="two, English"),
        pytest.param("en", 3, "Fragile, Reactive and Structured", id="three, English"),
        pytest.param("nl", 1, "Fragiel", id="one, Dutch"),
        pytest.param("nl", 2, "Fragiel en Reactief", id="two, Dutch"),
        pytest.param("nl", 3, "Fragiel, Reactief en Gestructureerd", id="three, Dutch"),
    ],
)
def test_several_names_become_a_list(bank: Bank, language: str, count: int, list_of: str) -> None:
    said = say(
        bank.languages[language],
        message(
            "reason.gated",
            average="levels.4.name",
            dimensions=NAMES[:count],
            level="levels.3.name",
        ),
    )
    assert list_of in said


def test_a_numeral_stays_a_numeral_and_a_text_id_becomes_its_text(bank: Bank) -> None:
    dutch = bank.languages["nl"]
    values = {"dimension": "dimensions.D8.name", "level": "levels.4.name"}
    said = say(dutch, message("fragility.up", count=2, **values))
    assert "2" in said
    assert "Cultuur & Relaties" in said
    assert "Geoptimaliseerd" in said


def test_a_message_that_forgets_a_placeholder_is_an_error_and_no_sentence(bank: Bank) -> None:
    with pytest.raises(KeyError, match="level"):
        say(bank.languages["en"], message("range.single"))
