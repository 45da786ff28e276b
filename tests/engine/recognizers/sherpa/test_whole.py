"""Whole utterances: what is decoded, how often, and with which times."""

import numpy as np

from engine.interface import Samples
from engine.recognition import RecognitionSpec
from engine.recognizers.sherpa.whole import WholeListener, WholeModel
from tests.fakes import telephone_audio as audio
from tests.fakes.sherpa import CountingRecognizer

YES = audio.speech("yes")


def model(window_s: float = 20.0) -> tuple[CountingRecognizer, WholeModel]:
    counting = CountingRecognizer()
    return counting, WholeModel(counting, 16000, window_s)


def listening(window_s: float = 20.0, rate_hz: int = 8000) -> tuple[CountingRecognizer, WholeListener]:
    counting, whole = model(window_s)
    return counting, whole.open(RecognitionSpec(rate_hz=rate_hz, transcribe=True))


def said(seconds: float) -> Samples:
    """Words one after the other, a short pause between them."""
    word = np.concatenate((YES, audio.silence(0.12)))
    return np.resize(word, int(8000 * seconds)).astype(np.int16)


def test_silence_around_the_speech_is_not_decoded() -> None:
    counting, listener = listening()
    listener.push(np.concatenate((audio.silence(3), YES, audio.silence(3))))
    result = listener.ask(final=True)
    assert result.best is not None
    (word,) = result.best.words
    assert 2900 <= word.start_ms < word.end_ms <= 3100 + len(YES) // 8
    assert counting.seconds == [counting.seconds[0]]
    assert counting.seconds[0] <= len(YES) / 8000 + 0.5


def test_nothing_but_silence_is_not_decoded_at_all() -> None:
    counting, listener = listening()
    listener.push(audio.silence(2))
    result = listener.ask(final=True)
    assert (result.hypotheses, result.audio_ms, result.final) == ((), 2000, True)
    assert counting.seconds == []


def test_the_answer_at_the_first_silence_is_that_of_the_end() -> None:
    counting, listener = listening()
    listener.push(np.concatenate((audio.silence(0.5), YES, audio.silence(0.3))))
    guess = listener.ask(final=False)
    listener.push(audio.silence(0.6))
    end = listener.ask(final=True)
    assert guess.final
    assert guess.hypotheses == end.hypotheses != ()
    assert end.audio_ms > guess.audio_ms
    assert len(counting.seconds) == 1


def test_more_speech_is_decoded_again() -> None:
    counting, listener = listening()
    listener.push(np.concatenate((audio.silence(0.5), YES, audio.silence(0.3))))
    listener.ask(final=True)
    listener.push(np.concatenate((YES, audio.silence(0.3))))
    listener.ask(final=True)
    assert len(counting.seconds) == 2
    assert counting.seconds[1] > counting.seconds[0]


def test_looks_at_growing_speech_cost_a_bounded_multiple_of_it() -> None:
    counting, listener = listening()
    samples = said(10)
    for start in range(0, len(samples), 800):
        listener.push(samples[start : start + 800])
        listener.ask(final=False)
    listener.ask(final=True)
    assert sum(counting.seconds) <= 6 * 10
    assert len(counting.seconds) < 25


def test_long_speech_is_decoded_in_windows_while_it_comes() -> None:
    counting, whole = model(window_s=4)
    listener = whole.open(RecognitionSpec(transcribe=True))
    samples = said(30)
    for start in range(0, len(samples), 1600):
        listener.push(samples[start : start + 1600])
        while whole.work():
            pass
    before = len(counting.seconds)
    result = listener.ask(final=True)
    assert max(counting.seconds) <= 4.5
    assert before >= 6
    assert len(counting.seconds) == before + 1
    assert sum(counting.seconds) < 34
    assert result.audio_ms == 30_000
    assert result.best is not None
    starts = [word.start_ms for word in result.best.words]
    assert starts == sorted(starts)
    assert len(starts) == len(counting.seconds)
    assert starts[-1] > 24_000
    # Asked again after silence, it has its answer.
    listener.push(audio.silence(0.5))
    assert listener.ask(final=True).hypotheses == result.hypotheses


def test_minutes_of_silence_are_not_kept() -> None:
    counting, whole = model(window_s=4)
    listener = whole.open(RecognitionSpec(transcribe=True))
    for _ in range(60):
        listener.push(audio.silence(1))
        while whole.work():
            pass
    assert sum(len(part) for part in listener._parts) < 5 * 8000
    listener.push(np.concatenate((YES, audio.silence(0.3))))
    result = listener.ask(final=True)
    assert result.best is not None
    assert result.best.words[0].start_ms >= 59_800
    assert len(counting.seconds) == 1


def test_an_ask_catches_up_with_what_nobody_worked_on() -> None:
    counting, listener = listening(window_s=4)
    listener.push(said(9))
    listener.ask(final=True)
    assert max(counting.seconds) <= 4.5


def test_reset_forgets_and_close_ends_work() -> None:
    counting, whole = model(window_s=4)
    listener = whole.open(RecognitionSpec(transcribe=True))
    listener.push(said(9))
    listener.reset()
    assert listener.ask(final=True).hypotheses == ()
    listener.push(said(9))
    assert whole.work()
    listener.close()
    assert not whole.work()
    assert counting.seconds


def test_wide_band_is_given_as_it_is() -> None:
    counting, listener = listening(rate_hz=16000)
    listener.push(np.repeat(np.concatenate((YES, audio.silence(0.4))), 2))
    listener.ask(final=True)
    assert counting.rates == {16000}
