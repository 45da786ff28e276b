import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.interface import Piece, Span
from engine.voices.tone import CHARACTER_MS, ToneSynthesizer
from tests.fakes.engine import CollectingSink


def perform(text: str, listener: CollectingSink | None = None, **parameters: str) -> CollectingSink:
    listener = listener or CollectingSink()
    given = tuple((name.replace("_", "."), value) for name, value in parameters.items())
    ToneSynthesizer().synthesize(Piece((Span(text),), "tone", parameters=given), listener)
    return listener


def test_ordinary_text_sounds_as_its_words() -> None:
    sink = perform("one two")
    step = 8 * CHARACTER_MS
    assert len(sink.audio) == 7 * step
    assert sink.words == [(0, 0), (4, 4 * step)]
    assert not sink.audio[3 * step : 4 * step].any()
    assert sink.audio[4 * step :].any()


def test_a_script_is_exact_and_its_tones_join() -> None:
    sink = perform("!tone 440 100 tone 440 100 silence 50 word 3 tone 440 10")
    assert [len(chunk) for chunk in sink.chunks] == [800, 800, 400, 80]
    assert sink.words == [(3, 2000)]
    whole = np.rint(8000 * np.sin(2 * np.pi * 440 / 8000 * np.arange(1600)))
    assert np.array_equal(sink.audio[:1600], whole)


def test_a_script_may_come_as_a_parameter_and_in_chunks() -> None:
    sink = perform("said", tone_script="chunk 20 tone 440 50")
    assert [len(chunk) for chunk in sink.chunks] == [160, 160, 80]


def test_it_stops_when_nobody_wants_more() -> None:
    assert len(perform("!chunk 10 tone 440 100", CollectingSink(stop_after=2)).chunks) == 2


@pytest.mark.parametrize("script", ["!wait 5000 tone 440 10", "!stall"])
def test_waiting_ends_when_cancelled(script: str) -> None:
    sink = CollectingSink()
    engine = threading.Thread(target=perform, args=(script, sink))
    engine.start()
    while not sink.stops:
        pass
    sink.stops[0]()
    engine.join(2)
    assert not engine.is_alive()
    assert sink.chunks == []


def test_waiting_ends_by_itself() -> None:
    assert len(perform("!wait 1 tone 440 10").chunks) == 1


def test_failures_on_demand() -> None:
    with pytest.raises(EngineError) as final:
        perform("!fail")
    with pytest.raises(EngineError) as again:
        perform("!fail-again")
    with pytest.raises(RuntimeError):
        perform("!raise")
    assert (final.value.retryable, again.value.retryable) == (False, True)


@pytest.mark.parametrize("script", ["!dance", "!tone", "!tone high 10"])
def test_what_is_no_script_is_an_error(script: str) -> None:
    with pytest.raises(EngineError):
        perform(script)


def test_crashes_on_demand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deaths: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: deaths.append((pid, number)))
    perform("!crash")
    path = tmp_path / "crashed"
    perform(f"!kill-once {path}")
    perform(f"!kill-once {path}")
    assert deaths == [(os.getpid(), signal.SIGSEGV), (os.getpid(), signal.SIGKILL)]


def test_it_can_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        raise TimeoutError

    monkeypatch.setattr("time.sleep", sleep)
    with pytest.raises(TimeoutError):
        perform("!hang")


def test_voices_are_as_configured() -> None:
    engine = ToneSynthesizer(rate_hz=16000, voices=("a", "b"), languages=("de",))
    engine.warm_up("a")
    assert [(voice.name, voice.languages) for voice in engine.voices()] == [("a", ("de",)), ("b", ("de",))]
    engine.close()
