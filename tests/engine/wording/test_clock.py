"""Times of day and durations."""

import pytest

from engine.wording.clock import duration, time


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
    ],
)
def test_time(text: str, style: str, words: str) -> None:
    assert time(text, style) == words


@pytest.mark.parametrize("text", ["25:00", "10:75", "13pm", "noon", "10:10:70"])
def test_no_time(text: str) -> None:
    assert time(text) is None


@pytest.mark.parametrize(
    ("text", "style", "words"),
    [
        ("1h30m", "hms", "one hour thirty minutes"),
        ("1:30:00", "hms", "one hour thirty minutes"),
        ("2:01", "ms", "two minutes one second"),
        ("2:01", "hms", "two minutes one second"),
        ("5'20\"", "hms", "five minutes twenty seconds"),
        ("0", "s", "zero seconds"),
    ],
)
def test_duration(text: str, style: str, words: str) -> None:
    assert duration(text, style) == words


def test_no_duration() -> None:
    assert duration("long") is None
