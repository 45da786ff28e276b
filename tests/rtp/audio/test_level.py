"""Telephony level: −19 dBm0, no DC, no clipping, no seam (RFC 7874 §4, ITU-T P.56)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rtp.audio import level
from rtp.audio.level import CEILING, TARGET_RMS, Leveller, active_speech_rms, dbm0, gain_for
from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio


def _whole(pcm: NDArray[np.int16], gain: float = 1.0, rate_hz: int = 8000) -> NDArray[np.int16]:
    return Leveller(rate_hz, gain).push(pcm, last=True)


def test_the_scale_of_dbm0() -> None:
    assert dbm0(TARGET_RMS) == pytest.approx(-19, abs=0.05)
    assert dbm0(32767 / math.sqrt(2)) == pytest.approx(3.14)
    assert dbm0(0) == -math.inf


def test_active_level_of_a_steady_tone_is_its_rms() -> None:
    assert active_speech_rms(audio.tone((1000,), 3, 1810), 8000) == pytest.approx(1810, rel=0.02)


def test_pauses_and_what_lies_below_300_hz_do_not_count() -> None:
    speech = audio.speech("I would like to speak to somebody about my last invoice")
    active = active_speech_rms(speech, 8000)
    paused = np.concatenate((speech, audio.silence(3), speech, audio.silence(4)))
    assert active_speech_rms(paused, 8000) == pytest.approx(active, rel=0.06)
    hum = audio.mix(speech, audio.tone((50,), 2, 3000))
    assert active_speech_rms(hum, 8000) == pytest.approx(active, rel=0.06)


def test_silence_has_no_level_and_keeps_its_gain() -> None:
    assert active_speech_rms(np.zeros(0, np.int16), 8000) == 0
    assert active_speech_rms(audio.silence(1), 8000) == 0
    assert gain_for(audio.silence(1), 8000) == 1.0


def test_shortest_sounds_have_a_level_too() -> None:
    assert active_speech_rms(np.full(1, 30000, np.int16), 8000) == 0  # a single sample is DC
    click = np.zeros(80, np.int16)
    click[::7] = 9000
    assert active_speech_rms(click, 8000) > 100


@pytest.mark.parametrize("rate_hz", [8000, 22050])
def test_gain_brings_a_voice_to_the_line_level(rate_hz: int) -> None:
    speech = resample(audio.speech("please transfer me to technical support"), 8000, rate_hz)
    for factor in (0.4, 1.0, 2.5):
        voice = np.rint(speech * factor).clip(-32768, 32767).astype(np.int16)
        levelled = _whole(voice, gain_for(voice, rate_hz), rate_hz)
        assert dbm0(active_speech_rms(levelled, rate_hz)) == pytest.approx(-19, abs=0.6)


def test_gain_is_bounded() -> None:
    assert gain_for(audio.tone((1000,), 1, 5), 8000) == pytest.approx(10 ** (level.MAX_GAIN_DB / 20))
    assert gain_for(audio.tone((1000,), 1, 22000), 8000, 100) == pytest.approx(10 ** (level.MIN_GAIN_DB / 20))


@pytest.mark.parametrize("gain", [0.5, 1.0, 6.0])
def test_dc_is_removed(gain: float) -> None:
    out = _whole(np.rint(audio.tone((1000,), 1, 1000) + 3000.0).astype(np.int16), gain)
    assert abs(out[2000:].astype(float).mean()) < 2


def test_no_sample_passes_the_ceiling_and_the_shape_stays() -> None:
    loud = audio.tone((300, 1000), 1, 9000)
    out = _whole(loud, 4.0)
    assert np.abs(out.astype(int)).max() <= CEILING + 1
    assert np.abs(out.astype(int)).max() > 0.95 * CEILING
    # A limiter that clipped would raise harmonics; this one only turns down.
    spectrum = np.abs(np.fft.rfft(out[1600:6400] * np.hanning(4800))) ** 2
    hertz = np.fft.rfftfreq(4800, 1 / 8000)
    tones = (np.abs(hertz - 300) < 30) | (np.abs(hertz - 1000) < 30)
    assert 10 * np.log10(spectrum[~tones & (hertz > 100)].sum() / spectrum[tones].sum()) < -60


def test_gain_of_the_limiter_moves_smoothly() -> None:
    quiet, loud = audio.tone((1000,), 0.2, 2000), audio.tone((1000,), 0.2, 20000)
    signal = np.concatenate((quiet, loud, quiet))
    out = _whole(signal, 2.0)
    gain = np.abs(out).reshape(-1, 8).max(axis=1) / np.abs(signal.astype(float)).reshape(-1, 8).max(axis=1)
    # A period of the tone is 1 ms; from 2.0 down to 1.06 takes the 10 ms of the window.
    assert np.abs(np.diff(gain)).max() < 0.3
    assert gain[:150].min() > 1.9
    assert gain[220:380].max() < 1.1


def test_what_is_below_the_ceiling_passes_untouched_but_for_gain() -> None:
    tone = audio.tone((1000,), 0.5, 2000)
    out = _whole(tone, 2.0)
    # The DC filter turns the phase of 1 kHz by a degree and no more.
    assert np.abs(out[800:].astype(int) - 2 * tone[800:].astype(int)).max() < 0.03 * 2 * 2000 * math.sqrt(2)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4000), max_size=8), st.sampled_from([0.5, 3.0, 9.0]))
def test_chunks_have_no_seam(cuts: list[int], gain: float) -> None:
    """A sine through every border equals the sine in one piece."""
    tone = audio.tone((440,), 0.5, 3000)
    whole = _whole(tone, gain)
    leveller = Leveller(8000, gain)
    parts = [leveller.push(part) for part in np.split(tone, sorted(cuts))]
    parts.append(leveller.push(np.zeros(0, np.int16), last=True))
    out = np.concatenate(parts)
    assert len(out) == len(tone)
    assert np.abs(out.astype(int) - whole.astype(int)).max() <= 1


def test_output_lags_by_ten_milliseconds_only() -> None:
    assert len(Leveller(8000).push(np.zeros(400, np.int16))) == 320
    assert len(Leveller(8000).push(np.zeros(30, np.int16))) == 0
    assert len(Leveller(8000).push(np.zeros(0, np.int16), last=True)) == 0


def test_a_new_stream_begins_after_last_and_after_reset() -> None:
    tone = audio.tone((300,), 0.1, 9000)
    leveller = Leveller(8000, 3.0)
    first = leveller.push(tone, last=True)
    leveller.push(tone)
    leveller.reset()
    assert np.array_equal(leveller.push(tone, last=True), first)
