"""What patterns are made of."""

import re

from engine.wording.patterns import alternatives, words_after


def test_the_longest_name_is_tried_first() -> None:
    match = re.match(alternatives(["m", "min", "km/h"]), "min")
    assert match
    assert match[0] == "min"
    assert re.match(alternatives(["am"], any_case=True), "AM")
    assert not re.match(alternatives(["am"]), "AM")
    assert not re.match(alternatives([]), "x")


def test_words_behind_a_place() -> None:
    assert words_after("5 Big (apples) now", 1, 2) == ("big", "apples")
    assert words_after("5. Next", 1, 2) == ()
    assert words_after("5", 1, 2) == ()
