import numpy as np
import pytest

from tests.fakes import telephone_audio as audio
from tests.human_speech.conditions import CONDITIONS, amplified, seed_of, with_loss, with_noise
from tests.human_speech.recordings import ACTIVE_RMS

SPEECH = audio.tone((300.0, 700.0), 2.0, ACTIVE_RMS / np.sqrt(2))


def _rms(pcm: audio.Pcm) -> float:
    return float(np.sqrt((pcm.astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_keeps_the_length_and_is_the_same_for_the_same_seed(name: str) -> None:
    once, again = CONDITIONS[name](SPEECH, 3), CONDITIONS[name](SPEECH, 3)
    assert once.dtype == np.int16
    assert len(once) == len(SPEECH)
    assert (once == again).all()


@pytest.mark.parametrize("ratio_db", [20, 10])
def test_noise_is_that_many_db_below_active_speech(ratio_db: float) -> None:
    noise = with_noise(np.zeros(16000, np.int16), 1, ratio_db)
    assert 20 * np.log10(ACTIVE_RMS / _rms(noise)) == pytest.approx(ratio_db, abs=0.2)


def test_lost_packets_are_whole_and_silent() -> None:
    lost = (with_loss(np.full(160 * 2000, 1000, np.int16), 5, 0.03).reshape(-1, 160) == 0).sum(axis=1)
    assert set(lost.tolist()) == {0, 160}
    assert 0.02 < (lost == 160).mean() < 0.04


def test_a_loud_caller_is_clipped_and_a_quiet_one_is_20_db_down() -> None:
    assert np.abs(amplified(SPEECH, 24).astype(np.int32)).max() >= 32767
    assert 20 * np.log10(_rms(SPEECH) / _rms(amplified(SPEECH, -20))) == pytest.approx(20, abs=0.1)


def test_a_seed_is_that_of_the_name() -> None:
    assert seed_of("digits_4_1") == seed_of("digits_4_1") != seed_of("digits_4_2")
