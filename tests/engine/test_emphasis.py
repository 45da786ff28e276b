from engine.emphasis import effective_prosody
from engine.interface import Pitch, Prosody, Span


def test_no_emphasis_is_the_prosody_itself() -> None:
    prosody = Prosody(rate=2)
    assert effective_prosody(Span("a", prosody)) is prosody
    assert effective_prosody(Span("a", prosody, "none")) is prosody


def test_strong_is_slower_higher_and_louder_than_moderate() -> None:
    strong, moderate = (effective_prosody(Span("a", emphasis=degree)) for degree in ("strong", "moderate"))
    assert strong.rate < moderate.rate < 1
    assert strong.pitch.factor > moderate.pitch.factor > 1
    assert strong.volume_db > moderate.volume_db > 0


def test_reduced_goes_the_other_way_and_adds_to_the_prosody() -> None:
    reduced = effective_prosody(Span("a", Prosody(volume_db=-3, pitch=Pitch(offset_hz=10)), "reduced"))
    assert reduced.volume_db < -3
    assert reduced.rate > 1
    assert reduced.pitch.offset_hz < 10
