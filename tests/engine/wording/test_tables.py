"""Tables that a linguist fills in."""

import pytest

from engine.wording.languages.registry import known_tags, language_of
from engine.wording.tables import Tables


def test_an_empty_table_says_nothing() -> None:
    assert (Tables.tag, Tables.units, Tables.clues, Tables.date_order) == ("", {}, {}, "dmy")


@pytest.mark.parametrize("tag", known_tags())
def test_the_tables_that_every_language_needs_are_filled(tag: str) -> None:
    language = language_of(tag)
    assert language
    assert language.tag == tag
    assert language.locale
    assert len(language.digit_names) == 10
    for table in ("minus", "point", "dot", "to", "symbol"):
        assert getattr(language, table), table
    assert {"&", "@", "%", "+", "="} <= set(language.signs)
