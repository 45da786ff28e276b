"""What a well-behaved caller's library would hide: repeated, crossing and unknown requests, datagram by datagram."""

import re
import time

import pytest

from tests.interop.running import RunningServer
from tests.interop.trace_peer import Reply, TracePeer

pytestmark = pytest.mark.interop

SETTLE_S = 2.0


def with_method(invite: bytes, method: str, cseq: int, to_tag: str = "", *, branch: str = "") -> bytes:
    """Another request of the INVITE's transaction (CANCEL, ACK to a refusal) or dialog (`branch` is a new one)."""
    text = re.sub(rb"^INVITE", method.encode(), invite.partition(b"\r\n\r\n")[0])
    text = re.sub(rb"(?m)^CSeq: .*\r$", f"CSeq: {cseq} {method}\r".encode(), text)
    text = re.sub(rb"(?m)^(Content-|Contact|Session-Expires|Min-SE).*\r\n", b"", text + b"\r\n")
    if to_tag:
        text = re.sub(rb"(?m)^(To: .*)\r$", rb"\g<1>;tag=" + to_tag.encode() + b"\r", text)
    if branch:
        text = re.sub(rb"branch=[^;\r]+", b"branch=z9hG4bK" + branch.encode(), text)
    return text + b"Content-Length: 0\r\n\r\n"


def cseq_of(invite: bytes) -> int:
    match = re.search(rb"CSeq: (\d+)", invite)
    assert match
    return int(match[1])


def to_tag_of(reply: Reply) -> str:
    return reply.headers["to"].partition(";tag=")[2]


def wait_until_sessions_are(server: RunningServer, wanted: float) -> None:
    ends = time.monotonic() + SETTLE_S
    while server.metrics()["mrcp_sessions_active"] != wanted and time.monotonic() < ends:
        time.sleep(0.02)
    assert server.metrics()["mrcp_sessions_active"] == wanted


def test_a_cancelled_call_leaves_nothing_behind(server: RunningServer) -> None:
    """RFC 3261 §9.2: the CANCEL is answered 200; the INVITE 487, or 200 when that was on its way already."""
    before = server.metrics()["mrcp_sessions_active"]
    with TracePeer(server, "synth") as peer:
        invite = peer.render("01-invite.sip")
        cseq = cseq_of(invite)
        replies = peer.exchange(invite, with_method(invite, "CANCEL", cseq), finals=2)
        by_method = {reply.headers["cseq"].split()[1]: reply for reply in replies}
        assert by_method["CANCEL"].start.startswith("SIP/2.0 200 ")
        answer = by_method["INVITE"]
        tag = to_tag_of(answer)
        if answer.start.startswith("SIP/2.0 487 "):
            peer.exchange(with_method(invite, "ACK", cseq, tag), finals=0)
        else:
            assert answer.start.startswith("SIP/2.0 200 ")
            ack = with_method(invite, "ACK", cseq, tag, branch=f"{cseq}ack")
            bye = with_method(invite, "BYE", cseq + 1, tag, branch=f"{cseq}bye")
            (ended,) = peer.exchange(ack, bye, finals=1)
            assert ended.start.startswith("SIP/2.0 200 ")
    wait_until_sessions_are(server, before)


def test_a_repeated_invite_gets_the_same_answer(server: RunningServer) -> None:
    before = server.metrics()["mrcp_sessions_active"]
    with TracePeer(server, "synth") as peer:
        invite = peer.render("01-invite.sip")
        cseq = cseq_of(invite)
        first, second = peer.exchange(invite, invite, finals=2)
        assert first == second
        assert server.metrics()["mrcp_sessions_active"] == before + 1
        tag = to_tag_of(first)
        ack = with_method(invite, "ACK", cseq, tag, branch=f"{cseq}ack")
        bye = with_method(invite, "BYE", cseq + 1, tag, branch=f"{cseq}bye")
        peer.exchange(ack, bye, bye, finals=2)
    wait_until_sessions_are(server, before)


def test_the_answer_is_repeated_until_it_is_acknowledged(server: RunningServer) -> None:
    """RFC 3261 §13.3.1.4: after T1, 500 ms, and then ever more slowly."""
    with TracePeer(server, "synth") as peer:
        invite = peer.render("01-invite.sip")
        cseq = cseq_of(invite)
        began = time.monotonic()
        first, second = peer.exchange(invite, finals=2)
        assert first == second
        assert 0.4 < time.monotonic() - began < 1.5
        ack = with_method(invite, "ACK", cseq, to_tag_of(first), branch=f"{cseq}ack")
        bye = with_method(invite, "BYE", cseq + 1, to_tag_of(first), branch=f"{cseq}bye")
        peer.exchange(ack, bye, finals=1)


@pytest.mark.parametrize("method", ["CANCEL", "BYE"])
def test_what_belongs_to_no_call_is_481(server: RunningServer, method: str) -> None:
    with TracePeer(server, "synth") as peer:
        request = with_method(peer.render("01-invite.sip"), method, 1, "none" if method == "BYE" else "")
        (reply,) = peer.exchange(request, finals=1)
    assert reply.start.startswith("SIP/2.0 481 ")


def test_a_request_nobody_knows_is_refused(server: RunningServer) -> None:
    with TracePeer(server, "synth") as peer:
        (reply,) = peer.exchange(with_method(peer.render("01-invite.sip"), "PUBLISH", 1), finals=1)
    assert re.match(r"SIP/2\.0 (405|501) ", reply.start)
    assert "INVITE" in reply.headers["allow"]


def test_garbage_does_not_stop_the_next_call(server: RunningServer) -> None:
    with TracePeer(server, "synth") as peer:
        invite = peer.render("01-invite.sip")
        cseq = cseq_of(invite)
        garbage = (b"", b"\0" * 500, b"INVITE\r\n\r\n", b"\xff" * 1400, invite[: len(invite) // 3])
        replies = peer.exchange(*garbage, finals=0)
        answer = next(
            reply for reply in [*replies, *_finals_of(peer, invite)] if reply.headers["cseq"] == f"{cseq} INVITE"
        )
        assert answer.start.startswith("SIP/2.0 200 ")
        ack = with_method(invite, "ACK", cseq, to_tag_of(answer), branch=f"{cseq}ack")
        bye = with_method(invite, "BYE", cseq + 1, to_tag_of(answer), branch=f"{cseq}bye")
        peer.exchange(ack, bye, finals=1)


def _finals_of(peer: TracePeer, invite: bytes) -> list[Reply]:
    """Final responses until the INVITE's 200: broken requests may have been answered 400 before."""
    replies = peer.exchange(invite, finals=1)
    while not replies[-1].start.startswith("SIP/2.0 200 "):
        replies += peer.exchange(finals=1)
    return replies
