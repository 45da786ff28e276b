import pytest

from engine.wording.normalize import normalize, say_as, unsaid_signs


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("⌘", "symbol", 1),
        ("⌘∮⌘", "symbol", 1),
        ("⌘ and ☃", "symbol and symbol", 2),
        ("\ue001 x", "symbol x", 1),
        ("x 🫪", "x symbol", 1),
        ("☃\ufe0e", "symbol", 1),
        ("AT&T, (yes)", "A T and T, (yes)", 0),
        ("50% or 3°", "fifty percent or three degrees", 0),
        ("हिन्दी", "हिन्दी", 0),
    ],
)
def test_a_sign_without_a_name_is_said_once_and_counted(text: str, words: str, count: int) -> None:
    assert normalize(text) == words
    assert unsaid_signs(text) == count


def test_what_an_engine_reads_is_not_counted() -> None:
    assert unsaid_signs("⌘", "tlh") == 0


def test_it_is_said_where_it_is_spelled_too() -> None:
    assert say_as("a⌘", "characters") == "A symbol"
