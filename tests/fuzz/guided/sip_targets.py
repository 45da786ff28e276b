"""SIP and SDP: what a datagram or a connection may hold."""

from contextlib import suppress

from sip.body import parts_of
from sip.errors import MessageError, SdpError, SipError
from sip.events import Invited, OptionsAsked, Reinvited
from sip.grammar import parse_parameters, split_list
from sip.headers import CSeq, NameAddr, SessionExpires, Via
from sip.message import Message, parse_message
from sip.offer_answer import AudioCapabilities, answer_audio, read_answer, refuse
from sip.sdp import SessionDescription
from sip.stream import StreamFramer
from sip.uri import Uri
from tests.fakes.sip import SDP, SipPeer
from tests.fuzz.guided.target import Target, files, pieces, texts


def read_message(data: bytes) -> None:
    """A message with all its typed headers, or MessageError; what was read is written as it was read."""
    try:
        message = parse_message(data)
    except MessageError:
        return
    for read in (_via, _from, _to, _cseq, _contact, parts_of):
        with suppress(MessageError):
            read(message)
    assert parse_message(bytes(message)).body == message.body


def _via(message: Message) -> None:
    message.via.received_from("192.0.2.1", 1)


def _from(message: Message) -> None:
    _ = message.from_.uri


def _to(message: Message) -> None:
    _ = message.to.uri


def _cseq(message: Message) -> None:
    _ = message.cseq


def _contact(message: Message) -> None:
    contact = message.contact
    if contact is not None:
        _ = contact.uri.address


def read_value(text: str) -> None:
    """A value of a header, as every kind of value."""
    for kind in (Uri, Via, NameAddr, CSeq, SessionExpires):
        with suppress(SipError):
            value = kind.parse(text)
            assert value is not None
    split_list(text)
    parse_parameters(text)


def read_stream(data: bytes) -> None:
    """A connection gives the same messages however its octets arrive."""
    parts = pieces(data)
    assert frames_of(parts) == frames_of([b"".join(parts)])


def frames_of(parts: list[bytes]) -> list[object]:
    """The messages of a connection whose octets arrive so, and the reason where it ends."""
    framer, found = StreamFramer(), list[object]()
    for piece in parts:
        framer.receive_data(piece)
        try:
            while (message := framer.next_message()) is not None:
                found.append(message)
        except MessageError as error:
            return [*found, error.reason]
    return found


_SEPARATOR = b"\x00\x00"


def _conversation() -> list[bytes]:
    peer = SipPeer()
    return [
        peer.request("INVITE", "Supported: timer", "Session-Expires: 100", body=SDP, branch="z9hG4bKi"),
        peer.request("CANCEL", branch="z9hG4bKi"),
        peer.request("ACK", to_tag="s1"),
        peer.request("INVITE", body=SDP.replace("4000", "4002"), cseq=2, to_tag="s1"),
        peer.request("UPDATE", body=SDP, cseq=3, to_tag="s1"),
        peer.request("OPTIONS", cseq=4, to_tag="s1"),
        peer.request("BYE", cseq=5, to_tag="s1"),
    ]


_CALL = _conversation()


def converse(data: bytes) -> None:
    """A call in which any datagram may come at any time; events are answered; everything ends by itself.

    Each part of the input is a datagram, or one of a good call when it is a single octet; that octet, or the first of a
    datagram, also says how it is answered and how much time passes.
    """
    peer = SipPeer()
    for part in data.split(_SEPARATOR)[:16]:
        if not part:
            continue
        peer.send(_CALL[part[0] % len(_CALL)] if len(part) == 1 else part[1:])
        for event in peer.events:
            if isinstance(event, Invited | Reinvited | OptionsAsked):
                # A request that the user leaves without a final answer stays; only INVITEs are dealt with below.
                early = 180 if event.transaction.request.method == "INVITE" else 404
                status = (200, 200, early, 488)[part[0] // 8 % 4]
                peer.agent.respond(event.transaction, status, now=peer.now, sdp=SDP.encode())
        peer.events.clear()
        peer.take()
        peer.advance((0.0, 0.6, 3.0, 33.0)[part[0] // 32 % 4])
    for dialog in peer.agent.dialogs:
        if dialog.server_invite is not None:
            peer.agent.respond(dialog.server_invite, 486, now=peer.now)
        peer.agent.bye(dialog, now=peer.now)
    peer.advance(200.0)
    assert peer.agent.dialogs == []
    assert peer.agent.transaction_count == 0
    assert peer.agent.next_timer() is None


def describe(text: str) -> None:
    """A description is read, answered, or refused with SdpError; what was read is written as it was read."""
    try:
        session = SessionDescription.parse(text)
    except SdpError:
        return
    assert SessionDescription.parse(str(session)) == session
    capabilities = AudioCapabilities(protocols=frozenset({media.protocol.upper() for media in session.media}))
    for media in session.media:
        assert refuse(media).formats
        with suppress(SdpError):
            answer = answer_audio(session, media, capabilities=capabilities, port=5000)
            assert answer.codec.name in capabilities.encodings
            assert answer.ptime_ms in range(10, 61)
            read_answer(session, media, media)


def _torture() -> list[bytes]:
    return files("sip/torture/*.dat")


def _streams() -> list[bytes]:
    return [b"\x02\x30\x50" + one for one in _torture()]


def _calls() -> list[bytes]:
    return [_SEPARATOR.join(b"\x01" + one for one in _CALL), bytes((0, 0, 0, 2, 0, 0, 6))]


_VALUES = [b"sip:a@b:5060;transport=tcp?x=y", b"<sip:a@[::1]>;tag=1"]
TARGETS = (
    Target("sip-message", read_message, ("sip",), _torture, "sip"),
    Target("sip-value", lambda data: read_value(texts(data)), ("sip",), lambda: _VALUES, "sip"),
    Target("sip-stream", read_stream, ("sip",), _streams, "sip"),
    Target("sip-agent", converse, ("sip",), _calls, "sip"),
    Target("sdp", lambda data: describe(texts(data)), ("sip",), lambda: files("sip/sdp/*.sdp"), "sdp"),
)
