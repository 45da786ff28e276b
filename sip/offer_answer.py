"""The audio half of offer and answer (RFC 3264): codec, direction, ptime, DTMF, RTCP.

The user reads each audio line of an offer with `read_audio`, and answers it with `answer_audio` or `refuse`. Lines of
other kinds (control channels) are the user's own; the answer keeps the number and the order of the offer's lines (§6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sip.errors import SdpError
from sip.flow import Address
from sip.hosts import ip_version, literal
from sip.sdp import ConnectionField, Media, SessionDescription
from sip.security_descriptions import AgreedCrypto, CryptoTerms, agree

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
UNMAPPED_TELEPHONE_EVENT = 101
"""What nearly every telephone gives to telephone-event; some list it and leave its rtpmap out."""
PTIME_MS = range(10, 61)
"""Packet times we agree to, in tens; others are answered with the next below or the bound."""
DEFAULT_PTIME_MS = 20
# Formats that accompany speech and are never chosen for it.
_NOT_SPEECH = frozenset({"TELEPHONE-EVENT", "CN", "RED"})


class Direction(StrEnum):
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
    def name(self) -> str:
        """ENCODING/rate, as capabilities name it; channels when more than one."""
        return f"{self.encoding}/{self.clock_rate}" + ("" if self.channels == 1 else f"/{self.channels}")

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

    def comfort_noise(self, clock_rate: int) -> Codec | None:
        """The comfort noise (RFC 3389) of this clock rate; another's timestamps would not fit."""
        wanted = f"CN/{clock_rate}"
        return next((codec for codec in self.codecs if codec.name == wanted), None)


@dataclass(frozen=True, slots=True)
class AudioCapabilities:
    """What our side can do with an audio line."""

    encodings: Sequence[str] = ("PCMU/8000", "PCMA/8000")
    """As `Codec.name`: "PCMU/8000". The offer's order decides unless `prefer_ours`."""
    prefer_ours: bool = False
    sends: bool = True
    receives: bool = True
    protocols: frozenset[str] = field(default=frozenset({"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF"}))
    rtcp_mux: bool = True
    ip_versions: frozenset[int] = frozenset({4, 6})
    """Over which media can be sent and received."""
    crypto: CryptoTerms = field(default_factory=CryptoTerms)
    """Which lines are encrypted."""


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
    peer_codecs: tuple[Codec, ...]
    """All that the peer named: it may send with any of them."""
    comfort_noise: Codec | None = None
    """Agreed on, so that we may send it too."""
    crypto: AgreedCrypto | None = None
    """Keys of an encrypted line (RFC 4568)."""


_DIRECTIONS = {direction.value: direction for direction in Direction}


def read_audio(session: SessionDescription, media: Media) -> AudioDescription:
    """Read an audio line of an offer or an answer.

    Unknown, unmapped and malformed formats are left out; values that make no sense count as absent.

    Raises:
        SdpError: no address at all, or one that cannot be read.
    """
    host = session.host_of(media)
    if host is None:
        raise SdpError("no c= line for the audio", warning=307)
    _check_unicast(host)
    # §8.4: an address of zeros is the hold of RFC 2543; port 0 refuses or removes the line.
    reachable = media.port != 0 and host not in {"0.0.0.0", "::"}
    remote = (host, media.port) if reachable else None
    rtcp_mux = media.has("rtcp-mux")
    return AudioDescription(
        remote=remote,
        remote_rtcp=None if remote is None else remote if rtcp_mux else _rtcp_address(media, remote),
        rtcp_mux=rtcp_mux,
        direction=_direction(session, media),
        codecs=_codecs(media),
        ptime_ms=_ptime(session, media),
        mid=media.attribute("mid"),
    )


def choose_codec(offered: Sequence[Codec], encodings: Sequence[str], *, prefer_ours: bool = False) -> Codec | None:
    """The first codec both sides have, in the offer's order (RFC 3264 §6.1) or in ours; None for none."""
    common = [codec for codec in offered if codec.name in encodings]
    if prefer_ours:
        common.sort(key=lambda codec: encodings.index(codec.name))
    return common[0] if common else None


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
        SdpError: no common codec (warning 305), another protocol (302), an address of an IP version that we do not have
            (300), a multicast or unreadable one (301, 330), encryption that cannot be had or is missing (399).
    """
    if media.protocol.upper() not in capabilities.protocols:
        raise SdpError(f"transport {media.protocol[:40]} not supported", warning=302)
    offered = read_audio(session, media)
    _check_ip_version(offered, capabilities.ip_versions)
    codec = choose_codec(offered.codecs, capabilities.encodings, prefer_ours=capabilities.prefer_ours)
    if codec is None:
        raise SdpError("no common audio format", warning=305)
    crypto = agree(media, capabilities.crypto)
    direction = offered.direction.mirrored(sends=capabilities.sends, receives=capabilities.receives)
    if offered.remote is None:
        # Nothing can be sent to an address of zeros, whatever the direction says.
        direction = Direction.of(sends=False, receives=direction.receives)
    mux = offered.rtcp_mux and capabilities.rtcp_mux
    event, noise = offered.telephone_event(codec.clock_rate), offered.comfort_noise(codec.clock_rate)
    ptime_ms = _nearest_ptime(offered.ptime_ms)
    answer = _audio_line(
        [chosen for chosen in (codec, noise, event) if chosen is not None],
        protocol=media.protocol,
        port=port,
        direction=direction,
        ptime_ms=ptime_ms,
        mid=offered.mid,
    )
    if host is not None:
        answer.lines.insert(0, ("c", str(ConnectionField.to_host(host))))
    if mux:
        answer.add_attribute("rtcp-mux")
    elif rtcp_port is not None and rtcp_port != port + 1:
        answer.add_attribute("rtcp", str(rtcp_port))
    if crypto is not None:
        answer.add_attribute("crypto", str(crypto.line))
    rtcp = offered.remote if mux else offered.remote_rtcp
    if offered.rtcp_mux and not mux and offered.remote is not None:
        # RFC 5761 §5.1.1: the answer did not take the offer to multiplex up.
        rtcp = _rtcp_address(media, offered.remote)
    return AudioAnswer(
        answer, codec, event, ptime_ms, direction, offered.remote, rtcp, mux, offered.codecs, noise, crypto
    )


def refuse(media: Media) -> Media:
    """The same line with port 0 (RFC 3264 §6). Formats stay; a line without any gets "1", which MRCPv2 wants."""
    return Media(media.kind, 0, media.protocol, list(media.formats) or ["1"])


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
    offer = _audio_line(codecs, protocol="RTP/AVP", port=port, direction=direction, ptime_ms=ptime_ms, mid=mid)
    if rtcp_mux:
        offer.add_attribute("rtcp-mux")
    return offer


def read_answer(session: SessionDescription, media: Media, offered: Media) -> AudioAnswer | None:
    """What an answer to our offered line agreed on; None when the line was refused (port 0).

    Raises:
        SdpError: the answer has no codec that we offered, or no address.
    """
    if media.port == 0:
        return None
    answer = read_audio(session, media)
    ours = _codecs(offered)
    names = {codec.name for codec in ours if codec.encoding not in _NOT_SPEECH}
    codec = next((codec for codec in answer.codecs if codec.name in names), None)
    if codec is None:
        raise SdpError("the answer has no audio format that was offered", warning=305)
    event = answer.telephone_event(codec.clock_rate)
    direction = answer.direction.mirrored()
    mux = answer.rtcp_mux and offered.has("rtcp-mux")
    rtcp = answer.remote if mux else answer.remote_rtcp
    ptime_ms = _nearest_ptime(answer.ptime_ms)
    noise = answer.comfort_noise(codec.clock_rate)
    return AudioAnswer(media, codec, event, ptime_ms, direction, answer.remote, rtcp, mux, answer.codecs, noise)


def capability_audio(encodings: Sequence[str], *, first_dynamic: int = 96) -> Media:
    """The `m=audio 0` line of an OPTIONS answer (RFC 6787 §7), telephone-event included."""
    media = Media("audio", 0, "RTP/AVP", [])
    dynamic = first_dynamic
    for name in (*encodings, "TELEPHONE-EVENT/8000"):
        encoding, _, rate = name.partition("/")
        number = _static_type(encoding, int(rate))
        if number is None:
            number, dynamic = dynamic, dynamic + 1
        _add_format(media, Codec(number, encoding, int(rate)))
    return media


def _audio_line(
    codecs: Sequence[Codec], *, protocol: str, port: int, direction: Direction, ptime_ms: int, mid: str | None
) -> Media:
    media = Media("audio", port, protocol, [])
    for codec in codecs:
        _add_format(media, codec)
    media.add_attribute(direction.value)
    media.add_attribute("ptime", str(ptime_ms))
    if mid is not None:
        media.add_attribute("mid", mid)
    return media


def _add_format(media: Media, codec: Codec) -> None:
    media.formats.append(str(codec.payload_type))
    media.add_attribute("rtpmap", codec.rtpmap)
    if codec.fmtp:
        media.add_attribute("fmtp", f"{codec.payload_type} {codec.fmtp}")
    elif codec.encoding == "TELEPHONE-EVENT":
        media.add_attribute("fmtp", f"{codec.payload_type} 0-15")


def _codecs(media: Media) -> tuple[Codec, ...]:
    """The formats that mean something: mapped by rtpmap, else by what their numbers are known for; each number once."""
    maps = _by_payload_type(media.attributes("rtpmap"))
    parameters = _by_payload_type(media.attributes("fmtp"))
    found: dict[int, Codec] = {}
    for text in media.formats:
        number = _number(text, 127)
        if number is None or number in found:
            continue
        described = _described(number, maps.get(number))
        if described is not None:
            found[number] = Codec(number, *described, parameters.get(number))
    # What is announced goes before what is only guessed.
    return tuple(sorted(found.values(), key=lambda codec: _is_unmapped_event(codec.payload_type, maps)))


def _described(number: int, rtpmap: str | None) -> tuple[str, int, int] | None:
    """Encoding, clock rate and channels of a format number; None where nobody can know."""
    static = STATIC_PAYLOAD_TYPES.get(number)
    if rtpmap is None:
        return ("TELEPHONE-EVENT", 8_000, 1) if number == UNMAPPED_TELEPHONE_EVENT else static
    described = _parse_rtpmap(rtpmap)
    if described is None:
        is_named = static is not None and rtpmap.partition("/")[0].strip().upper() == static[0]
        return static if is_named else None
    # RFC 3551 §4.5.2: G.722 has a clock of 8,000 Hz, whatever those write who take its sampling rate for it.
    return ("G722", 8_000, described[2]) if described[0] == "G722" else described


def _is_unmapped_event(number: int, maps: Mapping[int, str]) -> bool:
    return number == UNMAPPED_TELEPHONE_EVENT and number not in maps


def _by_payload_type(values: Sequence[str]) -> dict[int, str]:
    """`96 L16/8000` by its number; the first of a number counts."""
    found: dict[int, str] = {}
    for value in values:
        text, _, rest = value.partition(" ")
        number = _number(text, 127)
        if number is not None:
            found.setdefault(number, rest.strip())
    return found


def _parse_rtpmap(value: str) -> tuple[str, int, int] | None:
    """`L16/8000/1` as encoding, clock rate and channels; None when it cannot be read."""
    parts = value.strip().split("/")
    rate = _number(parts[1], 768_000) if len(parts) > 1 else None
    channels = _number(parts[2], 255) if len(parts) > 2 else 1
    if not parts[0] or not rate or not channels:
        return None
    return parts[0].upper(), rate, channels


def _static_type(encoding: str, clock_rate: int) -> int | None:
    for number, described in STATIC_PAYLOAD_TYPES.items():
        if described == (encoding, clock_rate, 1):
            return number
    return None


def _direction(session: SessionDescription, media: Media) -> Direction:
    """The line's own direction, else the session's, else sendrecv (RFC 8866 §6.7)."""
    for section in (media, session):
        for kind, value in section.lines:
            if kind == "a" and value in _DIRECTIONS:
                return _DIRECTIONS[value]
    return Direction.SENDRECV


def _ptime(session: SessionDescription, media: Media) -> int | None:
    value = media.attribute("ptime") or session.attribute("ptime") or ""
    # Some peers write 20.0.
    return _number(value.partition(".")[0], 1_000) or None


def _nearest_ptime(ptime_ms: int | None) -> int:
    """20 where none was asked for; others rounded down to a multiple of 10 within the range we pace."""
    if ptime_ms is None:
        return DEFAULT_PTIME_MS
    return min(max(ptime_ms // 10 * 10, PTIME_MS[0]), PTIME_MS[-1])


def _rtcp_address(media: Media, remote: Address) -> Address:
    """`a=rtcp:53020` or `a=rtcp:53020 IN IP4 192.0.2.1` (RFC 3605), else the port above."""
    fields = (media.attribute("rtcp") or "").split()
    port = _number(fields[0], 65_535) if fields else None
    if not port:
        return remote[0], min(remote[1] + 1, 65_535)
    return fields[3] if len(fields) == 4 else remote[0], port


def _check_ip_version(offered: AudioDescription, ours: frozenset[int]) -> None:
    version = None if offered.remote is None else ip_version(offered.remote[0])
    if version is not None and version not in ours:
        raise SdpError(f"no media over IPv{version} here", warning=300)


def _check_unicast(host: str) -> None:
    address = literal(host)
    # A name is resolved by the user, or refused.
    if address is not None and address.is_multicast:
        raise SdpError("multicast is not supported", warning=330)


def _number(text: str, limit: int) -> int | None:
    """A decimal number up to the limit; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    value = int(text)
    return value if value <= limit else None
