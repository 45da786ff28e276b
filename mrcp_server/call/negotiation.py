"""MRCP in SDP (RFC 6787 §4.2–4.4, §7): which control and audio lines an offer asks for, and what they are answered.

The way of one offer::

    text --read_offer--> Offer --plan--> Plan (resources and audio, nothing opened yet)
    Plan + channel identifiers + local ports --write_answer--> text

Lines keep their number and order through the whole dialog (RFC 3264 §6, §8); a line is known by its index.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mrcp_server.call.control_security import PLAIN, SECURE, ControlSecurity, TlsPolicy, agree, describe
from mrcp_server.mrcp.recognizer.result_form import MEDIA_TYPES, NLSML
from mrcp_server.mrcp.wire.accept import named
from mrcp_server.mrcp.wire.codes import ResourceType
from sip.errors import SdpError
from sip.offer_answer import AudioAnswer, AudioCapabilities, answer_audio, capability_audio, refuse
from sip.sdp import Media, Origin, SessionDescription
from sip.security_descriptions import CryptoTerms

GENERATORS = frozenset({ResourceType.SPEECHSYNTH, ResourceType.BASICSYNTH})
CONSUMERS = frozenset({ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG})

# RFC 3261 §20.43 warn-codes.
_INCOMPATIBLE_MEDIA = 304
_MISCELLANEOUS = 399
_NO_TLS = TlsPolicy()
_MOST_REASONS = 4
"""Of refused lines that one Warning tells."""


@dataclass(frozen=True, slots=True)
class ControlLine:
    """A control channel that the offer asks for."""

    index: int
    resource: ResourceType
    mids: tuple[str, ...]
    """Its `a=cmid` values as sent."""
    wants_existing: bool
    """`a=connection:existing`: the client would like to share a connection it has."""
    result_format: str | None = None
    """Media type of its results, where the client asks for one; None for a resource that has no results."""
    security: ControlSecurity | None = None
    """What its connection must be; None for one without TLS."""


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
    refusals: dict[int, SdpError] = field(default_factory=dict)
    """Why lines that were asked for are not granted, by their index."""

    @property
    def refused(self) -> list[str]:
        """The reasons, for the log and the Warning header."""
        return [f"line {index + 1}: {error.reason}" for index, error in self.refusals.items()]

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
    ip_versions: frozenset[int] = frozenset({4, 6}),
    held: Mapping[int, ResourceType] | None = None,
    lines: int = 0,
    accept: str = "",
    tls: TlsPolicy = _NO_TLS,
    peer_host: str = "",
    crypto: Callable[[int], CryptoTerms] = lambda _index: CryptoTerms(),
) -> Plan:
    """Decides each line. `held` are the control channels a dialog already has, by line; None for a new dialog. `lines`
    is the number of lines that it has agreed on; `ip_versions` are those over which the caller's media can be reached.
    `accept` is SIP's Accept, with which a new dialog may ask for a format of results (§6.3); `peer_host` is where the
    offer came from, and `crypto` says for a line whether its media is encrypted.

    Raises SdpError with the warning to send: 488 when no channel can be given of those a new dialog asks for, when two
    generators would share one audio line (§4.4), when there are fewer lines than before (RFC 3264 §8), or when a
    re-INVITE asks for a channel that cannot be had (§4.2); the session then goes on as it was.
    """
    if len(offer.media) < lines:
        reason = f"{len(offer.media)} media lines where the session has {lines} (RFC 3264 section 8)"
        raise SdpError(reason, warning=_MISCELLANEOUS)
    result = Plan(offer)
    for index, media in enumerate(offer.media):
        if media.kind == "application" and media.port:
            _plan_control(result, index, media, resources, (held or {}).get(index), accept, tls, peer_host)
    # §4.2: "If the new resources are not available, the re-INVITE receives an error message". A re-INVITE may take
    # every channel away and leave audio in the offer, though: that is refused line by line.
    is_asked_for = any(media.port for media in offer.media)
    if (held is not None and result.refusals) or (held is None and is_asked_for and not result.controls):
        raise _nothing_for(result)
    first_failure = _plan_audio(result, encodings, ip_versions, crypto)
    if first_failure and not result.audio and any(media.kind == "audio" and media.port for media in offer.media):
        raise first_failure
    return result


def _nothing_for(result: Plan) -> SdpError:
    """Why control lines are not granted: in one Warning, by the code of the first."""
    if not result.refusals:
        return SdpError("no MRCPv2 control line in the offer", warning=_INCOMPATIBLE_MEDIA)
    first = next(iter(result.refusals.values()))
    return SdpError("; ".join(result.refused[:_MOST_REASONS]), warning=first.warning)


def _plan_control(
    result: Plan,
    index: int,
    media: Media,
    available: frozenset[ResourceType],
    held: ResourceType | None,
    accept: str,
    tls: TlsPolicy,
    peer_host: str,
) -> None:
    # The examples of §14.1 leave the attributes of unchanged lines out.
    name = (media.attribute("resource") or held or "").lower()
    try:
        security = agree(result.offer, media, tls, peer_host)
        _check_resource(result, name, available)
    except SdpError as refusal:
        result.refusals[index] = refusal
        return
    existing = (media.attribute("connection") or "new").lower() == "existing"
    resource = ResourceType(name)
    wanted = _result_format(result.offer, media, accept) if resource in CONSUMERS else None
    result.controls.append(ControlLine(index, resource, tuple(media.attributes("cmid")), existing, wanted, security))


def _result_format(offer: SessionDescription, media: Media, accept: str) -> str | None:
    """§6.3: "negotiating the format … with SDP (a=resultformat:application/emma+xml) or with SIP (Allow/Accept)". None:
    nothing is asked for; what is asked for and not there is NLSML, which "MUST" be."""
    asked = media.attributes("resultformat") or offer.attributes("resultformat")
    if asked:
        return named(",".join(asked).replace(" ", ","), MEDIA_TYPES) or NLSML
    return named(accept, MEDIA_TYPES)


def _check_resource(result: Plan, name: str, available: frozenset[ResourceType]) -> None:
    """Raises SdpError for a resource that cannot be had, or not once more."""
    if name not in available:
        reason = f"resource {name[:40]} is not available" if name else "a=resource is missing"
        raise SdpError(reason, warning=_INCOMPATIBLE_MEDIA)
    if any(line.resource == name for line in result.controls):
        raise SdpError(f"a second {name} (RFC 6787 section 4.2)", warning=_MISCELLANEOUS)


def _plan_audio(
    result: Plan, encodings: Sequence[str], ip_versions: frozenset[int], crypto: Callable[[int], CryptoTerms]
) -> SdpError | None:
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
            ip_versions=ip_versions,
            crypto=crypto(index),
        )
        try:
            answer = answer_audio(result.offer, media, capabilities=capabilities, port=1)
        except SdpError as error:
            result.refusals[index] = error
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
    tls: TlsPolicy = _NO_TLS,
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
            answer.media.append(_answer_control(controls[index], grant, host, control_host, tls))
        else:
            line = audio[index]
            own = line.answer.media
            own.port = grant.port
            _put_host(own, host, media_host(line))
            answer.media.append(own)
    return answer


def _answer_control(line: ControlLine, grant: Granted, host: str, control_host: str, tls: TlsPolicy) -> Media:
    security = line.security
    media = Media("application", grant.port, PLAIN if security is None else SECURE, ["1"])
    _put_host(media, host, control_host)
    media.add_attribute("setup", "passive" if security is None or security.connects_to is None else "active")
    media.add_attribute("connection", grant.connection)
    media.add_attribute("channel", grant.channel)
    if security is not None:
        describe(media, security, tls)
    if line.result_format:
        media.add_attribute("resultformat", line.result_format)
    for mid in line.mids:
        media.add_attribute("cmid", mid)
    return media


def _put_host(media: Media, session_host: str, host: str) -> None:
    """RFC 8866 §5.7: a media level `c=` only where it differs; it stands before the attributes."""
    if host != session_host:
        family = "IP6" if ":" in host else "IP4"
        media.lines.insert(0, ("c", f"IN {family} {host}"))


def describe_capabilities(
    origin: Origin,
    *,
    host: str,
    resources: Sequence[ResourceType],
    encodings: Sequence[str],
    protocols: Sequence[str] = (PLAIN,),
) -> SessionDescription:
    """The SDP of an OPTIONS answer (§7): port 0, one `a=resource` for each type, and the codecs; a control line
    for each of `protocols`."""
    answer = SessionDescription.create(origin, host=host)
    for protocol in protocols:
        control = Media("application", 0, protocol, ["1"])
        for resource in resources:
            control.add_attribute("resource", str(resource))
        answer.media.append(control)
    answer.media.append(capability_audio(encodings))
    return answer
