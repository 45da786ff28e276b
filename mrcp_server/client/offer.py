"""The client's half of the session description: an offer with control channels and one audio line, and its answer.

RFC 6787 §4.2, written the way the UniMRCP client library writes it: control lines first, `cmid` pointing to the audio.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from mrcp_server.client.errors import AnswerError, ClientError
from mrcp_server.tls.fingerprint import Fingerprint, parse_fingerprints
from rtp.wire.payload_types import PCMA, PCMU, TELEPHONE_EVENT, PayloadFormat, payload_format_of
from rtp.wire.srtp_suites import SUITES, is_available
from sip.errors import SdpError
from sip.sdp import ConnectionField, Media, Origin, SessionDescription
from sip.security_descriptions import CryptoLine, read_agreed

CONTROL_PROTOCOL = "TCP/MRCPv2"
SECURE_CONTROL_PROTOCOL = "TCP/TLS/MRCPv2"
DISCARD_PORT = 9
"""§4.2: the offerer does not listen, so "the port number is 9"."""
TELEPHONE_EVENT_TYPE = 101
AUDIO_MID = "1"
STATIC_TYPES = {PCMU: 0, PCMA: 8}


def new_crypto(suite_name: str) -> CryptoLine:
    """A crypto line with a key of its own.

    Raises:
        ClientError: no such suite, or the library for it is not installed.
    """
    suite = SUITES.get(suite_name)
    if suite is None:
        raise ClientError(f"the client knows the crypto suites {', '.join(SUITES)}, not {suite_name}")
    if not is_available():
        raise ClientError("encrypted audio needs the library cryptography: pip install 'mrcp-server[srtp]'")
    return CryptoLine("1", suite.name, secrets.token_bytes(suite.master_bytes))


@dataclass(frozen=True, slots=True)
class Offer:
    """What we ask for. `bytes(offer)` is the body of the INVITE."""

    rtp_host: str
    """Address our audio socket is bound to, as the server reaches it."""
    rtp_port: int
    resources: tuple[str, ...] = ("speechsynth",)
    """Resource types, one control line each, in this order."""
    direction: str = "recvonly"
    """Of the audio, seen from us: recvonly to hear, sendonly to be heard, sendrecv for both."""
    codecs: tuple[PayloadFormat, ...] = (PCMU, PCMA)
    """Most wanted first."""
    ptime_ms: int = 20
    connection: str = "new"
    """§4.2: `existing` asks to use a control connection that is open already."""
    session_id: int = 1
    version: int = 1
    offers_keys: bool = True
    """telephone-event too; without it the server finds keys in the audio itself, as those of a recording are."""
    is_secure: bool = False
    """Control channels over TLS (RFC 6787 §4.2)."""
    fingerprints: tuple[Fingerprint, ...] = ()
    """Of the certificate we show there (RFC 8122); none when we have none."""

    crypto: CryptoLine | None = None
    """Key of what we send, for encrypted audio (RTP/SAVP); None for RTP in clear."""

    def __bytes__(self) -> bytes:
        origin = Origin("-", str(self.session_id), str(self.version), ConnectionField.to_host(self.rtp_host))
        session = SessionDescription.create(origin, host=self.rtp_host)
        session.media.extend(self._control(resource) for resource in self.resources)
        session.media.append(self._audio())
        return bytes(session)

    def _control(self, resource: str) -> Media:
        protocol = SECURE_CONTROL_PROTOCOL if self.is_secure else CONTROL_PROTOCOL
        control = Media("application", DISCARD_PORT, protocol, ["1"])
        for name, value in (
            ("setup", "active"),
            ("connection", self.connection),
            ("resource", resource),
            ("cmid", AUDIO_MID),
        ):
            control.add_attribute(name, value)
        for fingerprint in self.fingerprints if self.is_secure else ():
            control.add_attribute("fingerprint", str(fingerprint))
        return control

    def _audio(self) -> Media:
        types = {STATIC_TYPES[codec]: codec for codec in self.codecs}
        if self.offers_keys:
            types[TELEPHONE_EVENT_TYPE] = TELEPHONE_EVENT
        protocol = "RTP/AVP" if self.crypto is None else "RTP/SAVP"
        audio = Media("audio", self.rtp_port, protocol, [str(number) for number in types])
        for number, codec in types.items():
            audio.add_attribute("rtpmap", f"{number} {codec.rtpmap}")
        if self.offers_keys:
            audio.add_attribute("fmtp", f"{TELEPHONE_EVENT_TYPE} 0-15")
        audio.add_attribute(self.direction)
        audio.add_attribute("ptime", str(self.ptime_ms))
        audio.add_attribute("mid", AUDIO_MID)
        if self.crypto is not None:
            audio.add_attribute("crypto", str(self.crypto))
        return audio


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server gives."""

    control: tuple[str, int]
    """Where its control channels are to be connected to."""
    channels: dict[str, str]
    """Channel-Identifier of each resource that was asked for."""
    audio: tuple[str, int]
    """Where it wants RTP, and normally sends it from."""
    codec: PayloadFormat
    payload_type: int
    telephone_event_type: int | None
    """Payload type of keys, None when the server takes none."""
    uses_existing_connection: bool = False
    is_secure: bool = False
    """Its control channels are over TLS."""
    fingerprints: tuple[Fingerprint, ...] = ()
    """Of the certificate that the server shows there."""
    crypto: CryptoLine | None = None
    """Key of what the server sends; None where its audio is in clear."""

    @classmethod
    def parse(cls, text: str, resources: Sequence[str], crypto: CryptoLine | None = None) -> "Answer":
        """Read the SDP of a 200. `crypto` is what was offered.

        Raises:
            AnswerError: it is no SDP, a resource was refused, or there is no audio we understand.
        """
        try:
            session = SessionDescription.parse(text)
            controls = [media for media in session.media if media.kind == "application"]
            channels = _channels(controls, resources)
            host = session.host_of(controls[0])
            audio = next((media for media in session.media if media.kind == "audio" and media.port), None)
            if audio is None or host is None:
                raise AnswerError("the server's answer has no audio line or no address")
            codec, payload_type = _codec(audio)
            return cls(
                control=(host, controls[0].port),
                channels=channels,
                audio=(session.host_of(audio) or host, audio.port),
                codec=codec,
                payload_type=payload_type,
                telephone_event_type=_telephone_event_type(audio),
                uses_existing_connection=controls[0].attribute("connection") == "existing",
                is_secure=controls[0].protocol.upper() == SECURE_CONTROL_PROTOCOL.upper(),
                fingerprints=parse_fingerprints(
                    controls[0].attributes("fingerprint") or session.attributes("fingerprint")
                ),
                crypto=None if crypto is None else read_agreed(audio, crypto),
            )
        except SdpError as error:
            raise AnswerError(f"the server's answer is no session description: {error}") from error


def _channels(controls: Sequence[Media], resources: Sequence[str]) -> dict[str, str]:
    if len(controls) < len(resources):
        raise AnswerError("the server's answer lacks control lines")
    channels = {}
    for resource, control in zip(resources, controls, strict=False):
        identifier = control.attribute("channel")
        if not control.port or not identifier:
            raise AnswerError(f"the server has no {resource} for us")
        channels[resource] = identifier
    return channels


def _codec(audio: Media) -> tuple[PayloadFormat, int]:
    for payload_type, codec in _formats(audio):
        if codec.is_waveform:
            return codec, payload_type
    raise AnswerError("the server's answer has no codec we understand")


def _telephone_event_type(audio: Media) -> int | None:
    return next((number for number, codec in _formats(audio) if codec == TELEPHONE_EVENT), None)


def _formats(audio: Media) -> list[tuple[int, PayloadFormat]]:
    names = dict(line.split(None, 1) for line in audio.attributes("rtpmap") if " " in line)
    found = []
    for text in audio.formats:
        if text.isascii() and text.isdigit():
            codec = payload_format_of(int(text), names.get(text))
            if codec is not None:
                found.append((int(text), codec))
    return found
