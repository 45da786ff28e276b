"""A scripted recogniser: every utterance has as many words as it has tenths of a second, named by their number."""

from collections.abc import Sequence

from engine.documents.errors import GrammarError
from engine.errors import EngineError
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.interpretation import Meaning, Understood
from engine.grammars.matcher import Status
from engine.recognition import Abilities, Heard, HeardWord, HearingSpec, Hypothesis
from mrcp_server.doors.web.services import Hearing

WORD_MS = 250


class FakeSession:
    """As `mrcp_server.doors.web.services.HearingSession` says."""

    def __init__(self, listeners: "FakeListeners", spec: HearingSpec) -> None:
        self._listeners = listeners
        self.spec = spec
        self.heard_bytes = 0
        self.closed = False

    def hear(self, pcm: bytes, *, silent: bool = False) -> None:
        self.heard_bytes += len(pcm)

    async def ask(self, final: bool = True) -> Heard:
        if self._listeners.error is not None:
            raise self._listeners.error
        audio_ms = self.heard_bytes * 1000 // (2 * self.spec.rate_hz)
        words = tuple(
            HeardWord(f"word{index}", index * WORD_MS, (index + 1) * WORD_MS, 0.9)
            for index in range(audio_ms // WORD_MS)
        )
        return Heard((Hypothesis(words, 0.8),) if words else (), audio_ms, final)

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

    def open(self, spec: HearingSpec) -> FakeSession:
        if spec.language == "xx":
            raise EngineError("no model transcribes this language")
        self.sessions.append(FakeSession(self, spec))
        return self.sessions[-1]


class FakeGrammars:
    """Takes every grammar that begins with `<grammar`."""

    async def load(self, document: bytes, *, uri: str = "", language: str = "") -> ActiveGrammar:
        if not document.startswith(b"<grammar"):
            raise GrammarError("not a grammar")
        return ActiveGrammar(uri, None)  # type: ignore[arg-type]  # nobody looks into the network here

    async def activate(self, grammars: Sequence[ActiveGrammar], *, language: str = "en-US") -> GrammarSet:
        return GrammarSet((), language=language)


class FakeUnderstander:
    """What has two words or more matches; one word is rejected."""

    async def speech(self, heard: Heard, grammars: GrammarSet, n_best: int = 1) -> Understood:
        best = heard.best
        if best is None:
            return Understood()
        meaning = Meaning(
            best.text, best.confidence, 0, "session:grammar", instance="<n>2</n>", value={"n": "2"}, words=best.words
        )
        if len(best.words) < 2:
            return Understood(rejected=meaning)
        return Understood((meaning,), status=Status.COMPLETE)


def fake_hearing(listeners: FakeListeners | None = None) -> Hearing:
    """For `HttpServices.hearing`."""
    return Hearing(listeners or FakeListeners(), FakeGrammars(), FakeUnderstander(), ("sphinx",))
