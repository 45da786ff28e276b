"""What control and media plane say to each other: msgspec structs in two pipes.

Commands and events travel in one pipe, audio with its marks and end in the other, so that STOP, PAUSE and barge-in
never queue behind audio. `stream` is a number that is never given twice (the epoch of a stream), `utterance` a number
that grows within its stream: whatever arrives for a number that is gone is stale and dropped.

Times: `at` is seconds of CLOCK_MONOTONIC, `ntp` the same instant as 64-bit NTP timestamp, `rtp_timestamp` the same
instant on the stream's RTP clock. RTCP sender reports carry the same pairing, so a Speech-Marker (RFC 6787 §8.4.8) can
be tied to the audio.
"""

from typing import ClassVar, TypeAlias

import msgspec

Address: TypeAlias = tuple[str, int]
"""Literal IPv4 or IPv6 address, and port."""

PTIMES_MS = (10, 20, 30, 40, 60)
"""Packet intervals that divide the clock's wheel of 24 slots of 5 ms."""


def nearest_ptime(ptime_ms: int) -> int:
    """The packet interval to use for an offered `a=ptime`: the longest that is not longer, at least 10 ms."""
    return max((candidate for candidate in PTIMES_MS if candidate <= ptime_ms), default=PTIMES_MS[0])


class SrtpKeys(msgspec.Struct, frozen=True):
    """What `a=crypto` lines settled for one audio line (RFC 4568): one suite, a master key and salt each way."""

    suite: str
    """As `rtp.wire.srtp_suites.SUITES` names it."""
    send: bytes
    """Ours: master key and, behind it, master salt."""
    receive: bytes
    """The peer's."""

    def __repr__(self) -> str:
        """Without the keys: what is printed ends in logs."""
        return f"SrtpKeys({self.suite!r})"


class StreamSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What negotiation settled for one audio line. Plain values; the address is where the peer receives."""

    remote: Address | None
    """Where the peer receives RTP; None while it is unknown or on hold with 0.0.0.0."""
    payload_type: int = 0
    """Number we send with."""
    encoding: str = "PCMU"
    """Encoding name of that number, as `rtp.wire.payload_types` spells it."""
    clock_rate: int = 8000
    """Ticks a second of the RTP timestamp, the number in `a=rtpmap`."""
    ptime_ms: int = 20
    """One of PTIMES_MS; `nearest_ptime` finds it."""
    send: bool = True
    """False while the negotiated direction forbids us to send: utterances wait as if paused."""
    is_proven: bool = True
    """False for an address that is yet to show that it wants what is sent there: a second of it leaves before that."""
    receive: bool = True
    """True when the peer may send to us: it then owns its (local port, remote address) pair."""
    receive_types: tuple[tuple[int, str], ...] = ()
    """Other numbers the peer may send with, each with its rtpmap (`PCMA/8000`)."""
    detects_tones: bool = False
    """Find DTMF keys in the audio, for peers that send no telephone-event."""
    telephone_event_type: int | None = None
    """Number of telephone-event (RFC 4733) in the peer's packets, None when not negotiated."""
    comfort_noise_type: int | None = None
    """Number of comfort noise (RFC 3389), None when not negotiated: then none is sent."""
    remote_rtcp: Address | None = None
    """From `a=rtcp`; None means the port above `remote`."""
    rtcp_mux: bool = False
    """RTP and RTCP share one port (RFC 5761)."""
    srtp: SrtpKeys | None = None
    """Keys of an encrypted stream; what is not authentic is then dropped unheard."""


class Command(msgspec.Struct, array_like=True, tag=True, frozen=True, gc=False):
    """Control to plane."""


class AddPort(Command, frozen=True):
    """A port pair was opened; its two sockets lie in the descriptor pipe, in the order of these commands."""

    port: int
    is_ipv6: bool


class OpenStream(Command, frozen=True):
    """A new stream."""

    stream: int
    row: int
    """Index into the memory that control and plane share."""
    port: int
    spec: StreamSpec
    ssrc: int
    sequence_number: int
    """First sequence number, random (RFC 3550 §5.1); in a restarted plane the shared memory knows better."""
    timestamp: int
    """RTP timestamp of CLOCK_MONOTONIC 0, random."""
    resumed: bool = False
    """True in a restarted plane: continue the numbers found in shared memory."""
    since: float = 0.0
    """CLOCK_MONOTONIC; what arrived before is none of this stream's."""
    wall_offset_s: float = 0.0
    """Unix time minus CLOCK_MONOTONIC, for all that is dated on this stream while it lives."""


class UpdateStream(Command, frozen=True):
    """New terms after a re-INVITE. Sequence and timestamp go on; what is queued stays."""

    stream: int
    port: int
    spec: StreamSpec
    since: float = 0.0
    """CLOCK_MONOTONIC; what a new address sent before is none of this stream's."""


class CloseStream(Command, frozen=True):
    """Send the RTCP BYE and forget the stream; answered by StreamClosed."""

    stream: int


class Begin(Command, frozen=True):
    """Announce an utterance: it plays at once, or without a gap behind the one before it."""

    stream: int
    utterance: int
    paused: bool = False
    """It stands still at its first frame until Resume."""
    source: str = ""
    """Who delivers the audio (engine, voice, cache): streams share what was learnt of its unevenness."""
    depth_ms: int = 0
    """Audio that must be at hand before it starts, whatever was learnt."""


class Stop(Command, frozen=True):
    """Drop utterances at the next frame border; answered by Stopped, always."""

    stream: int
    utterances: tuple[int, ...] | None = None
    """None means all."""


class Pause(Command, frozen=True):
    """Send nothing until Resume."""

    stream: int


class Resume(Command, frozen=True):
    """Go on where Pause, or a `paused` Begin, stands."""

    stream: int


class Listen(Command, frozen=True):
    """Report what the peer says from now on: SpeechStarted, SpeechEnded and, if wanted, AudioReceived. A later one on
    the same stream replaces this one. Nothing from before is reported (RFC 6787 §9.9)."""

    stream: int
    listen_number: int
    """Grows within the stream; events of an earlier one are stale."""
    sensitivity: float = 0.5
    """Sensitivity-Level (RFC 6787 §9.4.2), 0…1."""
    wants_speech: bool = True
    """Detect speech and send audio; False for keys only."""
    wants_all_audio: bool = False
    """Send silence too (Save-Waveform); else only a lead-in, speech, and what follows it."""
    forgets_line: bool = False
    """New-Audio-Channel (§9.4.23): forget level and noise of the line."""


class StopListening(Command, frozen=True):
    """End what Listen began; what was not reported is not reported."""

    stream: int


class SetReflex(Command, frozen=True):
    """Barge-in inside the plane: when the caller on `stream` begins to speak, or presses a key, all that plays or
    waits on stream `prompt` is silenced in the same slot, once; `PromptKilled` says so. Both False disarms."""

    stream: int
    prompt: int
    speech: bool
    keys: bool


class AskStatistics(Command, frozen=True):
    """Answered by StreamStatistics or PlaneStatistics."""

    stream: int = 0
    """0 asks for those of the plane."""


class Ping(Command, frozen=True):
    """Say that the process works; answered by Pong."""


class Shutdown(Command, frozen=True):
    """Close every stream with a BYE and end the process."""


class Write(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Audio pipe: encoded audio of an utterance, any length."""

    stream: int
    utterance: int
    payload: bytes
    """Encoded, without RTP header. The plane pads the last frame of an utterance with silence."""
    marks: tuple[tuple[int, str], ...] = ()
    """(offset in this payload in ticks of the RTP clock, name); at the length it belongs to what follows."""
    final: bool = False
    """Nothing more comes for this utterance."""


class Event(msgspec.Struct, array_like=True, tag=True, frozen=True, gc=False):
    """Plane to control."""

    stream: int
    """0 is the plane itself."""


class Started(Event, frozen=True):
    """The first packet of an utterance left."""

    utterance: int
    at: float
    rtp_timestamp: int
    ntp: int


class MarkReached(Event, frozen=True):
    """The packet that holds a mark left."""

    utterance: int
    name: str
    at: float
    rtp_timestamp: int
    ntp: int


class LowWater(Event, frozen=True):
    """The ring wants more."""

    utterance: int
    wanted_bytes: int
    """Room behind the first `received_bytes` of this utterance."""
    received_bytes: int


class Finished(Event, frozen=True):
    """The last packet of an utterance left."""

    utterance: int
    at: float
    """The audio lasts one packet interval longer."""
    rtp_timestamp: int
    ntp: int
    frames: int
    """Packets of this utterance that left, without those that filled an underrun."""
    underruns: int
    """How often its audio came too late."""


class StoppedUtterance(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One utterance that Stop took away."""

    utterance: int
    frames: int
    """Packets that had left."""
    played_ms: int
    last_mark: str | None = None
    """Name of the last mark that was reached."""
    underruns: int = 0


class Stopped(Event, frozen=True):
    """Answer to Stop."""

    utterances: tuple[StoppedUtterance, ...]
    """Those that had ended are not in the list."""
    at: float
    """Nothing of these utterances leaves after this."""
    rtp_timestamp: int
    ntp: int


class KeyPressed(Event, frozen=True):
    """A DTMF key went down (its first packet arrived)."""

    event: int
    """RFC 4733 §3.2 event code: 0–9, 10 `*`, 11 `#`, 12–15 A–D, 16 flash."""
    at: float
    rtp_timestamp: int
    """Timestamp of the key in the peer's clock: its identity."""
    ntp: int


class KeyReleased(Event, frozen=True):
    """A DTMF key came up, or its packets ceased."""

    event: int
    at: float
    rtp_timestamp: int
    duration_ms: int


class SpeechStarted(Event, frozen=True):
    """The caller speaks, or goes on after a pause."""

    listen_number: int
    at: float
    """When it was noticed."""
    onset_at: float
    """When the speech began, as far as is known."""
    ntp: int
    is_early: bool = False
    """The caller was speaking already when Listen came; where the speech began is not known."""


class SpeechEnded(Event, frozen=True):
    """The caller fell silent."""

    listen_number: int
    at: float
    """When it was noticed."""
    silent_at: float
    """When the silence began."""


class AudioReceived(Event, frozen=True):
    """What the peer said, in order, gaps filled with silence."""

    listen_number: int
    pcm: bytes
    """16-bit little-endian samples."""
    rate_hz: int
    at: float
    """Arrival of the last sample."""
    is_silent: bool
    """No speech in it."""


class PromptKilled(Event, frozen=True):
    """The reflex silenced this stream."""

    utterances: tuple[StoppedUtterance, ...]
    at: float
    """Nothing of these utterances leaves after this."""
    rtp_timestamp: int
    ntp: int


class Flooded(Event, frozen=True):
    """The peer has begun to send far more than a telephone does; what is too much is dropped."""


class AddressUnproved(Event, frozen=True):
    """A second of audio has gone to an address that has answered nothing: the rest waits until it does."""


class AddressProved(Event, frozen=True):
    """After AddressUnproved: what waited goes on."""


class StreamStatistics(Event, frozen=True):
    """Counters of one stream since it was opened."""

    packets_sent: int = 0
    octets_sent: int = 0
    send_errors: int = 0
    """Datagrams the kernel refused."""
    underruns: int = 0
    packets_received: int = 0
    octets_received: int = 0
    packets_lost: int = 0
    """Expected minus received (RFC 3550 A.3); negative after duplicates."""
    duplicates: int = 0
    jitter_ms: float = 0.0
    """Interarrival jitter (RFC 3550 A.8)."""
    unknown_payload_types: int = 0
    """Packets with a number that was not negotiated."""
    packets_dropped: int = 0
    """Packets and keys beyond what one stream may send."""
    keys: int = 0
    stale_writes: int = 0
    """Audio that arrived for an utterance that was gone."""
    last_received_at: float | None = None
    """Arrival of the peer's last RTP packet, CLOCK_MONOTONIC; None before the first."""
    remote_fraction_lost: float | None = None
    """What the peer's last report block says of our stream, 0…1."""
    remote_jitter_ms: float | None = None
    round_trip_ms: float | None = None


class StreamClosed(Event, frozen=True):
    """The last word of a stream."""

    statistics: StreamStatistics


class Interrupted(Event, frozen=True):
    """Made by control: the plane died, or a codec changed, and this stream's audio is lost; the stream lives on."""

    utterances: tuple[int, ...]
    """Utterances that were begun and had not ended; no event names them any more."""
    answers_lost: bool = False
    """No Stop that was sent before this will be answered. False after a change of codec: the plane is the same."""


class PlaneReady(Event, frozen=True):
    """The plane runs."""

    scheduling: str
    """The class it got: "fifo", "nice -15", "slice 0.1 ms" or "ordinary"."""
    pid: int


class Pong(Event, frozen=True):
    """The plane is at work."""


class PortMissing(Event, frozen=True):
    """The sockets of AddPort have not come: the plane's process is out of descriptors. Streams of that port neither
    send nor hear before it comes again."""

    port: int


class PlaneStatistics(Event, frozen=True):
    """Counters of the plane since it started."""

    streams: int = 0
    playing: int = 0
    ports: int = 0
    ticks: int = 0
    packets_sent: int = 0
    packets_received: int = 0
    send_errors: int = 0
    strangers: int = 0
    """Packets from addresses no session negotiated."""
    unauthentic: int = 0
    """Packets for encrypted streams that were forged, replayed or not encrypted."""
    malformed: int = 0
    """Datagrams that are no RTP or RTCP."""
    packets_dropped: int = 0
    """Packets and keys beyond what one stream may send."""
    latched: int = 0
    """Peers that send from another port than announced."""
    underruns: int = 0
    stale_writes: int = 0
    stalls: int = 0
    """Wake-ups so late that slots were left out."""
    late_slots: tuple[int, ...] = ()
    """Slots by lateness; upper bounds in ms: LATENESS_BOUNDS_MS, the last entry is everything above."""
    worst_lateness_ms: float = 0.0
    cpu_s: float = 0.0
    """Processor time of the plane's process."""

    LATENESS_BOUNDS_MS: ClassVar[tuple[float, ...]] = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


AnyCommand: TypeAlias = (
    AddPort
    | OpenStream
    | UpdateStream
    | CloseStream
    | Begin
    | Stop
    | Pause
    | Resume
    | Listen
    | StopListening
    | SetReflex
    | AskStatistics
    | Ping
    | Shutdown
)
AnyEvent: TypeAlias = (
    Started
    | MarkReached
    | LowWater
    | Finished
    | Stopped
    | KeyPressed
    | KeyReleased
    | SpeechStarted
    | SpeechEnded
    | AudioReceived
    | PromptKilled
    | Flooded
    | AddressUnproved
    | AddressProved
    | StreamStatistics
    | StreamClosed
    | Interrupted
    | PlaneReady
    | Pong
    | PortMissing
    | PlaneStatistics
)
