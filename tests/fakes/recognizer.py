"""A scripted recogniser: what was recognised is the words that its audio spells.

Audio made by `said` carries text, a character a sample; silence (zeros) is passed over. Some words are commands, for
what real engines do when they fail.
"""

import os
import signal
import time

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.interface import Samples
from engine.recognition import Abilities, Hypothesis, RecognitionSpec, RecognizedWord, RecognizerResult

FACTORY = "tests.fakes.recognizer:ScriptedRecognizer"


CRASHING = "tests.fakes.recognizer:crash"


def said(text: str) -> bytes:
    """Audio that the scripted recogniser takes for `text`."""
    return np.array([ord(sign) for sign in text + " "], "<i2").tobytes()


class ScriptedRecognizer:
    """`grow_bytes`: memory that each listener takes for ever."""

    def __init__(
        self,
        languages: tuple[str, ...] = ("en-US",),
        transcription: tuple[str, ...] = (),
        *,
        grow_bytes: int = 0,
        broken: str = "",
        dies: bool = False,
    ) -> None:
        if broken:
            raise EngineError(broken)
        if dies:
            os._exit(3)
        self._abilities = Abilities(tuple(languages), tuple(transcription))
        self._grow_bytes = grow_bytes
        self._grown: list[bytes] = []
        self.portions = 0

    def abilities(self) -> Abilities:
        return self._abilities

    def open(self, spec: RecognitionSpec) -> "ScriptedListener":
        match spec.grammar.split():
            case ["unknown-language"]:
                raise LanguageUnsupportedError(spec.language, "recognition model")
            case ["bad"]:
                raise EngineError("bad grammar")
            case ["raise"]:
                raise RuntimeError("as the script says")
            case ["die"]:
                os._exit(4)
            case ["once", path]:
                _once(path)
        self._grown.append(b"x" * self._grow_bytes)
        return ScriptedListener(self)

    def work(self) -> bool:
        self.portions -= 1
        return self.portions >= 0

    def close(self) -> None:
        """Nothing is held."""


class ScriptedListener:
    def __init__(self, owner: ScriptedRecognizer) -> None:
        self._owner = owner
        self.reset()

    def reset(self) -> None:
        self._text = ""
        self._samples = 0

    def close(self) -> None:
        """Nothing is held."""

    def push(self, samples: Samples) -> None:
        self._text += "".join(chr(sample) for sample in samples if sample)
        self._samples += len(samples)
        self._owner.portions = 2
        if "deaf" in self._text:
            self._text = ""
            raise RuntimeError("as the script says")

    def ask(self, *, final: bool) -> RecognizerResult:
        words = self._text.split()
        for index, word in enumerate(words):
            if word in ("kill", "kill-once"):
                _die(words[index + 1 :])
            if word == "hang":
                time.sleep(3600)
            while word == "spin":
                pass
            if word == "wait":
                time.sleep(0.2)
            if word == "refuse":
                raise EngineError("refused")
            if word == "refuse-again":
                raise EngineError("refused", retryable=True)
            if word == "raise":
                raise RuntimeError("as the script says")
        if not words:
            return RecognizerResult(audio_ms=self._samples // 8, final=final)
        recognized = tuple(RecognizedWord(word, 10 * index, 10 * index + 10) for index, word in enumerate(words))
        return RecognizerResult((Hypothesis(recognized, 0.9),), self._samples // 8, final)


def crash(**options: object) -> None:
    """A factory that ends its process as a native library with a bad model does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def _die(path: list[str]) -> None:
    """By a fault; or with a path, the first time, as when killed from outside."""
    if not path:
        os._exit(9)
    if _once(path[0]):
        os.kill(os.getpid(), signal.SIGKILL)


def _once(path: str) -> bool:
    """Whether this is the first time, over all processes."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
