import pytest

from tests.human_speech import words
from tests.human_speech.recordings import is_there, missing, texts


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (7, [("seven", "7")]),
        (13, [("thirteen", "13")]),
        (40, [("forty", "40")]),
        (215, [("two", "2"), ("hundred", "hundred"), ("fifteen", "15")]),
        (999, [("nine", "9"), ("hundred", "hundred"), ("ninety", "90"), ("nine", "9")]),
    ],
)
def test_numbers_are_strung_together_from_recordings(number: int, spoken: list[tuple[str, str]]) -> None:
    assert words.spoken_number(number) == spoken


def test_plain_words_have_neither_case_nor_punctuation() -> None:
    assert words.plain("I’m sorry, no: RE-enter 4!") == ["i'm", "sorry", "no", "re", "enter", "4"]


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_every_phrase_is_what_its_recording_says() -> None:
    spoken = words.DAYS | words.MONTHS | words.LETTERS | words.MENUS["tuning"] | words.MENUS["held_out"]
    for phrase, name in spoken.items():
        assert words.plain(texts()[name]) == words.plain(phrase)
    assert all(is_there(name) for name in words.ALPHABET.values())
    assert all(is_there(name) for half in words.SOUNDS.values() for name in half)
