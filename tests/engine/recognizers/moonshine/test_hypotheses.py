import numpy as np
import pytest

from engine.recognition import FreeText
from engine.recognizers.moonshine.hypotheses import (
    beginning_hypothesis,
    constrained_hypotheses,
    free_hypothesis,
    free_text,
    transcript,
)
from engine.recognizers.moonshine.preparation import Window
from engine.recognizers.moonshine.search import FreeReading, Reading
from engine.recognizers.moonshine.tokenizer import Tokenizer

WINDOW = Window(np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32), np.ones(50, bool), 0)


class Searched:
    """What a search has found."""

    def __init__(self, *readings: Reading, free: FreeReading, beginnings: tuple[Reading, ...] = ()) -> None:
        self.readings = list(readings)
        self.beginnings = list(beginnings)
        self.free = free


FREE = FreeReading((29_946, 29_945), (-0.1, -0.1, -0.1))


def reading(words: str, score: float) -> Reading:
    said = tuple(words.split())
    tokens = tuple(range(300, 300 + len(said)))
    return Reading(said, score, tokens, (score / (len(said) + 1),) * (len(said) + 1), tuple(range(1, len(said) + 1)))


def test_sentences_come_with_times_and_falling_confidence(tokenizer: Tokenizer) -> None:
    search = Searched(reading("four five", -0.3), reading("four nine", -0.31), reading("five", -9.0), free=FREE)
    found = constrained_hypotheses(search, tokenizer, WINDOW, 500, "en-US", 3)  # type: ignore[arg-type]  # a double
    assert [one.text for one in found[:2]] == ["four five", "four nine"]
    sure = [one.confidence for one in found]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(sure)
    assert found[0].words[0].start_ms == 500
    assert found[0].words[1].end_ms == 1500
    assert all(word.confidence <= found[0].confidence for word in found[0].words)
    assert len(constrained_hypotheses(search, tokenizer, WINDOW, 0, "en-US", 1)) == 1  # type: ignore[arg-type]  # a double
    assert constrained_hypotheses(Searched(free=FREE), tokenizer, WINDOW, 0, "en-US", 1) == ()  # type: ignore[arg-type]  # a double


def test_free_text_says_how_much_likelier_it_is(tokenizer: Tokenizer) -> None:
    free = free_of(tokenizer, " Double five one.")
    told = free_text(Searched(reading("five one", free.score - 5.0), free=free), tokenizer)  # type: ignore[arg-type]  # a double
    assert told == FreeText("Double five one.", 5.0)
    assert free_text(Searched(free=free), tokenizer) is None  # type: ignore[arg-type]  # a double


def test_of_beginnings_the_one_that_explains_the_most_is_told(tokenizer: Tokenizer) -> None:
    # In a second of speech there is more than one short word, however likely that is.
    begun = (reading("a", -0.1), reading("call the sales", -0.9))
    search = Searched(free=FREE, beginnings=begun)
    found = beginning_hypothesis(search, tokenizer, WINDOW, 500, "en-US")  # type: ignore[arg-type]  # a double
    assert found is not None
    assert (found.text, found.words[0].start_ms) == ("call the sales", 500)
    assert 0.5 < found.confidence < 1
    assert beginning_hypothesis(Searched(free=FREE), tokenizer, WINDOW, 0, "en-US") is None  # type: ignore[arg-type]  # a double


def free_of(tokenizer: Tokenizer, text: str) -> FreeReading:
    tokens = []
    while text:
        token = max((one for one in tokenizer.texts if one and text.startswith(one)), key=len)
        tokens.append(tokenizer.texts.index(token))
        text = text.removeprefix(token)
    return FreeReading(tuple(tokens), (-0.2,) * (len(tokens) + 1))


def test_open_speech_is_in_matching_form_and_as_it_was_written(tokenizer: Tokenizer) -> None:
    free = free_of(tokenizer, " Hello, it's $42 now.")
    best = free_hypothesis(free, tokenizer, WINDOW, 0, "en-US")
    assert best is not None
    assert best.written == "Hello, it's $42 now."
    assert best.text == "hello it's forty two dollars now"
    assert [word.text for word in best.words] == ["hello", "it's", "forty two dollars", "now"]
    assert best.confidence == pytest.approx(np.exp(-0.2), abs=0.01)


@pytest.mark.parametrize("text", ["", " .", " ..."])
def test_punctuation_alone_is_nothing(tokenizer: Tokenizer, text: str) -> None:
    assert free_hypothesis(free_of(tokenizer, text), tokenizer, WINDOW, 0, "en-US") is None


def test_windows_make_one_transcript(tokenizer: Tokenizer) -> None:
    first = free_hypothesis(free_of(tokenizer, " One."), tokenizer, WINDOW, 0, "en-US")
    second = free_hypothesis(free_of(tokenizer, " Two."), tokenizer, WINDOW, 9000, "en-US")
    (whole,) = transcript([first, None, second])
    assert whole.written == "One. Two."
    assert whole.words[1].start_ms == 9000
    assert transcript([None]) == transcript([]) == ()


def test_what_the_model_writes_into_silence_is_no_sentence(tokenizer: Tokenizer) -> None:
    search = Searched(reading("u", -0.3), free=free_of(tokenizer, " You"))
    assert constrained_hypotheses(search, tokenizer, WINDOW, 0, "en-US", 1) == ()  # type: ignore[arg-type]  # a double
    assert free_hypothesis(search.free, tokenizer, WINDOW, 0, "en-US") is None
    search = Searched(free=search.free, beginnings=(reading("u", -0.3),))
    assert beginning_hypothesis(search, tokenizer, WINDOW, 0, "en-US") is None  # type: ignore[arg-type]  # a double
