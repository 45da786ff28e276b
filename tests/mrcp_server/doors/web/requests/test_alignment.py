import pytest

from engine.interface import AudioFormat
from mrcp_server.doors.web.requests.alignment import Aligned, Aligner
from tests.fakes.speaker import WORD_MS, FakeSpeaker, FakeSpeech

RATE_HZ = 8000


def test_characters_share_their_time_evenly() -> None:
    aligned = Aligned()
    aligned.add("ab", 100, 200)
    aligned.add("", 200, 300)
    more = Aligned()
    more.add("c", 300, 350)
    aligned.extend(more)
    assert aligned == Aligned(["a", "b", "c"], [100, 150, 300], [150, 200, 350])


@pytest.mark.parametrize("chunk_ms", [20, WORD_MS, 10 * WORD_MS])
def test_words_are_told_where_the_speech_says_they_are(chunk_ms: int) -> None:
    aligner = Aligner(FakeSpeech(FakeSpeaker(), ["one", "two"], AudioFormat("PCM", RATE_HZ)), RATE_HZ)
    whole = Aligned()
    for _ in range(0, 2 * WORD_MS, chunk_ms):
        whole.extend(aligner.advance(min(chunk_ms, 2 * WORD_MS) * RATE_HZ // 1000))
    assert "".join(whole.characters) == "one two"
    assert whole.starts_ms == sorted(whole.starts_ms)
    # A word is known to be spoken when it ends; a step before that is the least it can be told to take.
    assert whole.starts_ms[whole.characters.index("t")] >= WORD_MS - 20
    assert whole.ends_ms[-1] == 2 * WORD_MS
