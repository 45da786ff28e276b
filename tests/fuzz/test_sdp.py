"""Any SDP is read, answered, or refused with SdpError."""

import random
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.guided.sip_targets import describe

SEEDS = [path.read_bytes().decode() for path in sorted((Path(__file__).parents[1] / "vectors/sip/sdp").glob("*.sdp"))]
QUICK = settings(deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate, Phase.shrink])
PIECES = [
    "\r\n", "\n", "=", " ", ":", "/", "m=", "a=", "c=IN IP4 ", "c=IN IP6 ::1\r\n", "c=IN IP4 239.1.1.1\r\n", "-1",
    "65536",
    "99999999999", "a=rtpmap:0 PCMU/8000\r\n", "a=rtpmap:96 /\r\n", "a=ptime:", "a=rtcp:", "a=sendonly\r\n", "²", "\0",
    "é",
    "m=audio 4000 RTP/AVP 0\r\n", "v=0\r\n",
]  # fmt: skip


def mutated(seed: int, text: str) -> str:
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(PIECES) + text[at + chance.choice([0, 1, 10]) :]
    return text


@settings(QUICK, max_examples=500)
@given(st.integers(0, 10**9), st.integers(0, len(SEEDS) - 1))
def test_spoilt_descriptions_are_answered_or_refused(seed: int, index: int) -> None:
    describe(mutated(seed, SEEDS[index]))


@settings(QUICK, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    describe("v=0\r\n" + text)
