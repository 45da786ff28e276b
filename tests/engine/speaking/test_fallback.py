"""Who speaks when a service cannot."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, SynthesisError, VoiceUnavailableError, WorkerLostError
from engine.interface import AudioFormat, Piece, Span, VoiceInfo
from engine.remote.errors import Fault, ServiceError
from engine.speaking.fallback import Fallback
from engine.workers.pool import Priority
from engine.workers.rendition import Rendition, Substitution
from tests.fakes.engine import TONE, PoolDouble

FMT = AudioFormat("PCM", 8000)
FAR = VoiceInfo("far/nova", "far", ("en-US",), gender="female")
WOMAN = VoiceInfo("woman", "tone", ("en-US",), gender="female", rate_hz=8000)
GERMAN = VoiceInfo("anna", "tone", ("de-DE",), rate_hz=8000)
BROKEN = ServiceError(Fault.BROKEN, "far: 500")


class Rig:
    """A piece that the service was asked for."""

    def __init__(self, configured: str = "", language: str = "", heart: VoiceInfo | None = None) -> None:
        self.pool = PoolDouble(FAR, *([heart] if heart else []), TONE, WOMAN, GERMAN)
        self.pool.remote = {"far/nova"}
        self.fallback = Fallback(self.pool, {"far": configured})  # type: ignore[arg-type]  # a double
        parameters = (("far.style", "x"), ("tone.script", ""))
        self.piece = Piece((Span("Hello."),), "far/nova", language, parameters=parameters)
        self.rendition = Rendition(FMT.sample_bytes)
        self.rendition.acquire()
        self.fallback.stand_by(self.piece, FAR, FMT, Priority.FIRST, self.rendition)

    @property
    def asked(self) -> list[Piece]:
        return [piece for piece, _ in self.pool.asked if isinstance(piece, Piece)]


def test_a_voice_of_here_takes_over_and_the_reason_is_known() -> None:
    rig = Rig()
    rig.rendition.fail(BROKEN)
    (piece,) = rig.asked
    assert (piece.voice, piece.text) == ("woman", "Hello.")
    assert rig.rendition.substitution == Substitution("far/nova", "woman", "far: 500")
    assert rig.rendition.passing
    assert rig.rendition.error is None
    assert rig.rendition.samples > 0


def test_it_speaks_the_language_and_is_given_only_what_it_heeds() -> None:
    rig = Rig(language="de-DE")
    rig.rendition.fail(BROKEN)
    assert (rig.asked[0].voice, rig.asked[0].parameters) == ("anna", ())


def test_a_natural_voice_goes_before_one_of_the_same_gender() -> None:
    heart = VoiceInfo("heart", "tone", ("en-US",), gender="male", natural=True, rate_hz=8000)
    rig = Rig(heart=heart)
    rig.rendition.fail(BROKEN)
    assert rig.asked[0].voice == "heart"


def test_a_configured_voice_goes_first() -> None:
    rig = Rig("TONE")
    rig.rendition.fail(WorkerLostError("killed"))
    assert rig.asked[0].voice == "tone"
    assert rig.asked[0].parameters == (("tone.script", ""),)


def test_nobody_may_be_configured() -> None:
    rig = Rig("none")
    rig.rendition.fail(BROKEN)
    assert not rig.asked
    assert rig.rendition.error is BROKEN


def test_a_language_of_nobody_is_an_error() -> None:
    rig = Rig(language="ja-JP")
    rig.rendition.fail(BROKEN)
    assert rig.rendition.error is BROKEN


@pytest.mark.parametrize("name", ["nobody", "far/nova"])
def test_a_fallback_that_is_not_here_is_the_configurations_fault(name: str) -> None:
    with pytest.raises(VoiceUnavailableError):
        Rig(name)


def test_it_does_not_take_over_in_the_middle_nor_for_nobody_nor_at_the_end() -> None:
    heard = Rig()
    heard.rendition.add(b"\0" * 100, (), last=False)
    heard.rendition.fail(BROKEN)
    assert heard.rendition.error is BROKEN
    left = Rig()
    left.rendition.release()
    left.rendition.fail(BROKEN)
    ending = Rig()
    ending.rendition.fail(EngineError("the server ends"))
    assert not [*heard.asked, *left.asked, *ending.asked]


HEART = VoiceInfo("heart", "hibari", ("en-US",), gender="female", natural=True)
UNREADABLE = SynthesisError("an English voice cannot read 'М'")


def natural(**configured: str) -> tuple[PoolDouble, Rendition]:
    """A piece that a natural voice of this machine was asked for, beside a service."""
    pool = PoolDouble(HEART, FAR, TONE, WOMAN)
    pool.remote = {"far/nova"}
    rendition = Rendition(FMT.sample_bytes)
    rendition.acquire()
    fallback = Fallback(pool, configured)  # type: ignore[arg-type]  # a double
    fallback.stand_by(Piece((Span("Москва."),), "heart", "en-US"), HEART, FMT, Priority.FIRST, rendition)
    return pool, rendition


@pytest.mark.parametrize("error", [UNREADABLE, WorkerLostError("hung")])
def test_what_a_natural_voice_cannot_say_one_that_is_none_says(error: EngineError) -> None:
    pool, rendition = natural()
    rendition.fail(error)
    assert [piece.voice for piece, _ in pool.asked if isinstance(piece, Piece)] == ["woman"]
    assert rendition.substitution == Substitution("heart", "woman", error.reason)
    assert rendition.error is None


def test_a_natural_voice_may_have_nobody_behind_it() -> None:
    pool, rendition = natural(hibari="none")
    rendition.fail(UNREADABLE)
    assert not pool.asked
    assert rendition.error is UNREADABLE


def test_who_is_not_natural_fails_as_ever() -> None:
    pool, rendition = PoolDouble(TONE, WOMAN, HEART), Rendition(FMT.sample_bytes)
    rendition.acquire()
    fallback = Fallback(pool, {})  # type: ignore[arg-type]  # a double
    fallback.stand_by(Piece((Span("x"),), "tone"), TONE, FMT, Priority.FIRST, rendition)
    rendition.fail(UNREADABLE)
    assert rendition.error is UNREADABLE
    assert not pool.asked


def test_it_takes_over_once() -> None:
    rig = Rig()
    rig.pool.error = BROKEN
    rig.rendition.fail(BROKEN)
    assert len(rig.asked) == 1
    assert rig.rendition.error is not None


def test_a_full_pool_is_the_first_error() -> None:
    rig = Rig()
    rig.pool.is_full = True
    rig.rendition.fail(BROKEN)
    assert rig.rendition.error is BROKEN


def test_voices_of_here_have_none_and_cost_nothing() -> None:
    rig = Rig()
    rendition = Rendition(2)
    rig.fallback.stand_by(rig.piece, TONE, FMT, Priority.FIRST, rendition)
    assert rendition.rescue is None
