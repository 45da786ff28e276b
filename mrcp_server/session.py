"""One SIP dialog: its audio lines on the media plane, its control channels, and the table of all of them.

A session is made and changed by plans (`negotiation.plan`), and either stands as the plan says or stays as it was.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from engine.apart import Apart, InThreads
from engine.speaking.speaker import Fetch, Speaker
from mrcp_server.call.control_channel import ChannelContext, ControlChannel
from mrcp_server.call.control_security import ControlSecurity
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.call.leg import Leg
from mrcp_server.call.media import line_codec, stream_spec
from mrcp_server.call.media_security import MediaSecurity
from mrcp_server.call.media_trust import MediaTrust
from mrcp_server.call.negotiation import CONSUMERS, GENERATORS, AudioLine, ControlLine, Granted, Plan
from mrcp_server.call.own_ports import is_own
from mrcp_server.call.speech_markers import SpeechMarkers
from mrcp_server.config import Limits
from mrcp_server.fetching.fetcher import Fetcher
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.parameters import Means
from mrcp_server.mrcp.recognizer.headers import DTMFRECOG, SPEECHRECOG, RecognizerFeatures
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.recognition import TooEarly
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.synthesizer.headers import BASICSYNTH, SPEECHSYNTH, SynthesizerFeatures
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.mrcp.wire.headers import FieldTable
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy, get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.recognizing.channel import RecognizerChannel, RecognizerServices
from mrcp_server.speaking.channel import SpeakingOptions, SynthesizerChannel
from rtp.errors import PlaneError
from rtp.messages import StreamSpec
from rtp.process.handle import HasPort, Stream, StreamChange
from rtp.process.plane_process import MediaPlane
from sip.errors import SdpError
from sip.security_descriptions import AgreedCrypto

FEATURES: dict[ResourceType, SynthesizerFeatures | RecognizerFeatures] = {
    ResourceType.SPEECHSYNTH: SPEECHSYNTH,
    ResourceType.BASICSYNTH: BASICSYNTH,
    ResourceType.SPEECHRECOG: SPEECHRECOG,
    ResourceType.DTMFRECOG: DTMFRECOG,
}

COMPLAINTS_APART_S = 60.0

# RFC 3261 §20.43.
_INCOMPATIBLE_ADDRESS = 301
DISCARD_PORT = 9


@dataclass(slots=True)
class SessionServices:
    """What sessions are made of; one for the whole server."""

    planes: list[MediaPlane]
    metrics: Metrics
    feed: Feed
    text_policy: TextPolicy
    clock: Callable[[], float]
    fetcher: Fetcher
    make_speaker: Callable[[Fetch, str], Speaker] = field(init=False)
    """A speaker that fetches recordings for one request of a source; known when the engines run."""
    sip_port: int = 0
    """Where calls come over UDP; known when the door is open."""
    mrcp_port: int = 0
    """Where control channels are to be connected to; known when the door is open."""
    mrcp_tls_port: int = 0
    """Likewise those over TLS."""
    speech_markers: SpeechMarkers = field(default_factory=SpeechMarkers)
    speech_too_early: TooEarly = TooEarly.NO_MATCH
    speaking: SpeakingOptions = field(default_factory=SpeakingOptions)
    apart: Apart = field(default_factory=InThreads)
    """Where long documents are read."""
    times: SynthesizerTimes = field(default_factory=SynthesizerTimes)
    media_security: MediaSecurity = field(default_factory=lambda: MediaSecurity("off", is_available=False))
    media_trust: MediaTrust = field(default_factory=MediaTrust)
    settle_s: float = 0.0
    """As in `ChannelContext`."""
    limits: Limits = field(default_factory=Limits)
    recognizer_services: RecognizerServices | None = None
    """What recognizers are made of; without it there are none."""
    tables: dict[ResourceType, FieldTable] = field(default_factory=dict)
    """Header fields of each resource that is available, built once."""
    means: dict[ResourceType, Means] = field(default_factory=dict)
    """What parameters can be served with; known when the engines run."""

    def offer(self, *resources: ResourceType) -> None:
        """Makes resources available."""
        for resource in resources:
            self.tables[resource] = FEATURES[resource].field_table()


class Session:
    """One dialog. `apply` first; `close` exactly once."""

    def __init__(self, services: SessionServices, *, peer: str, user_agent: str = "", has_markers: bool = True) -> None:
        self.session_id = secrets.token_hex(8)
        """For people: logs, records and the console show it, and it opens nothing."""
        # 128 bits, letters and digits only: "difficult-to-guess", and the grammar has no hyphen (RFC 6787 §4.2).
        self.channel_id = secrets.token_hex(16)
        """Of the identifiers of all its channels, and secret: for who has them, and for the server that takes over."""
        self.peer = peer
        self._is_acknowledged = False
        self.user_agent = user_agent
        self.control_hosts: frozenset[str] = frozenset()
        """Addresses from which its channels may be used (`call.control_hosts`)."""
        self.has_markers = has_markers
        """Synthesizers made from now on send SPEECH-MARKER."""
        self.opened_at = services.clock()
        self.wall_offset_s = time.time() - self.opened_at
        """Unix time minus monotonic time when it began. All that it dates is dated by this, sender reports too: marks
        stand in their order, and beside the audio, though somebody sets the machine's clock meanwhile."""
        self.last_signalling_at = self.opened_at
        self.version = 0
        """Of our session description; grows with each answer that differs (RFC 8866 §5.2)."""
        self.answer = ""
        """The last session description we sent."""
        self.lines = 0
        """Media lines agreed on: a later offer has as many, or more (RFC 3264 §8)."""
        self.crypto: dict[int, AgreedCrypto] = {}
        """Keys of encrypted audio lines, by line: a re-INVITE with the same keeps them."""
        self.contents = Contents()
        self.cookies = CookieJar(lambda: time.time() - services.clock())
        self.channels: dict[int, ControlChannel] = {}
        """By the index of the SDP line."""
        self.legs: dict[int, Leg] = {}
        self._services = services
        self.plane = min(services.planes, key=lambda plane: (not plane.is_running, plane.streams))
        """Where its audio lines are."""
        self._request_ids = RequestIds()
        self._next_complaint_at = 0.0
        self._reflexes: dict[Stream, tuple[Stream, bool, bool]] = {}
        """By the caller's line: the prompt's line, and whether speech and keys silence it."""
        feed = services.feed.open(self.session_id, self.opened_at, peer)
        logger = get_logger(session=self.session_id)
        self.context = ChannelContext(
            self.session_id, services.clock, logger, feed, services.metrics, services.settle_s, _host_of(peer)
        )

    @property
    def held(self) -> dict[int, ResourceType]:
        """The channels it has, by line, for the next plan."""
        return {
            index: ResourceType(channel.channel.identifier.resource_type) for index, channel in self.channels.items()
        }

    @property
    def state(self) -> str:
        """For the console."""
        kinds = (SynthesizerChannel, RecognizerChannel)
        states = [channel.state for channel in self.channels.values() if isinstance(channel, kinds)]
        return ", ".join(state for state in states if state != "idle") or "idle"

    def apply(self, plan: Plan, *, may_share: bool, may_share_tls: bool = False) -> dict[int, Granted]:
        """Makes the session what the plan says. `may_share`: the peer has a connection that it could share;
        `may_share_tls`: one over TLS.

        A line whose resource changes gets a new channel. Where there is no connection yet, `existing` on a second
        control line means the one that the first is going to have.

        Returns what to answer for each line. Raises NoPortError, or SdpError for
        an address or codec that cannot be used; nothing has changed then.
        """
        granted = self._apply_audio(plan)
        shareable = {False: may_share, True: may_share_tls}
        self.crypto = {line.index: line.answer.crypto for line in plan.audio if line.answer.crypto is not None}
        self.lines = len(plan.offer.media)
        wanted = {line.index: line.resource for line in plan.controls}
        for index in [index for index, resource in self.held.items() if wanted.get(index) is not resource]:
            self.channels.pop(index).close()
        for line in plan.controls:
            channel = self.channels.get(line.index)
            if channel is None:
                channel = self.channels[line.index] = self._make_channel(line)
            if line.result_format and isinstance(channel, RecognizerChannel):
                channel.machine.agree_on(line.result_format)
            audio = plan.audio_of(line.resource)
            leg = self.legs[audio.index] if audio else None
            if isinstance(channel, SynthesizerChannel | RecognizerChannel):
                channel.attach(leg)
            channel.security = security = line.security
            is_secure = security is not None
            connection = "existing" if line.wants_existing and shareable[is_secure] else "new"
            shareable[is_secure] = True
            granted[line.index] = Granted(self._control_port(security), channel.identifier, connection)
        self._set_reflexes()
        return granted

    def end_requests(self, reason: str) -> None:
        """Tells the client the end of all that runs, before a BYE of ours: COMPLETE with 004 for a SPEAK, 006 for a
        RECOGNIZE, and for those behind it what the RFC has for them (007, §8.6; 011, §9.4.27). `close` comes next."""
        for channel in self.channels.values():
            channel.end_all(reason)

    def close(self, end: str) -> None:
        """Ends channels and streams; `end` says why, for the log and the metrics."""
        for channel in self.channels.values():
            channel.close()
        for leg in self.legs.values():
            leg.close()
        # What points back to us lets go: nothing of a call is left for the collector to find.
        self.channels.clear()
        self.legs.clear()
        self._reflexes.clear()
        if self._services.recognizer_services is not None:
            self._services.recognizer_services.waveforms.end_session(self.session_id)
        now = self._services.clock()
        self.context.feed.closed_at = now
        self.context.metrics.sessions.labels(end).inc()
        self.context.logger.info("session closed", end=end, seconds=round(now - self.opened_at, 3))

    def acknowledge(self) -> None:
        """The ACK has come: the caller is where its SIP says."""
        self._is_acknowledged = True
        for leg in self.legs.values():
            spec = self._judged(leg.stream.spec)
            if spec != leg.stream.spec:
                _change(leg, spec, ()).apply()

    async def refresh(self) -> None:
        """Asks the plane how the audio lines fare, for `figures`; one that does not answer keeps its last word."""
        for leg in tuple(self.legs.values()):
            with suppress(PlaneError):
                leg.statistics = await self.plane.stream_statistics(leg.stream)

    def figures(self) -> dict[str, float | int | str]:
        """For people: the channels, and the RTP counters of the first audio line as of the last `refresh`."""
        figures: dict[str, float | int | str] = {"channels": ", ".join(str(one) for one in self.held.values())}
        line = next((leg.statistics for leg in self.legs.values() if leg.statistics is not None), None)
        if line is not None:
            figures |= {"sent": line.packets_sent, "received": line.packets_received}
            figures |= {"srtp": ", ".join(one.suite for one in self.crypto.values()) or "off"}
            figures |= {"lost": line.packets_lost, "jitter_ms": round(line.jitter_ms, 2)}
            if line.remote_fraction_lost is not None:
                figures["peer_lost_percent"] = round(line.remote_fraction_lost * 100, 1)
            if line.remote_jitter_ms is not None:
                figures["peer_jitter_ms"] = round(line.remote_jitter_ms, 2)
        return figures

    @property
    def is_unused(self) -> bool:
        """Nobody has made a request of it yet, and no audio has come."""
        if any(channel.last_request_at is not None for channel in self.channels.values()):
            return False
        received = self.plane.rows.packets_received
        return not any(received[leg.stream.row] for leg in self.legs.values())

    def last_activity(self) -> float:
        """When anything was last heard of the peer, or sent to it; now, while something is playing."""
        if any(leg.is_sounding for leg in self.legs.values()):
            return self._services.clock()
        received = self.plane.rows.last_received_at
        times = [self.last_signalling_at]
        times += [channel.last_request_at or 0.0 for channel in self.channels.values()]
        times += [max(leg.last_packet_at, float(received[leg.stream.row])) for leg in self.legs.values()]
        return max(times)

    # --- audio -----------------------------------------------------------------------------------------------------

    def _apply_audio(self, plan: Plan) -> dict[int, Granted]:
        """All lines as planned, or none: what can fail comes before what changes anything."""
        opened: dict[int, Leg] = {}
        changes: dict[int, StreamChange] = {}
        ports: dict[int, HasPort] = {index: leg.stream for index, leg in self.legs.items()}
        try:
            for line in plan.audio:
                others = [port for index, port in ports.items() if index != line.index]
                if (leg := self.legs.get(line.index)) is None:
                    opened[line.index] = self._open(line, others)
                    ports[line.index] = opened[line.index].stream
                elif (spec := self._spec(line)) != leg.stream.spec:
                    ports[line.index] = changes[line.index] = _change(leg, spec, others)
        except Exception:
            for change in reversed(changes.values()):
                change.abandon()
            for leg in opened.values():
                leg.close()
            raise
        for line in plan.audio:
            if (change_of_line := changes.get(line.index)) is not None:
                # Hold, another address, another codec. What is spoken goes on where it was.
                self.legs[line.index].change_codec(line_codec(line.answer.codec))
                change_of_line.apply()
        kept = {line.index for line in plan.audio}
        for index in [index for index in self.legs if index not in kept]:
            self.legs.pop(index).close()
        self.legs |= opened
        return {line.index: Granted(self.legs[line.index].stream.local_port) for line in plan.audio}

    # Lines of one session have ports of their own: an answer with one port twice tells nobody which is which.

    def _open(self, line: AudioLine, others: Sequence[HasPort]) -> Leg:
        leg = Leg(line.mid, line_codec(line.answer.codec))
        leg.on_complaint = self._complain
        try:
            stream = self.plane.open_stream(
                self._spec(line), leg.on_event, apart_from=others, wall_offset_s=self.wall_offset_s
            )
            leg.attach(stream)
        except ValueError as error:  # a host name, or a codec the plane cannot send
            raise SdpError(str(error), warning=_INCOMPATIBLE_ADDRESS) from None
        return leg

    def _spec(self, line: AudioLine) -> StreamSpec:
        spec = stream_spec(line.answer, has_recognizer=not CONSUMERS.isdisjoint(line.resources))
        ours = {self._services.sip_port}.union(*(plane.ports for plane in self._services.planes))
        if any(is_own(address, ours) for address in (spec.remote, spec.remote_rtcp) if address is not None):
            raise SdpError("media to a port of this server", warning=_INCOMPATIBLE_ADDRESS)
        return self._judged(spec)

    def _judged(self, spec: StreamSpec) -> StreamSpec:
        is_proven = self._services.media_trust.vouches_for(
            spec, self.context.source, is_acknowledged=self._is_acknowledged
        )
        return msgspec.structs.replace(spec, is_proven=is_proven)

    def _complain(self, what: str) -> None:
        """A line about what comes as media; a flood that comes and goes writes one a minute."""
        now = self._services.clock()
        if now >= self._next_complaint_at:
            self._next_complaint_at = now + COMPLAINTS_APART_S
            self.context.logger.warning(what, peer=self.peer)

    # --- channels --------------------------------------------------------------------------------------------------

    def _make_channel(self, line: ControlLine) -> ControlChannel:
        channel = (
            self._make_synthesizer_channel(line) if line.resource in GENERATORS else self._make_recognizer_channel(line)
        )
        channel.on_change = self._set_reflexes
        return channel

    def _make_synthesizer_channel(self, line: ControlLine) -> SynthesizerChannel:
        services = self._services
        identifier = ChannelIdentifier(self.channel_id, str(line.resource))
        features = FEATURES[line.resource]
        assert isinstance(features, SynthesizerFeatures)  # noqa: S101  # the table above
        machine = Synthesizer(
            str(identifier),
            wall_offset_s=self.wall_offset_s,
            features=features,
            table=services.tables[line.resource],
            speech_markers=self.has_markers,
            times=services.times,
            cookies=self.cookies,
            contents=self.contents,
            max_queued=services.limits.queued_speaks,
            max_queued_bytes=services.limits.queued_bytes,
            means=services.means.get(line.resource),
        )
        return SynthesizerChannel(
            Channel(identifier, machine, self._request_ids),
            machine,
            self.context,
            make_speaker=services.make_speaker,
            source=SessionSource(self.contents, self.cookies, services.fetcher),
            text_policy=services.text_policy,
            options=services.speaking,
            apart=services.apart,
        )

    def _make_recognizer_channel(self, line: ControlLine) -> RecognizerChannel:
        services = self._services
        assert services.recognizer_services is not None  # noqa: S101  # the plan only has what is available
        identifier = ChannelIdentifier(self.channel_id, str(line.resource))
        features = FEATURES[line.resource]
        assert isinstance(features, RecognizerFeatures)  # noqa: S101  # the table above
        machine = Recognizer(
            str(identifier),
            wall_offset_s=self.wall_offset_s,
            new_sync_id=lambda: secrets.token_hex(8),
            features=features,
            table=services.tables[line.resource],
            cookies=self.cookies,
            contents=self.contents,
            too_early=services.speech_too_early,
            means=services.means.get(line.resource),
        )
        return RecognizerChannel(
            Channel(identifier, machine, self._request_ids),
            machine,
            self.context,
            services=services.recognizer_services,
            source=SessionSource(self.contents, self.cookies, services.fetcher),
            text_policy=services.text_policy,
            on_barge_in=self._barge_in,
        )

    def _control_port(self, security: ControlSecurity | None) -> int:
        if security is None:
            return self._services.mrcp_port
        # RFC 4145 §4.1: who opens the connection has no port to name.
        return self._services.mrcp_tls_port if security.connects_to is None else DISCARD_PORT

    # --- barge-in ----------------------------------------------------------------------------------------------------

    def _barge_in(self, sync_id: str) -> None:
        """Recognizer and synthesizer in one session: START-OF-INPUT silences the prompt (RFC 6787 §9.12)."""
        for channel in self.channels.values():
            if isinstance(channel, SynthesizerChannel):
                channel.barge_in(sync_id)

    def _set_reflexes(self) -> None:
        """Tells the plane whether the caller's speech or key is to silence the prompt without asking us."""
        wanted = self._wanted_reflexes()
        for line, (prompt, *_) in self._reflexes.items():
            if line not in wanted and not line.is_closed:
                line.set_reflex(prompt, speech=False, keys=False)
        for line, (prompt, speech, keys) in wanted.items():
            if self._reflexes.get(line) != (prompt, speech, keys):
                line.set_reflex(prompt, speech=speech, keys=keys)
        self._reflexes = wanted

    def _wanted_reflexes(self) -> dict[Stream, tuple[Stream, bool, bool]]:
        channels = self.channels.values()
        killable = (one for one in channels if isinstance(one, SynthesizerChannel) and one.killable)
        prompt = next((one.leg.stream for one in killable if one.leg is not None), None)
        wanted: dict[Stream, tuple[Stream, bool, bool]] = {}
        for one in channels:
            if prompt is None or not isinstance(one, RecognizerChannel) or one.leg is None:
                continue
            # A recognizer of speech and one of keys may share a line.
            _, *others = wanted.get(one.leg.stream, (prompt, False, False))
            speech, keys = (either or other for either, other in zip(one.machine.barges_in_on, others, strict=True))
            if speech or keys:
                wanted[one.leg.stream] = (prompt, speech, keys)
        return wanted


def _change(leg: Leg, spec: StreamSpec, others: Sequence[HasPort]) -> StreamChange:
    try:
        return leg.stream.change(spec, apart_from=others)
    except ValueError as error:
        raise SdpError(str(error), warning=_INCOMPATIBLE_ADDRESS) from None


class SessionTable:
    """All sessions, and all channels by Channel-Identifier: a request finds its channel over any connection."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._identifiers: dict[str, list[str]] = {}
        self._sessions: dict[str, Session] = {}
        self._channels: dict[str, tuple[Session, ControlChannel]] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(self._sessions.values())

    @property
    def is_full(self) -> bool:
        """No further session is to be opened."""
        return len(self._sessions) >= self.limit

    def put(self, session: Session) -> None:
        """Registers a session and the channels it has now; again after each change. Do it before the answer leaves:
        the first request may follow it at once."""
        self.remove(session)
        self._sessions[session.session_id] = session
        identifiers = self._identifiers[session.session_id] = [c.identifier for c in session.channels.values()]
        for identifier, channel in zip(identifiers, session.channels.values(), strict=True):
            self._channels[identifier] = (session, channel)

    def remove(self, session: Session) -> None:
        """Forgets a session and its channels; one that is not there is no error."""
        self._sessions.pop(session.session_id, None)
        for identifier in self._identifiers.pop(session.session_id, ()):
            self._channels.pop(identifier, None)

    def find(self, channel_identifier: str) -> tuple[Session, ControlChannel] | None:
        """The channel a request is for."""
        return self._channels.get(channel_identifier)


def _host_of(peer: str) -> str:
    """Of `transport:host:port`, without the brackets of IPv6."""
    return peer.partition(":")[2].rpartition(":")[0].strip("[]")
