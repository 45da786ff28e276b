"""Every shape of every language."""

import pytest

from engine.wording.classes.all import all_shapes
from engine.wording.languages.registry import known_tags, language_of


@pytest.mark.parametrize("tag", known_tags())
def test_shapes_say_where_they_begin_and_weigh_something(tag: str) -> None:
    language = language_of(tag)
    assert language
    shapes = all_shapes(language)
    assert {"amount", "date", "time", "phone", "code", "cardinal", "unit", "percent", "web"} <= {
        shape.kind for shape in shapes
    }
    assert all(shape.starts and 0 < shape.weight <= 100 for shape in shapes)
