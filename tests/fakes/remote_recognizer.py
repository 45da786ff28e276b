"""A scripted recogniser that hears elsewhere: what was recognised is the words that its audio spells
(`tests.fakes.recognizer.said`), and some words are what services do when they fail."""

import asyncio
import os
import time
from collections.abc import Callable

from engine.errors import EngineError, LanguageUnsupportedError
from engine.interface import Samples
from engine.recognition import Abilities, Hypothesis, RecognitionSpec, RecognizedWord, RecognizerResult
from engine.remote.guard import ServiceChange, ServiceFigures

REMOTE_FACTORY = "tests.fakes.remote_recognizer:ScriptedRemoteRecognizer"


class ScriptedRemoteRecognizer:
    """`engine.remote.recognition.RemoteRecognizer`; `closed` counts the listeners that were closed."""

    closed = 0

    def __init__(self, languages: tuple[str, ...] = ("en-US",), *, broken: str = "") -> None:
        if broken:
            raise EngineError(broken)
        self._languages = tuple(languages)
        self.requests = 0
        self.tell: Callable[[ServiceChange], None] = lambda _: None

    def on_change(self, tell: Callable[[ServiceChange], None]) -> None:
        self.tell = tell

    def abilities(self) -> Abilities:
        return Abilities(self._languages, self._languages)

    def open(self, spec: RecognitionSpec) -> "ScriptedRemoteListener":
        match spec.grammar:
            case "unknown-language":
                raise LanguageUnsupportedError(spec.language, "recognition model")
            case "closed":
                raise EngineError("it takes nobody now")
            case "raise":
                raise RuntimeError("as the script says")
        return ScriptedRemoteListener(self)

    def figures(self) -> ServiceFigures:
        return ServiceFigures(requests=self.requests)

    async def close(self) -> None:
        """Nothing is held."""


class ScriptedRemoteListener:
    def __init__(self, owner: ScriptedRemoteRecognizer) -> None:
        self._owner = owner
        self.reset()

    def reset(self) -> None:
        self._text = ""
        self._samples = 0

    def close(self) -> None:
        self._owner.closed += 1

    def push(self, samples: Samples) -> None:
        self._text += "".join(chr(sample) for sample in samples if sample)
        self._samples += len(samples)
        if "deaf" in self._text:
            raise RuntimeError("as the script says")

    async def ask(self, *, final: bool, interim: bool) -> RecognizerResult:
        self._owner.requests += 1
        words = self._text.split()
        for word in words:
            await self._obey(word)
        if interim:
            words.append("…")
        recognized = tuple(RecognizedWord(word, 10 * index, 10 * index + 10) for index, word in enumerate(words))
        hypotheses = (Hypothesis(recognized, 0.9),) if words else ()
        return RecognizerResult(hypotheses, self._samples // 8, final=not interim)

    async def _obey(self, word: str) -> None:
        match word:
            case "never":
                await asyncio.sleep(3600)
            case "wait":
                await asyncio.sleep(0.2)
            case "block":
                time.sleep(3600)  # noqa: ASYNC251  # what must not happen
            case "kill":
                os._exit(9)
            case "refuse":
                raise EngineError("refused")
            case "raise":
                raise RuntimeError("as the script says")
            case "wrong-key":
                self._owner.tell(ServiceChange("scripted", False, "key", "401 Unauthorized"))
                raise EngineError("401 Unauthorized")
