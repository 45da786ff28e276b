from engine.speaking.position import START, Jump, Landing, Position, Unit


def test_units_have_the_spelling_of_the_rfc() -> None:
    """RFC 6787 §8.4.1: numeric-speech-unit."""
    assert [unit.value for unit in Unit] == ["Second", "Word", "Sentence", "Paragraph", "Tag"]


def test_the_start_is_the_first_word_of_the_first_element() -> None:
    assert Position(0, 0, 0) == START
    assert Landing(START) == Landing(START, restarted=False, past_end=False)
    assert Jump(Unit.TAG, tag="here").amount == 0
