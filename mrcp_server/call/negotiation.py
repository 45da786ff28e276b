"""MRCP in SDP (RFC 6787 §4.2–4.4, §7): which control and audio lines an offer asks for, and what they are answered.

The way of one offer::

    text --read_offer--> Offer --plan--> Plan (resources and audio, nothing opened yet)
    Plan + channel identifiers + local ports --write_answer--> text

Lines keep their number and order through the whole dialog (RFC 3264 §6, §8); a line is known by its index.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mrcp_server.mrcp.wire.codes import ResourceType
from sip.errors import SdpError
from sip.offer_answer import AudioAnswer, AudioCapabilities, answer_audio, capability_audio, refuse
from sip.sdp import Media, Origin, SessionDescription

PROTOCOL = "TCP/MRCPv2"
GENERATORS = frozenset({ResourceType.SPEECHSYNTH, ResourceType.BASICSYNTH})
CONSUMERS = frozenset({ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG})

# RFC 3261 §20.43 warn-codes.
_INCOMPATIBLE_PROTOCOL = 302
_INCOMPATIBLE_MEDIA = 304
_MISCELLANEOUS = 399


@dataclass(frozen=True, slots=True)
class ControlLine:
    """A control channel that the offer asks for."""

    index: int
    resource: ResourceType
    mids: tuple[str, ...]
    """Its `a=cmid` values as sent."""
    wants_existing: bool
    """`a=connection:existing`: the client would like to share a connection it has."""


@dataclass(frozen=True, slots=True)
class AudioLine:
    """An audio line that can be served: what was agreed, before a local port is known."""

    index: int
    mid: str | None
    answer: AudioAnswer
    resources: tuple[ResourceType, ...]
    """Resources of this session that speak into it or take their input from it."""


@dataclass(slots=True)
class Plan:
    """What the session is to be after this offer. Lines that are in neither list are refused or removed."""

    offer: SessionDescription
    controls: list[ControlLine] = field(default_factory=list)
    audio: list[AudioLine] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Reasons for lines that were asked for and not granted, for the log and the Warning header."""

    def audio_of(self, resource: ResourceType) -> AudioLine | None:
        """The audio line a resource speaks into or takes its input from; None without one."""
        for line in self.audio:
            if resource in line.resources:
                return line
        return None


def read_offer(text: str) -> SessionDescription:
    """The offer. Raises SdpError (488) when it is no session description."""
    return SessionDescription.parse(text)


def plan(
    offer: SessionDescription,
    *,
    resources: frozenset[ResourceType],
    encodings: Sequence[str],
    held: Mapping[int, ResourceType] | None = None,
) -> Plan:
    """Decides each line. `held` are the control channels a dialog already has, by line; None for a new dialog.

    Raises SdpError with the warning to send: 488 when nothing that was asked for can be given, when two generators
    would share one audio line (§4.4), or when a re-INVITE asks for a resource that is not available (§4.2); the
    session then goes on as it was.
    """
    result = Plan(offer)
    for index, media in enumerate(offer.media):
        if media.kind == "application" and media.port:
            _plan_control(result, index, media, resources, (held or {}).get(index))
    if held is not None:
        _require_new_resources(result, held)
    first_failure = _plan_audio(result, encodings)
    wanted = [media for media in offer.media if media.port]
    # A re-INVITE may take every channel away and leave audio in the offer: it is refused line by line.
    if wanted and not result.controls and held is None and not _asked_for_unknown_resource(result):
        raise first_failure or SdpError("no MRCPv2 control line in the offer", warning=_INCOMPATIBLE_MEDIA)
    if first_failure and not result.audio and any(media.kind == "audio" and media.port for media in offer.media):
        raise first_failure
    return result


def _asked_for_unknown_resource(result: Plan) -> bool:
    """A control line for a resource we do not have is refused with port 0; the dialog stands (UniMRCP does so too)."""
    return bool(result.refused) and any(media.has("resource") for media in result.offer.media)


def _plan_control(
    result: Plan, index: int, media: Media, available: frozenset[ResourceType], held: ResourceType | None
) -> None:
    # The examples of §14.1 leave the attributes of unchanged lines out.
    name = (media.attribute("resource") or held or "").lower()
    if media.protocol.upper() != PROTOCOL.upper():
        result.refused.append(f"line {index + 1}: protocol {media.protocol[:40]} is not {PROTOCOL}")
        return
    if (media.attribute("setup") or "active").lower() not in {"active", "actpass"}:
        result.refused.append(f"line {index + 1}: a=setup must be active")
        return
    if name not in available:
        result.refused.append(f"line {index + 1}: resource {name[:40] or 'without a name'} is not available")
        return
    resource = ResourceType(name)
    if any(line.resource is resource for line in result.controls):
        result.refused.append(f"line {index + 1}: a second {name} (RFC 6787 section 4.2)")
        return
    existing = (media.attribute("connection") or "new").lower() == "existing"
    result.controls.append(ControlLine(index, resource, tuple(media.attributes("cmid")), existing))


def _require_new_resources(result: Plan, held: Mapping[int, ResourceType]) -> None:
    """§4.2: "If the new resources are not available, the re-INVITE receives an error message"."""
    granted = {line.index for line in result.controls}
    for index, media in enumerate(result.offer.media):
        if media.kind == "application" and media.port and index not in granted and index not in held:
            raise SdpError(result.refused[-1], warning=_INCOMPATIBLE_MEDIA)


def _plan_audio(result: Plan, encodings: Sequence[str]) -> SdpError | None:
    """Decides the audio lines; the first failure is returned, for an offer in which none is left."""
    first_failure: SdpError | None = None
    lines = [(index, media) for index, media in enumerate(result.offer.media) if media.kind == "audio" and media.port]
    for index, media in lines:
        resources = _resources_of(result.controls, media, alone=len(lines) == 1)
        if len(GENERATORS.intersection(resources)) > 1:
            raise SdpError("two synthesizers on one audio line", warning=_MISCELLANEOUS)
        if not resources:
            continue  # no resource uses it: port 0
        capabilities = AudioCapabilities(
            encodings=encodings,
            sends=bool(GENERATORS.intersection(resources)),
            receives=bool(CONSUMERS.intersection(resources)),
        )
        try:
            answer = answer_audio(result.offer, media, capabilities=capabilities, port=1)
        except SdpError as error:
            result.refused.append(f"line {index + 1}: {error.reason}")
            first_failure = first_failure or error
            continue
        result.audio.append(AudioLine(index, media.attribute("mid"), answer, resources))
    return first_failure


def _resources_of(controls: Sequence[ControlLine], media: Media, *, alone: bool) -> tuple[ResourceType, ...]:
    """The resources an audio line belongs to (§4.4). An only line without `mid` belongs to all: Cisco sends none."""
    mid = media.attribute("mid")
    if mid is None:
        return tuple(line.resource for line in controls) if alone else ()
    return tuple(line.resource for line in controls if mid in line.mids)


@dataclass(frozen=True, slots=True)
class Granted:
    """What the answer says about one line: a channel, or a local port for audio."""

    port: int
    channel: str = ""
    """Channel-Identifier of a control line."""
    connection: str = "new"


def write_answer(
    result: Plan,
    granted: Mapping[int, Granted],
    *,
    origin: Origin,
    host: str,
    media_host: Callable[[AudioLine], str],
    control_host: str,
) -> SessionDescription:
    """The answer to `result.offer`. Lines without an entry in `granted` get port 0.

    `host` stands at session level; a line whose own host differs gets its own `c=`.
    """
    answer = SessionDescription.create(origin, host=host)
    controls = {line.index: line for line in result.controls}
    audio = {line.index: line for line in result.audio}
    for index, media in enumerate(result.offer.media):
        grant = granted.get(index)
        if grant is None:
            answer.media.append(refuse(media))
        elif index in controls:
            answer.media.append(_answer_control(controls[index], grant, host, control_host))
        else:
            line = audio[index]
            own = line.answer.media
            own.port = grant.port
            _put_host(own, host, media_host(line))
            answer.media.append(own)
    return answer


def _answer_control(line: ControlLine, grant: Granted, host: str, control_host: str) -> Media:
    media = Media("application", grant.port, PROTOCOL, ["1"])
    _put_host(media, host, control_host)
    media.add_attribute("setup", "passive")
    media.add_attribute("connection", grant.connection)
    media.add_attribute("channel", grant.channel)
    for mid in line.mids:
        media.add_attribute("cmid", mid)
    return media


def _put_host(media: Media, session_host: str, host: str) -> None:
    """RFC 8866 §5.7: a media level `c=` only where it differs; it stands before the attributes."""
    if host != session_host:
        family = "IP6" if ":" in host else "IP4"
        media.lines.insert(0, ("c", f"IN {family} {host}"))


def describe_capabilities(
    origin: Origin, *, host: str, resources: Sequence[ResourceType], encodings: Sequence[str]
) -> SessionDescription:
    """The SDP of an OPTIONS answer (§7): port 0, one `a=resource` for each type, and the codecs."""
    answer = SessionDescription.create(origin, host=host)
    control = Media("application", 0, PROTOCOL, ["1"])
    for resource in resources:
        control.add_attribute("resource", str(resource))
    answer.media.append(control)
    answer.media.append(capability_audio(encodings))
    return answer
