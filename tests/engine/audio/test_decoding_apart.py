import asyncio

import numpy as np
import pytest

from engine.apart import InThreads
from engine.audio.audio_file import AudioFileError
from engine.audio.decoding_apart import decode_apart
from tests.fakes.recordings import two_utterances, wav


def test_samples_and_rate_come_back() -> None:
    samples, rate_hz = asyncio.run(decode_apart(InThreads(), wav(two_utterances()), source="x"))
    assert np.array_equal(samples, two_utterances())
    assert rate_hz == 8000


def test_a_recogniser_gets_a_rate_that_it_takes() -> None:
    recording = wav(two_utterances(), 22050)
    assert asyncio.run(decode_apart(InThreads(), recording))[1] == 22050
    assert asyncio.run(decode_apart(InThreads(), recording, for_recognizer=True))[1] == 16000


@pytest.mark.parametrize(("recording", "reason"), [(b"nonsense", "known kind"), (wav(two_utterances()), "longer than")])
def test_refusals_come_back(recording: bytes, reason: str) -> None:
    with pytest.raises(AudioFileError, match=reason):
        asyncio.run(decode_apart(InThreads(), recording, max_s=0.1))
