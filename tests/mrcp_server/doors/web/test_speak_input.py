import pytest

from engine.interface import Break, Clip, Sentence, Span, VoiceSelection
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speak_input import (
    SpeakInput,
    after_pause,
    check_speed,
    check_text,
    read,
    read_marked_up,
)

FORMAT = OutputFormat("pcm", 8000)
HEAD = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"


def _input(text: str, speed: float = 1.0) -> SpeakInput:
    return SpeakInput(text, VoiceSelection(language="en-US"), FORMAT, speed)


def _rates(speak_input: SpeakInput) -> list[float]:
    rates = []
    for element in read(speak_input).elements:
        sentences = element.fallback if isinstance(element, Clip) else (element,)
        for sentence in sentences:
            if isinstance(sentence, Sentence):
                rates += [part.prosody.rate for part in sentence.parts if isinstance(part, Span)]
    return rates


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", Reason.EMPTY_TEXT), (" \n", Reason.EMPTY_TEXT), ("a\0b", Reason.INVALID), ("x" * 11, Reason.TEXT_TOO_LONG)],
)
def test_texts_that_are_none(text: str, reason: Reason) -> None:
    with pytest.raises(RefusedError) as caught:
        check_text(text, 10, "input")
    assert (caught.value.reason, caught.value.field) == (reason, "input")


def test_a_text_that_fits() -> None:
    check_text("x" * 10, 10, "input")


@pytest.mark.parametrize("speed", [0.1, 5.0, float("nan"), float("inf"), 10**400])
def test_speed_has_limits(speed: float) -> None:
    assert check_speed(0.25) == 0.25
    with pytest.raises(RefusedError):
        check_speed(speed)


def test_speed_of_plain_text() -> None:
    assert _rates(_input("One. Two.", 2.0)) == [2.0, 2.0]


def test_speed_multiplies_the_documents_own() -> None:
    ssml = f"{HEAD}one <prosody rate='200%'>two</prosody><break time='1s'/><mark name='m'/></speak>"
    assert _rates(_input(ssml, 0.5)) == [0.5, 1.0]
    assert _rates(_input(ssml)) == [1.0, 2.0]


def test_speed_reaches_what_is_said_in_place_of_a_recording() -> None:
    assert _rates(_input(f"{HEAD}<audio src='x.wav'>gone</audio></speak>", 2.0)) == [2.0]


def test_a_document_that_is_none() -> None:
    with pytest.raises(RefusedError) as caught:
        read(_input("<speak>open"), "input")
    assert (caught.value.reason, caught.value.field) == (Reason.DOCUMENT, "input")


def test_markdown_is_not_spoken() -> None:
    (sentence,) = read(_input("**Press** _the_ * key.")).elements
    assert isinstance(sentence, Sentence)
    assert sentence.text == "Press the star key."


def test_what_a_model_writes_is_nothing_to_be_told_of() -> None:
    assert read(_input("<speak><x:y>One</x:y></speak>")).notes
    assert not read_marked_up(_input("<x:y>One</x:y>")).notes


def test_markup_without_a_document_around_it() -> None:
    speak_input = _input("one <prosody rate='200%'>two</prosody> & three")
    assert _rates(speak_input) == [1.0]
    marked = _input("one <prosody rate='200%'>two</prosody> three")
    utterance = read_marked_up(marked)
    assert [part.prosody.rate for part in utterance.elements[0].parts if isinstance(part, Span)] == [1.0, 2.0, 1.0]  # type: ignore[union-attr]  # a sentence
    plain = read_marked_up(_input("one <nonsense>two</nonsense> three"))
    assert "nonsense" not in plain.elements[0].text  # type: ignore[union-attr]  # a sentence


def test_a_pause_before_an_utterance() -> None:
    utterance = read(_input("One."))
    assert after_pause(utterance, 0) is utterance
    assert after_pause(utterance, 250).elements == (Break(250), *utterance.elements)
