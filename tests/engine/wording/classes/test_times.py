"""Times of day."""

import pytest

from engine.wording.classes import times
from engine.wording.languages.english import American

AMERICAN = American()


@pytest.mark.parametrize(
    ("text", "style", "words"),
    [
        ("3:45 pm", "", "three forty five P M"),
        ("3:05 a.m.", "", "three oh five A M"),
        ("3pm", "", "three P M"),
        ("9:00", "", "nine o'clock"),
        ("15:00", "", "fifteen hundred"),
        ("15:30", "hms12", "three thirty P M"),
        ("0:30", "hms12", "twelve thirty A M"),
        ("3:45pm", "hms24", "fifteen forty five"),
        ("10:15:01", "hms24", "ten fifteen and one second"),
        ("10:15:20", "", "ten fifteen and twenty seconds"),
        ("1545h", "", "fifteen forty five"),
        ("0345p", "", "three forty five P M"),
        ("3:45pm", "HH:mm", "fifteen forty five"),
        ("15:45", "h:mm tt", "three forty five P M"),
        ("1'21\"", "", "one minute twenty one seconds"),
        ("2’45”", "", "two minutes forty five seconds"),
        ("1'05''", "hms12", "one minute five seconds"),
    ],
)
def test_time(text: str, style: str, words: str) -> None:
    assert times.say(text, style, AMERICAN) == words


@pytest.mark.parametrize("text", ["25:00", "10:75", "13pm", "noon", "10:10:70"])
def test_no_time(text: str) -> None:
    assert times.say(text, "", AMERICAN) is None
