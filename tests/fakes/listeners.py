"""A scripted recogniser: every utterance has as many words as it has tenths of a second, named by their number."""

from collections.abc import Sequence

from engine.documents.errors import GrammarError
from engine.errors import EngineError
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.interpretation import InterpretedInput, Meaning
from engine.grammars.matcher import Status
from engine.recognition import Abilities, Hypothesis, RecognitionSpec, RecognizedWord, RecognizerResult
from mrcp_server.doors.web.services import RecognitionServices

WORD_MS = 250


class FakeSession:
    """As `mrcp_server.doors.web.services.RecognitionSession` says."""

    def __init__(self, listeners: "FakeListeners", spec: RecognitionSpec) -> None:
        self._listeners = listeners
        self.spec = spec
        self.heard_bytes = 0
        self.closed = False

    def push(self, pcm: bytes, *, silent: bool = False) -> None:
        self.heard_bytes += len(pcm)

    async def ask(self, final: bool = True, *, interim: bool = False) -> RecognizerResult:
        if self._listeners.error is not None:
            raise self._listeners.error
        audio_ms = self.heard_bytes * 1000 // (2 * self.spec.rate_hz)
        words = tuple(
            RecognizedWord(f"word{index}", index * WORD_MS, (index + 1) * WORD_MS, 0.9)
            for index in range(audio_ms // WORD_MS)
        )
        return RecognizerResult((Hypothesis(words, 0.8),) if words else (), audio_ms, final)

    def reset(self) -> None:
        self.heard_bytes = 0

    def close(self) -> None:
        self.closed = True


class FakeListeners:
    """As `mrcp_server.doors.web.services.Listeners` says; `error` fails every ask."""

    def __init__(self) -> None:
        self.sessions: list[FakeSession] = []
        self.error: EngineError | None = None
        self.abilities = Abilities(("en-US",), ("en-US",))

    def open(self, spec: RecognitionSpec) -> FakeSession:
        if spec.language == "xx":
            raise EngineError("no model transcribes this language")
        self.sessions.append(FakeSession(self, spec))
        return self.sessions[-1]


class FakeGrammars:
    """Takes every grammar that begins with `<grammar`."""

    async def load(self, document: bytes, *, uri: str = "", language: str = "", source: str = "") -> ActiveGrammar:
        if not document.startswith(b"<grammar"):
            raise GrammarError("not a grammar")
        return ActiveGrammar(uri, None)  # type: ignore[arg-type]  # nobody looks into the network here

    async def activate(
        self, grammars: Sequence[ActiveGrammar], *, language: str = "en-US", source: str = ""
    ) -> GrammarSet:
        return GrammarSet((), language=language)


class FakeInterpreter:
    """What has two words or more matches; one word is rejected. Of three or more the tags are said to be ignored."""

    async def speech(
        self, result: RecognizerResult, grammars: GrammarSet, n_best: int = 1, *, source: str = ""
    ) -> InterpretedInput:
        best = result.best
        if best is None:
            return InterpretedInput()
        meaning = Meaning(
            best.text, best.confidence, 0, "session:grammar", instance="<n>2</n>", value={"n": "2"}, words=best.words,
            reason="tags are ignored" if len(best.words) > 2 else "",
        )  # fmt: skip
        if len(best.words) < 2:
            return InterpretedInput(rejected=meaning)
        return InterpretedInput((meaning,), status=Status.COMPLETE)


def fake_recognition(listeners: FakeListeners | None = None) -> RecognitionServices:
    """For `HttpServices.recognition`."""
    return RecognitionServices(listeners or FakeListeners(), FakeGrammars(), FakeInterpreter(), ("sphinx",))
