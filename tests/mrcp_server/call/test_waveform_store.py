"""Recordings under names nobody can guess, bounded in memory and time."""

import io
import wave

import numpy as np
import pytest

from mrcp_server.call.waveform_store import WaveformStore

SECOND = np.full(8000, 1000, "<i2").tobytes()


class TimedStore:
    """A store and its clock."""

    def __init__(self, *, max_bytes: int = 1 << 20, keep_s: float = 0.0) -> None:
        self.now = 100.0
        self.store = WaveformStore(
            lambda: "http://me/waveforms/", max_bytes=max_bytes, keep_s=keep_s, clock=lambda: self.now
        )

    def put(self, session: str = "a", pcm: bytes = SECOND, rate_hz: int = 8000, kind: str | None = None) -> str:
        """The name under which it is kept."""
        waveform = self.store.store(pcm, rate_hz, kind, session)
        assert waveform is not None
        return waveform.uri.removeprefix("http://me/waveforms/")


@pytest.mark.parametrize("kind", [None, "audio/x-wav", "audio/wav", "Audio/Vnd.Wave; codec=1"])
@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_a_wav_file_is_one(kind: str | None, rate_hz: int) -> None:
    timed = TimedStore()
    waveform = timed.store.store(SECOND, rate_hz, kind, "a")
    assert waveform is not None
    assert waveform.uri.endswith(".wav")
    assert waveform.duration_ms == 1000 * 8000 // rate_hz
    recording = timed.store.find(waveform.uri.rpartition("/")[2])
    assert recording is not None
    assert (recording.content_type, len(recording.body)) == ("audio/wav", waveform.size_bytes)
    with wave.open(io.BytesIO(recording.body)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate_hz, 1, 2)
        assert file.readframes(10_000) == SECOND


@pytest.mark.parametrize(("rate_hz", "octets"), [(8000, 8000), (16000, 4000)])
def test_basic_audio_has_8_khz(rate_hz: int, octets: int) -> None:
    timed = TimedStore()
    recording = timed.store.find(timed.put(kind="audio/basic", rate_hz=rate_hz))
    assert recording is not None
    assert (recording.content_type, len(recording.body)) == ("audio/basic", octets)


def test_names_cannot_be_guessed() -> None:
    timed = TimedStore()
    names = {timed.put() for _ in range(10)}
    assert len(names) == 10
    assert all(len(name) >= 32 + len(".wav") for name in names)
    assert timed.store.find("other.wav") is None


@pytest.mark.parametrize(("pcm", "kind"), [(b"", None), (SECOND, "audio/mpeg"), (SECOND * 100, None)])
def test_what_cannot_be_kept_is_none(pcm: bytes, kind: str | None) -> None:
    timed = TimedStore()
    assert timed.store.store(pcm, 8000, kind, "a") is None
    assert timed.store.bytes == 0


def test_the_oldest_make_room() -> None:
    timed = TimedStore(max_bytes=40_000)
    first, second = timed.put(), timed.put()
    third = timed.put()
    assert timed.store.find(first) is None
    assert timed.store.find(second) is not None
    assert timed.store.find(third) is not None
    assert timed.store.bytes == 2 * (len(SECOND) + 44)


def test_they_go_with_their_session() -> None:
    timed = TimedStore()
    mine, other = timed.put("a"), timed.put("b")
    timed.now += 10_000
    assert timed.store.find(mine) is not None
    timed.store.end_session("a")
    assert timed.store.find(mine) is None
    assert timed.store.find(other) is not None


def test_or_a_while_later() -> None:
    timed = TimedStore(keep_s=60)
    name = timed.put()
    timed.store.end_session("a")
    timed.now += 59
    assert timed.store.find(name) is not None
    timed.now += 1
    assert timed.store.find(name) is None
    assert timed.store.bytes == 0


def test_other_bounds_count_from_the_next_recording_on() -> None:
    timed = TimedStore()
    first = timed.put()
    timed.store.change(max_bytes=20_000, keep_s=5.0)
    second = timed.put("b")
    assert (timed.store.find(first), timed.store.find(second) is not None) == (None, True)
    timed.store.end_session("b")
    assert timed.store.find(second) is not None
    timed.now += 5.1
    assert timed.store.find(second) is None
