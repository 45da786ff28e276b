"""Payload types and the codecs behind them (RFC 3551 §6, RFC 4733 §2.4, RFC 3389 §6).

The static table holds what telephony peers send without an `a=rtpmap` line; other codecs arrive under a dynamic number
(96…127) and are found by name.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """One encoding this server can send, receive, or at least account for."""

    name: str
    """Encoding name as RFC 3551 and `a=rtpmap` spell it."""
    clock_rate: int
    """Ticks a second of the RTP timestamp, the number in `a=rtpmap`."""
    sample_rate_hz: int
    """True sampling rate; differs from the clock rate for G722 only."""
    bits_per_sample: int
    """Size of one sample on the wire; 0 for what is no waveform (telephone-event, CN)."""
    channels: int = 1

    @property
    def is_waveform(self) -> bool:
        """True for audio proper; False for telephone-event and comfort noise."""
        return self.bits_per_sample > 0

    @property
    def rtpmap(self) -> str:
        """The encoding part of an `a=rtpmap` line: `PCMU/8000`."""
        suffix = f"/{self.channels}" if self.channels > 1 else ""
        return f"{self.name}/{self.clock_rate}{suffix}"

    def frame_samples(self, ptime_ms: int) -> int:
        """Samples of one packet of `ptime_ms`, at the true sampling rate."""
        return self.sample_rate_hz * ptime_ms // 1000

    def frame_ticks(self, ptime_ms: int) -> int:
        """How far the RTP timestamp advances in one packet of `ptime_ms`."""
        return self.clock_rate * ptime_ms // 1000

    def frame_bytes(self, ptime_ms: int) -> int:
        """Payload bytes of one packet of `ptime_ms`; 0 when the codec is no waveform."""
        return self.frame_samples(ptime_ms) * self.bits_per_sample * self.channels // 8


PCMU = PayloadFormat("PCMU", 8000, 8000, 8)
PCMA = PayloadFormat("PCMA", 8000, 8000, 8)
# RFC 3551 §4.5.2: "Even though the actual sampling rate for G.722 audio is 16,000 Hz, the RTP clock rate for the G722
# payload format is 8,000 Hz because that value was erroneously assigned in RFC 1890".
G722 = PayloadFormat("G722", 8000, 16000, 4)
L16_8000 = PayloadFormat("L16", 8000, 8000, 16)
L16_16000 = PayloadFormat("L16", 16000, 16000, 16)
TELEPHONE_EVENT = PayloadFormat("telephone-event", 8000, 8000, 0)
TELEPHONE_EVENT_16000 = PayloadFormat("telephone-event", 16000, 16000, 0)
CN = PayloadFormat("CN", 8000, 8000, 0)

PAYLOAD_FORMATS: tuple[PayloadFormat, ...] = (
    PCMU,
    PCMA,
    G722,
    L16_8000,
    L16_16000,
    TELEPHONE_EVENT,
    TELEPHONE_EVENT_16000,
    CN,
)

STATIC: dict[int, PayloadFormat] = {0: PCMU, 8: PCMA, 9: G722, 13: CN}
"""Numbers a peer may use without `a=rtpmap`. PT 10 and 11 are L16 at 44.1 kHz, which no telephone speaks."""

STATIC_NAMES: dict[int, str] = {
    0: "PCMU", 3: "GSM", 4: "G723", 5: "DVI4", 6: "DVI4", 7: "LPC", 8: "PCMA", 9: "G722", 10: "L16", 11: "L16",
    12: "QCELP", 13: "CN", 14: "MPA", 15: "G728", 16: "DVI4", 17: "DVI4", 18: "G729",
}  # fmt: skip
"""Every audio number of RFC 3551 Table 4, so that a log names what was refused."""

FIRST_DYNAMIC = 96
LAST_DYNAMIC = 127


def find_payload_format(name: str, clock_rate: int, channels: int = 1) -> PayloadFormat | None:
    """The codec of an `a=rtpmap` line, or None when this server does not know it.

    RFC 4855 §3: encoding names are case-insensitive; UniMRCP and Cisco spell them either way.
    """
    wanted = name.lower()
    for known in PAYLOAD_FORMATS:
        if known.name.lower() == wanted and known.clock_rate == clock_rate and known.channels == channels:
            return known
    return None


def payload_format_of(payload_type: int, rtpmap: str | None = None) -> PayloadFormat | None:
    """The codec of a format number: by its `rtpmap` encoding (`pcmu/8000`, `L16/16000/1`) if given, else static.

    None when unknown or when the encoding cannot be read.
    """
    if rtpmap is None:
        return STATIC.get(payload_type)
    name, _, parameters = rtpmap.strip().partition("/")
    clock_rate, _, channels = parameters.partition("/")
    if not (clock_rate.isdecimal() and clock_rate.isascii()) or not (channels or "1").isdecimal():
        return None
    return find_payload_format(name, int(clock_rate), int(channels or "1"))


def is_dynamic(payload_type: int) -> bool:
    """True for the numbers that need an `a=rtpmap` (RFC 3551 §6)."""
    return FIRST_DYNAMIC <= payload_type <= LAST_DYNAMIC
