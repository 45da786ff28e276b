import pytest

from engine.audio.loudness import gain_key
from engine.errors import EngineError
from engine.interface import Samples
from engine.registry import EngineSpec
from engine.voices.tone import ToneSynthesizer
from engine.workers.engine_set import EngineSet
from engine.workers.worker_messages import Setup


def setup(*engines: EngineSpec, warm: tuple[str, ...] = (), gains: dict[str, float] | None = None) -> Setup:
    return Setup(engines, "engine.workers.production:pass_through", warm, gains or {}, 1 << 40, f"{__name__}:half")


def half(samples: Samples, rate_hz: int) -> float:
    """A meter."""
    assert len(samples) > rate_hz
    return 0.5


def test_voices_of_all_engines_are_together() -> None:
    shop = EngineSet(setup(EngineSpec("tone", {"voices": ["a"]}), EngineSpec("espeak")))
    assert list(shop.voices)[:2] == ["a", "en-us"]
    engine, voice = shop.engine_for("de")
    assert voice.engine == "espeak"
    assert engine.trims_silence


def test_the_first_voice_of_each_engine_is_warm_and_measured() -> None:
    shop = EngineSet(setup(EngineSpec("tone"), EngineSpec("espeak")))
    assert {key.split()[0]: gain for key, gain in shop.gains.items()} == {"tone": 1.0, "en-us": 0.5}


def test_an_optional_engine_that_cannot_be_had_is_left_out() -> None:
    gone = EngineSpec("gone", factory="no.such:Engine", optional=True)
    shop = EngineSet(setup(gone, EngineSpec("espeak")))
    assert next(iter(shop.voices)) == "en-us"
    assert shop.missing == {"gone": "cannot import 'no.such:Engine': No module named 'no'"}


class Mute(ToneSynthesizer):
    """Can be made, but not speak."""

    def warm_up(self, voice: str) -> None:
        raise EngineError(f"the file of {voice} is broken")


def test_an_optional_engine_has_to_speak() -> None:
    shop = EngineSet(setup(EngineSpec("tone", factory=f"{__name__}:Mute", optional=True), EngineSpec("espeak")))
    assert shop.missing == {"tone": "the file of tone is broken"}
    with pytest.raises(EngineError, match="is broken"):
        EngineSet(setup(EngineSpec("tone", factory=f"{__name__}:Mute"), EngineSpec("espeak")))


def test_the_voice_of_an_optional_engine_is_always_warm() -> None:
    shop = EngineSet(setup(EngineSpec("tone", optional=True), EngineSpec("espeak"), warm=("de",)))
    assert {key.split()[0] for key in shop.gains} == {"tone", "de"}
    assert shop.missing == {}


def test_a_gain_is_measured_once() -> None:
    german = gain_key(EngineSet(setup(EngineSpec("espeak"))).voices["de"])
    shop = EngineSet(setup(EngineSpec("espeak"), warm=("gmw/de",), gains={german: 0.25}))
    assert shop.gain_for(shop.voices["de"]) == (0.25, False)
    assert shop.gain_for(shop.voices["fr-fr"]) == (0.5, True)
    assert shop.gain_for(shop.voices["fr-fr"]) == (0.5, False)


def test_without_a_meter_voices_are_as_loud_as_they_are() -> None:
    shop = EngineSet(Setup((EngineSpec("espeak"),), "engine.workers.production:pass_through", (), {}, 1 << 40))
    assert set(shop.gains.values()) == {1.0}


@pytest.mark.parametrize(
    "wrong",
    [
        setup(EngineSpec("nobody")),
        setup(EngineSpec("tone"), warm=("nobody",)),
        setup(EngineSpec("tone", {"voices": []})),
        setup(EngineSpec("tone"), warm=("somebody",)),
        Setup((EngineSpec("tone"),), "no.such:finisher", (), {}, 1),
    ],
)
def test_what_cannot_be_set_up_says_so(wrong: Setup) -> None:
    with pytest.raises(EngineError):
        EngineSet(wrong)
