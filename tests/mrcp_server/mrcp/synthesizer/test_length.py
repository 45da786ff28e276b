"""Jump-Size and Speak-Length."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("+5 Second", SpeechLength(Unit.SECOND, 5)),
        ("-15 Words", SpeechLength(Unit.WORD, -15)),
        ("3 sentence", SpeechLength(Unit.SENTENCE, 3)),
        ("-2  PARAGRAPHS", SpeechLength(Unit.PARAGRAPH, -2)),
        ("here Tag", SpeechLength(Unit.TAG, tag="here")),
        ("+5 Tag", SpeechLength(Unit.TAG, tag="+5")),
    ],
)
def test_jumps(text: str, length: SpeechLength) -> None:
    assert SpeechLength.parse_jump(text) == length
    assert SpeechLength.parse_jump(str(length)) == length


@pytest.mark.parametrize(
    "text", ["", "5", "Second", "+5 Minute", "+-5 Second", "5Second", "two words Tag", "1.5 Second"]
)
def test_no_jumps(text: str) -> None:
    with pytest.raises(ValueError, match="not a speech length"):
        SpeechLength.parse_jump(text)


def test_lengths_are_positive() -> None:
    assert SpeechLength.parse_length("5 Word") == SpeechLength(Unit.WORD, 5)
    assert SpeechLength.parse_length("end Tag") == SpeechLength(Unit.TAG, tag="end")
    for text in ("0 Word", "-1 Word"):
        with pytest.raises(ValueError, match="not a positive length"):
            SpeechLength.parse_length(text)
