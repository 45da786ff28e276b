"""What a call costs in the SIP stack alone: INVITE, 200, ACK, BYE, 200 with an MRCPv2 offer and answer; no sockets.

The caller's messages are made before the clock starts; time stands for 400 calls a second, so that the tables hold as
many finished transactions as a busy server's do.
"""

import itertools
import time

from sip.events import Ended, Invited
from sip.flow import Flow
from sip.message import parse_message
from sip.user_agent import UserAgent, UserAgentConfig

CALLS = 4_000
_CALLS_PER_S = 400.0
_FLOW = Flow("udp", ("127.0.0.1", 8062), ("127.0.0.1", 8060))

_OFFER = """\
v=0
o=UniMRCPClient 5213812209254113945 5499961949552077366 IN IP4 192.0.2.2
s=-
c=IN IP4 127.0.0.1
t=0 0
m=application 9 TCP/MRCPv2 1
a=setup:active
a=connection:new
a=resource:speechsynth
a=cmid:1
m=audio 4000 RTP/AVP 0 8 9 96 101
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:9 G722/8000
a=rtpmap:96 L16/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=recvonly
a=ptime:20
a=mid:1
"""
_ANSWER = """\
v=0
o=- 8380082463336461742 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=application 1544 TCP/MRCPv2 1
a=setup:passive
a=connection:new
a=channel:1d01ee501e2e4982@speechsynth
a=cmid:1
m=audio 5000 RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendonly
a=ptime:20
a=mid:1
""".replace("\n", "\r\n").encode()
_HEAD = """\
{method} sip:127.0.0.1:8060 SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:8062;rport;branch=z9hG4bK{method}{call}
Max-Forwards: 70
From: <sip:127.0.0.1:8062>;tag=mpemvgNKHDmHp{call}
To: <sip:127.0.0.1:8060>{to_tag}
Call-ID: 48a535f4-5feb-1240-65b0-{call}
CSeq: {cseq} {method}
"""
_MORE = """\
Contact: <sip:127.0.0.1:8062;transport=udp>
User-Agent: UniMRCP SofiaSIP 1.8.0
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, MESSAGE, SUBSCRIBE, NOTIFY, REFER, UPDATE
Supported: timer, 100rel
"""


def run() -> dict[str, float]:
    """Calls a CPU-second, and microseconds for a call and for reading one INVITE."""
    requests = [_requests(call) for call in range(CALLS)]
    invite = requests[0][0]
    started = time.process_time()
    for _ in range(CALLS):
        parse_message(invite)
    parse_s = time.process_time() - started

    tokens = itertools.count()
    agent = UserAgent(UserAgentConfig(), new_token=lambda: f"{next(tokens):016x}", random=lambda: 0.5)
    ended = 0
    started = time.process_time()
    for call, (invite, ack, bye) in enumerate(requests):
        ended += _place(agent, call / _CALLS_PER_S, invite, ack, bye)
    call_s = time.process_time() - started
    assert ended == CALLS
    return {
        "sip_calls_per_cpu_s": CALLS / call_s,
        "sip_call_us": call_s / CALLS * 1e6,
        "sip_parse_invite_us": parse_s / CALLS * 1e6,
    }


def _place(agent: UserAgent, now: float, invite: bytes, ack: bytes, bye: bytes) -> int:
    """One call, answered at once; returns how many dialogs ended."""
    deadline = agent.next_timer()
    if deadline is not None and deadline <= now:
        agent.handle_timer(now)
        agent.data_to_send()
    agent.receive(invite, _FLOW, now)
    (event,) = agent.events()
    assert isinstance(event, Invited)
    agent.respond(event.transaction, 200, now=now, sdp=_ANSWER)
    ((answer, _),) = agent.data_to_send()
    # Our tag is the one thing the caller cannot know before.
    start = answer.index(b";tag=", answer.index(b"\r\nTo:")) + 5
    tag = answer[start : start + 16]
    agent.receive(ack.replace(b"TAG", tag), _FLOW, now)
    agent.receive(bye.replace(b"TAG", tag), _FLOW, now)
    agent.data_to_send()
    return sum(isinstance(event, Ended) for event in agent.events())


def _requests(call: int) -> tuple[bytes, bytes, bytes]:
    """INVITE, ACK and BYE of one call; TAG stands for our tag."""
    offer = _OFFER.replace("\n", "\r\n")
    more = f"{_MORE}Content-Type: application/sdp\nContent-Disposition: session\nContent-Length: {len(offer)}\n\n"
    heads = []
    for method, cseq, rest in (
        ("INVITE", 1001053068, more),
        ("ACK", 1001053068, "Content-Length: 0\n\n"),
        ("BYE", 1001053069, "User-Agent: UniMRCP SofiaSIP 1.8.0\nContent-Length: 0\n\n"),
    ):
        to_tag = "" if method == "INVITE" else ";tag=TAG"
        head = _HEAD.format(method=method, call=call, cseq=cseq, to_tag=to_tag) + rest
        heads.append(head.replace("\n", "\r\n").encode())
    return heads[0] + offer.encode(), heads[1], heads[2]
