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
        ("3:45pm", "HH:mm", "fifteen forty five"),
        ("15:45", "h:mm tt", "three forty five P M"),
        ("1'21\"", "", "one minute twenty one seconds"),
        ("2’45”", "", "two minutes forty five seconds"),
        ("1'05''", "hms12", "one minute five seconds"),
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
        ("PT1H30M", "", "one hour thirty minutes"),
        ("P1DT2H3M4.5S", "", "one day two hours three minutes four point five seconds"),
        ("P1Y2M", "", "one year two months"),
        ("p2w", "", "two weeks"),
        ("-PT5M", "", "minus five minutes"),
        ("PT0S", "", "zero seconds"),
        ("01:18:30", "hh:mm:ss", "one hour eighteen minutes thirty seconds"),
        ("1:30", "h:m", "one hour thirty minutes"),
        ("1:30.5", "", "one minute thirty point five seconds"),
        ("1:0:0:0", "", "one day"),
        ("1.5h", "", "one point five hours"),
        ("1,5 h", "", "one point five hours"),
        ("1h30", "", "one hour thirty minutes"),
        ("1 hr and 30 min.", "", "one hour thirty minutes"),
        ("500 ms", "", "five hundred milliseconds"),
    ],
)
def test_duration(text: str, style: str, words: str) -> None:
    assert duration(text, style) == words


@pytest.mark.parametrize("text", ["long", "P", "PT", "", "1h 2x", "5 apples", "1:2:3:4:5", "P1S", "30 1h"])
def test_no_duration(text: str) -> None:
    assert duration(text) is None
