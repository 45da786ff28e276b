"""Anything may come: the SIP parsers give an object or their documented error, the agent never raises."""

import random
from pathlib import Path

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from sip.events import Invited, OptionsAsked, Reinvited
from tests.fakes.sip import SDP, SipPeer
from tests.fuzz.guided.sip_targets import frames_of, read_message, read_value

TORTURE = sorted((Path(__file__).parents[1] / "vectors/sip/torture").glob("*.dat"))
SEEDS = [path.read_bytes() for path in TORTURE]
QUICK = settings(deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate, Phase.shrink])
# What a mutation puts in: what the grammar cares about.
PIECES = [
    b"\r\n", b"\n", b"\r", b" ", b"\t", b";", b",", b":", b"=", b'"', b"\\", b"<", b">", b"@", b"?", b"[", b"]",
    b"\0", b"\xff", b"%00", b"Via", b"z9hG4bK", b";tag=", b"sip:", b"SIP/2.0", b"0", b"99999999999", b"-1", b"\r\n\r\n",
    b"\r\n ",
    b"multipart/mixed;boundary=b", b"--b", b"Content-Length: 0\r\n", b"Session-Expires: 90;refresher=uas\r\n",
    b"Record-Route: <sip:p;lr>\r\n", b"Require: timer\r\n", b"Contact: <sip:x>\r\n",
]  # fmt: skip
TEXT = st.text(alphabet=st.sampled_from('abS1 \t;,:="\\<>@?[]()%/-.é\0\r\n'), max_size=60)


def mutated(seed: int, data: bytes) -> bytes:
    """A few random cuts, repetitions and insertions; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        cut = chance.choice([0, 0, 1, 3, 20])
        data = data[:at] + chance.choice([*PIECES, data[at : at + 30]]) + data[at + cut :]
    return data


@settings(QUICK, max_examples=400)
@given(st.binary(max_size=400))
@example(b"SIP/2.0")
def test_any_bytes_are_a_message_or_an_error(data: bytes) -> None:
    read_message(data)


@settings(QUICK, max_examples=400)
@given(st.integers(0, 10**9), st.integers(0, len(SEEDS) - 1))
def test_spoilt_messages_are_read_or_refused(seed: int, index: int) -> None:
    read_message(mutated(seed, SEEDS[index]))


@settings(QUICK, max_examples=400)
@given(TEXT)
def test_values_are_read_or_refused(text: str) -> None:
    read_value(text)


@settings(QUICK, max_examples=200)
@given(st.integers(0, 10**9))
def test_the_agent_survives_spoilt_conversations(seed_of_all: int) -> None:
    """A call with spoilt messages in between; whatever becomes an event is answered; everything ends by itself."""
    # One number for the whole: hypothesis spends its time on varying lists of numbers, which mean nothing here.
    chance = random.Random(seed_of_all)
    seeds = [chance.randint(0, 10**9) for _ in range(chance.randint(1, 12))]
    peer = SipPeer()
    conversation = [
        peer.request("INVITE", "Supported: timer", "Session-Expires: 100", body=SDP, branch="z9hG4bKi"),
        peer.request("CANCEL", branch="z9hG4bKi"),
        peer.request("ACK", to_tag="s1"),
        peer.request("INVITE", body=SDP.replace("4000", "4002"), cseq=2, to_tag="s1"),
        peer.request("UPDATE", body=SDP, cseq=3, to_tag="s1"),
        peer.request("OPTIONS", cseq=4, to_tag="s1"),
        peer.request("BYE", cseq=5, to_tag="s1"),
    ]
    for number, seed in enumerate(seeds):
        data = conversation[seed % len(conversation)]
        peer.send(data if number % 2 == 0 else mutated(seed, data))
        for event in peer.events:
            if isinstance(event, Invited | Reinvited | OptionsAsked):
                # A request that the user leaves without a final answer stays; only INVITEs are dealt with below.
                early = 180 if event.transaction.request.method == "INVITE" else 404
                status = (200, 200, early, 488)[seed % 4]
                peer.agent.respond(event.transaction, status, now=peer.now, sdp=SDP.encode())
        peer.events.clear()
        peer.take()
        peer.advance(seed % 3)
    for dialog in peer.agent.dialogs:
        if dialog.server_invite is not None:
            peer.agent.respond(dialog.server_invite, 486, now=peer.now)
        peer.agent.bye(dialog, now=peer.now)
    peer.advance(200.0)
    assert peer.agent.dialogs == []
    assert peer.agent.transaction_count == 0
    assert peer.agent.next_timer() is None


@settings(QUICK, max_examples=200)
@given(st.integers(0, 10**9))
def test_a_stream_gives_the_same_messages_however_it_is_cut(seed: int) -> None:
    chance = random.Random(seed)
    cuts = [chance.randint(1, 200) for _ in range(chance.randint(1, 20))]
    whole = b"".join(mutated(seed + n, chance.choice(SEEDS)) for n in range(3))
    assert frames_of([whole]) == frames_of(_pieces(whole, cuts))


def _pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    pieces = []
    for cut in cuts:
        pieces.append(data[:cut])
        data = data[cut:]
    return [*pieces, data]
