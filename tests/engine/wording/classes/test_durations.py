"""Durations."""

import pytest

from engine.wording.classes import durations
from engine.wording.languages.english import American

AMERICAN = American()


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
    assert durations.say(text, style, AMERICAN) == words


@pytest.mark.parametrize("text", ["long", "P", "PT", "", "1h 2x", "5 apples", "1:2:3:4:5", "P1S", "30 1h"])
def test_no_duration(text: str) -> None:
    assert durations.say(text, "hms", AMERICAN) is None
