"""The audio half of offer and answer (RFC 3264): codec, direction, ptime, DTMF, RTCP.

The user reads each audio line of an offer with `read_audio`, and answers it with `answer_audio` or `refuse`. Lines of
other kinds (control channels) are the user's own; the answer keeps the number and the order of the offer's lines (§6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from sip.errors import SdpError
from sip.flow import Address
from sip.sdp import Connection, Media, SessionDescription

# RFC 3551 §6: payload types that need no rtpmap. Encoding name, clock rate, channels.
STATIC_PAYLOAD_TYPES = {
    0: ("PCMU", 8_000, 1),
    3: ("GSM", 8_000, 1),
    4: ("G723", 8_000, 1),
    8: ("PCMA", 8_000, 1),
    9: ("G722", 8_000, 1),
    10: ("L16", 44_100, 2),
    11: ("L16", 44_100, 1),
    13: ("CN", 8_000, 1),
    15: ("G728", 8_000, 1),
    18: ("G729", 8_000, 1),
}
PTIME_MS = range(10, 61)
"""Packet times we agree to; others are answered with the nearest of these."""
DEFAULT_PTIME_MS = 20


class Direction(Enum):
    """Who sends, seen from the side that wrote the line (RFC 3264 §5.1)."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        """Whether the side that wrote it sends."""
        return self in {Direction.SENDRECV, Direction.SENDONLY}

    @property
    def receives(self) -> bool:
        """Whether the side that wrote it wants to receive."""
        return self in {Direction.SENDRECV, Direction.RECVONLY}

    @classmethod
    def of(cls, *, sends: bool, receives: bool) -> "Direction":
        """The direction with these two properties."""
        if sends:
            return cls.SENDRECV if receives else cls.SENDONLY
        return cls.RECVONLY if receives else cls.INACTIVE

    def mirrored(self, *, sends: bool = True, receives: bool = True) -> "Direction":
        """What to answer (RFC 3264 §6.1): the other side's view, cut to what we can do."""
        return Direction.of(sends=self.receives and sends, receives=self.sends and receives)


@dataclass(frozen=True, slots=True)
class Codec:
    """One payload format of an RTP line."""

    payload_type: int
    encoding: str
    """Upper case: PCMU, L16, TELEPHONE-EVENT."""
    clock_rate: int
    channels: int = 1
    fmtp: str | None = None

    @property
    def rtpmap(self) -> str:
        """The value of its `a=rtpmap` line. Encoding names are case-insensitive; telephone-event is written small."""
        name = self.encoding.lower() if self.encoding == "TELEPHONE-EVENT" else self.encoding
        channels = "" if self.channels == 1 else f"/{self.channels}"
        return f"{self.payload_type} {name}/{self.clock_rate}{channels}"


@dataclass(frozen=True, slots=True)
class AudioDescription:
    """What one side says in an audio line."""

    remote: Address | None
    """Where it wants RTP; None on hold with address 0.0.0.0 (RFC 3264 §8.4) or with port 0."""
    remote_rtcp: Address | None
    """Where it wants RTCP (RFC 3605, else port + 1; RFC 5761 when multiplexed)."""
    rtcp_mux: bool
    direction: Direction
    """As the side that wrote it sees it."""
    codecs: tuple[Codec, ...]
    """In order of preference, telephone-event and CN among them."""
    ptime_ms: int | None
    mid: str | None
    """As sent: UniMRCP reads it with atoi and wants it echoed."""

    @property
    def is_held(self) -> bool:
        """Whether this side does not want our audio now."""
        return self.remote is None or not self.direction.receives

    def telephone_event(self, clock_rate: int) -> Codec | None:
        """The RFC 4733 format that goes with a codec of this rate; any rate when none fits, for tolerance."""
        events = [codec for codec in self.codecs if codec.encoding == "TELEPHONE-EVENT"]
        for codec in events:
            if codec.clock_rate == clock_rate:
                return codec
        return events[0] if events else None


@dataclass(frozen=True, slots=True)
class AudioCapabilities:
    """What our side can do with an audio line."""

    encodings: Sequence[str] = ("PCMU/8000", "PCMA/8000")
    """ "ENCODING/rate", upper case. The offer's order decides unless `prefer_ours`."""
    prefer_ours: bool = False
    sends: bool = True
    receives: bool = True
    protocols: frozenset[str] = field(default=frozenset({"RTP/AVP", "RTP/AVPF"}))
    rtcp_mux: bool = True


@dataclass(frozen=True, slots=True)
class AudioAnswer:
    """What both sides agreed on, and the line that says so."""

    media: Media
    codec: Codec
    telephone_event: Codec | None
    ptime_ms: int
    direction: Direction
    """Ours: `.sends` says whether we may send."""
    remote: Address | None
    remote_rtcp: Address | None
    rtcp_mux: bool


def read_audio(session: SessionDescription, media: Media) -> AudioDescription:
    """Read an audio line of an offer or an answer.

    Unknown, unmapped and malformed formats are left out; values that make no sense count as absent.

    Raises:
        SdpError: no address at all, or one that cannot be read.
    """
    raise NotImplementedError


def choose_codec(offered: Sequence[Codec], encodings: Sequence[str], *, prefer_ours: bool = False) -> Codec | None:
    """The first codec both sides have, in the offer's order (RFC 3264 §6.1) or in ours; None for none."""
    raise NotImplementedError


def answer_audio(
    session: SessionDescription,
    media: Media,
    *,
    capabilities: AudioCapabilities,
    port: int,
    host: str | None = None,
    rtcp_port: int | None = None,
) -> AudioAnswer:
    """Answer one audio line: one codec, telephone-event when offered, mirrored direction, ptime, mid.

    `host` puts a `c=` line under the medium (when it differs from the session's); `rtcp_port` writes `a=rtcp` when it
    is not `port + 1`.

    Raises:
        SdpError: no common codec (warning 305), another protocol (302), a multicast or unreadable address (301, 330).
    """
    raise NotImplementedError


def refuse(media: Media) -> Media:
    """The same line with port 0 (RFC 3264 §6). Formats stay; a line without any gets "1", which MRCPv2 wants."""
    raise NotImplementedError


def offer_audio(
    codecs: Sequence[Codec],
    *,
    port: int,
    direction: Direction,
    ptime_ms: int = DEFAULT_PTIME_MS,
    mid: str | None = None,
    rtcp_mux: bool = False,
) -> Media:
    """An audio line for an offer of ours (the test client's)."""
    raise NotImplementedError


def read_answer(session: SessionDescription, media: Media, offered: Media) -> AudioAnswer | None:
    """What an answer to our offered line agreed on; None when the line was refused (port 0).

    Raises:
        SdpError: the answer has no codec that we offered, or no address.
    """
    raise NotImplementedError


def capability_audio(encodings: Sequence[str], *, first_dynamic: int = 96) -> Media:
    """The `m=audio 0` line of an OPTIONS answer (RFC 6787 §7), telephone-event included."""
    raise NotImplementedError


_ = (SdpError, Connection)
