"""Scripted tones: exact to the sample, and every way in which an engine can misbehave. For tests and load.

Ordinary text sounds as `CHARACTER_MS` of tone for each character of a word and as much silence for each blank, with
the words told. Text that begins with "!", or the parameter "tone.script", is a script of commands and numbers between
blanks:

=================  ==================================================================================================
tone HZ MS         a sine; its phase goes on from tone to tone of one piece
silence MS         zeros
chunk MS           from here on, audio is written in chunks so long (default: each command is one chunk)
word N             tell that the word at character N starts here
wait MS            do nothing for so long, or until cancelled
stall              wait until cancelled
hang               wait for ever, whatever happens
fail, fail-again   raise an EngineError that is final, or retryable
raise              raise what no engine should
crash              die as by a segmentation fault
kill-once PATH     die as when killed from outside, but only if there is no file at PATH, which is made
=================  ==================================================================================================
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.interface import VoiceInfo
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.interface import Piece, Samples, Sink

CHARACTER_MS = 10
WORD_HZ = 440
AMPLITUDE = 8000


class ToneSynthesizer:
    """`voices` are names; every one sounds the same and speaks `languages`. `rate_hz` is what it produces."""

    trims_silence = False

    def __init__(
        self,
        rate_hz: int = 8000,
        voices: Sequence[str] = ("tone",),
        languages: Sequence[str] = ("en-us", "en"),
        warm_up_s: float = 0.0,
    ) -> None:
        self._rate_hz = rate_hz
        self._warm_up_s = warm_up_s
        self._voices = [
            VoiceInfo(name, "tone", tuple(languages), rate_hz=rate_hz, parameters=("tone.script",)) for name in voices
        ]

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def warm_up(self, voice: str) -> None:
        time.sleep(self._warm_up_s)

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        script = dict(piece.parameters).get("tone.script", "")
        if piece.text.startswith("!"):
            script = piece.text[1:]
        performance = _Performance(sink, self._rate_hz)
        if script:
            performance.run(iter(script.split()))
        else:
            performance.speak(piece)

    def close(self) -> None:
        """There is nothing to give back."""


class _CancelledError(Exception):
    """The sink wants no more."""


class _Performance:
    """One piece."""

    def __init__(self, sink: Sink, rate_hz: int) -> None:
        self._sink = sink
        self._rate_hz = rate_hz
        self._position = 0
        self._chunk = 0
        self._cancelled = threading.Event()
        self._commands: dict[str, Callable[[Iterator[str]], None]] = {
            "tone": lambda rest: self._tone(float(next(rest)), self._samples(next(rest))),
            "silence": lambda rest: self._write(np.zeros(self._samples(next(rest)), np.int16)),
            "chunk": self._set_chunk,
            "word": lambda rest: self._sink.word(int(next(rest)), self._position),
            "wait": lambda rest: self._wait(int(next(rest)) / 1000),
            "stall": lambda _: self._wait(None),
            "hang": _hang,
            "fail": _fail,
            "fail-again": _fail_again,
            "raise": _raise,
            "crash": _crash,
            "kill-once": lambda rest: _kill_once(Path(next(rest))),
        }
        sink.on_cancel(self._cancelled.set)

    def run(self, script: Iterator[str]) -> None:
        """Raises EngineError for what is no script, too."""
        try:
            for name in script:
                self._commands[name](script)
        except _CancelledError:
            return
        except (KeyError, ValueError, StopIteration) as error:
            raise EngineError(f"no tone script: {error!r}") from error

    def speak(self, piece: Piece) -> None:
        step = self._rate_hz * CHARACTER_MS // 1000
        text = piece.text
        found = words(piece.spans)
        audio = _sine(WORD_HZ, self._rate_hz, 0, len(text) * step)
        for index, character in enumerate(text):
            if character.isspace():
                audio[index * step : (index + 1) * step] = 0
        for word in found:
            self._sink.word(word.start, word.start * step)
        self._sink.write(audio)

    def _samples(self, ms: str) -> int:
        return self._rate_hz * int(ms) // 1000

    def _set_chunk(self, rest: Iterator[str]) -> None:
        self._chunk = self._samples(next(rest))

    def _tone(self, hz: float, count: int) -> None:
        self._write(_sine(hz, self._rate_hz, self._position, count))

    def _write(self, samples: Samples) -> None:
        size = self._chunk or len(samples) or 1
        for begin in range(0, len(samples), size):
            part = samples[begin : begin + size]
            self._position += len(part)
            if not self._sink.write(part):
                raise _CancelledError

    def _wait(self, seconds: float | None) -> None:
        if self._cancelled.wait(seconds):
            raise _CancelledError


def _sine(hz: float, rate_hz: int, begin: int, count: int) -> Samples:
    angle = 2 * np.pi * hz / rate_hz * np.arange(begin, begin + count)
    wave: Samples = np.rint(AMPLITUDE * np.sin(angle)).astype(np.int16)
    return wave


def _hang(rest: Iterator[str]) -> None:  # noqa: ARG001 (takes no argument)
    while True:
        time.sleep(3600)


def _fail(rest: Iterator[str]) -> None:  # noqa: ARG001 (takes no argument)
    raise EngineError("as the script says")


def _fail_again(rest: Iterator[str]) -> None:  # noqa: ARG001 (takes no argument)
    raise EngineError("as the script says", retryable=True)


def _raise(rest: Iterator[str]) -> None:  # noqa: ARG001 (takes no argument)
    raise RuntimeError("as the script says")


def _crash(rest: Iterator[str]) -> None:  # noqa: ARG001 (takes no argument)
    os.kill(os.getpid(), signal.SIGSEGV)


def _kill_once(path: Path) -> None:
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
