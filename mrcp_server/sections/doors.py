"""What is listened at: SIP, control channels, media, and HTTP."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from mrcp_server.config_section import SECTION_RULES, Network, PositiveFloat, Secret, UserName
from mrcp_server.tls_config import TlsUse

Port = Annotated[int, Field(ge=0, le=65535)]
Codec = Literal["PCMU", "PCMA", "G722", "L16", "L16/16000"]
MarkerPolicy = Literal["auto", "on", "off"]
Resource = Literal["speechsynth", "basicsynth", "speechrecog", "dtmfrecog"]


class Sip(BaseModel):
    """Where the IVR sends its INVITE (RFC 3261)."""

    model_config = SECTION_RULES

    host: str = "0.0.0.0"
    """Address to listen on; `::` listens on IPv6 and IPv4."""
    port: Port = 8060
    """Port for UDP and TCP; 0 takes any free one."""
    transports: list[Literal["udp", "tcp"]] = ["udp", "tcp"]
    """Transports to open without TLS."""
    tls: TlsUse = "off"
    """SIP over TLS: not at all, also, or for every call; calls over UDP and TCP then get 403."""
    tls_port: Port = 5061
    """Port for SIP over TLS; 0 takes any free one."""
    external_address: str = ""
    """Address to name in Contact when it differs from the local one (NAT, containers)."""
    session_expires_s: Annotated[int, Field(ge=0)] = 600
    """Session interval asked of callers that support session timers (RFC 4028); 0 asks for none."""
    min_session_expires_s: Annotated[int, Field(ge=90)] = 120
    """Shortest session interval a caller may ask for."""
    junk_per_s: Annotated[float, Field(ge=0)] = 200.0
    """Messages a second that one source may send and that lead to no call; more are dropped unread. 0: no limit."""
    junk_burst: Annotated[float, Field(ge=1)] = 1000.0
    """How many of them it may send at once."""
    any_peer: bool | list[Network] = False
    """Where calls may lead to and go on from besides the address they came from: true, or networks (other proxies)."""
    users: Annotated[dict[UserName, Annotated[str, Field(min_length=1)]], Secret()] = {}
    """Callers by name, and their passwords: only they may call, by digest authentication (RFC 8760); empty: anybody."""
    realm: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ._@-]+$")] = "mrcp-server"
    """What callers are told their password is for; many clients choose one by it."""
    digest_algorithms: Annotated[list[Literal["SHA-256", "MD5"]], Field(min_length=1)] = ["SHA-256", "MD5"]
    """Hashes offered, the preferred one first; a client that stumbles over two headers may need one alone."""
    nonce_lifetime_s: PositiveFloat = 300.0
    """How long a challenge is good for further requests; then its client is asked anew, without asking its user."""
    open_options: bool = True
    """Answer OPTIONS without a password, for proxies that ask whether we live."""
    user_agent: str = "mrcp-server"
    """Name in Server and User-Agent headers."""


class Mrcp(BaseModel):
    """Control channels (RFC 6787)."""

    model_config = SECTION_RULES

    host: str = "0.0.0.0"
    """Address to listen on."""
    port: Port = 1544
    """TCP port of the control channels; 0 takes any free one."""
    tls: TlsUse = "off"
    """TCP/TLS/MRCPv2: not at all, also, or for every channel; offers of TCP/MRCPv2 then get 488."""
    tls_port: Port = 6076
    """Port of the control channels over TLS; 0 takes any free one."""
    external_address: str = ""
    """Address to name in SDP for control channels when it differs from the local one."""
    max_message_bytes: Annotated[int, Field(ge=4096, le=1 << 30)] = 4 << 20
    """Largest MRCP message accepted; a larger one is answered 504 and its connection closed."""
    message_timeout_s: PositiveFloat = 10.0
    """How long a message that has begun may take to arrive whole."""
    resources: list[Resource] = ["speechsynth", "basicsynth", "speechrecog", "dtmfrecog"]
    """Resource types that sessions may have; without a recogniser no recogniser process is started."""
    unbound_timeout_s: PositiveFloat = 30.0
    """How long a connection may stay open without ever naming a channel of a live session."""
    max_connections: Annotated[int, Field(ge=1)] = 20000
    """Connections open at once; more are closed on arrival."""
    speech_markers: MarkerPolicy = "auto"
    """SPEECH-MARKER events: `auto` spares callers built on UniMRCP (Asterisk, FreeSWITCH), which give up on one."""
    speech_markers_by_network: dict[str, MarkerPolicy] = {}
    """The same by network of the SIP peer, as in {"10.1.0.0/16" = "on"}; the narrowest counts."""
    speech_too_early: Literal["never", "no-match", "always"] = "no-match"
    """Cause 007 for who spoke as RECOGNIZE began: instead of 001 (`no-match`), at once (`always`) or `never`."""
    drain_ms: Annotated[int, Field(ge=0, le=5000)] = 80
    """How long SPEAK-COMPLETE waits after the last packet before silence, about a client's playout delay."""
    settle_ms: Annotated[int, Field(ge=0, le=1000)] = 40
    """Least time between IN-PROGRESS and the event that ends the request, for clients it would overtake; 0: none."""
    lead_in_ms: Annotated[int, Field(ge=0, le=2000)] = 0
    """Silence sent before the first audio of a SPEAK, for clients that clip the first syllable."""
    lead_out_ms: Annotated[int, Field(ge=0, le=2000)] = 0
    """Silence sent after the last audio of a SPEAK, for clients that clip the last syllable."""
    ssml_in_text: bool = True
    """Read a text/plain that begins with `<speak` or `<?xml` as SSML."""
    markdown_in_text: bool = True
    """Take marks of markdown and emoji off text/plain before it is spoken."""

    any_peer: bool | list[Network] = False
    """Use of a call's channels from other hosts than its SDP and SIP named: true, or the networks where they are."""

    @field_validator("speech_markers_by_network")
    @classmethod
    def _are_by_network(cls, value: dict[str, MarkerPolicy]) -> dict[str, MarkerPolicy]:
        for network in value:
            ipaddress.ip_network(network)
        return value


class Rtp(BaseModel):
    """The media plane (RFC 3550)."""

    model_config = SECTION_RULES

    host: str = "0.0.0.0"
    """Address the media sockets are bound to."""
    ports: str = "5000-6000"
    """Range of local ports, RTP on even and RTCP on odd ones; 0-0 takes any free ones."""
    planes: Annotated[int, Field(ge=1, le=64)] = 1
    """Media processes; each owns a part of the port range."""
    external_address: str = ""
    """Address to name in SDP for media when it differs from the local one."""
    srtp: Literal["off", "offered", "required", "required-with-tls"] = "offered"
    """Encrypted media (SRTP by a=crypto): off, where offered, required, or required with SIP over TLS."""
    address_proof: Literal["ack", "media"] = "ack"
    """Proof for more than a second of audio to another address than the caller's: the ACK, or only media from there."""
    trusted_networks: list[Network] = []
    """Networks of media servers that need no such proof."""
    codecs: list[Codec] = ["PCMU", "PCMA", "G722", "L16", "L16/16000"]
    """Codecs accepted; of those offered the caller's first choice is taken."""

    @field_validator("ports")
    @classmethod
    def _is_a_range(cls, value: str) -> str:
        first, last = _port_range(value)
        if last - first < 1 and (first, last) != (0, 0):
            raise ValueError("the range must hold at least two ports, as in 5000-6000")
        return value

    @property
    def port_range(self) -> tuple[int, int]:
        """First and last port, both included; 0, 0 leaves the choice to the system."""
        return _port_range(self.ports)


class Http(BaseModel):
    """Health, metrics, console and the speech endpoints."""

    model_config = SECTION_RULES

    host: str = "127.0.0.1"
    """Address to listen on; other than loopback needs api_keys."""
    port: Port = 8080
    """HTTP and WebSocket port; 0 takes any free one."""
    api_keys: Annotated[list[str], Secret()] = []
    """Keys for the speech endpoints, console and metrics; none, here and in the file, is allowed on loopback only."""
    api_keys_file: str = ""
    """File with further keys, one a line."""
    allowed_hosts: list[str] = []
    """Host names requests may ask for besides addresses and this machine's; empty: with keys any, else no other."""
    trusted_proxies: list[str] = []
    """Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    cors_origins: list[str] = []
    """Origins of web pages that may call the speech endpoints."""
    tls: TlsUse = "off"
    """Speak https and wss on this port: not at all, also, or only."""
    tls_certificate: str = ""
    """PEM file with a certificate chain of this door's own, instead of tls.certificate; makes `off` mean `required`."""
    tls_key: str = ""
    """PEM file with that certificate's private key; empty: in the same file."""
    send_timeout_s: PositiveFloat = 30.0
    """How long a client may leave audio unread before its stream is closed."""
    max_text_characters: Annotated[int, Field(ge=1)] = 100_000
    """Longest text of one request, and the most that may wait to be spoken on one socket."""
    max_upload_bytes: Annotated[int, Field(ge=1024)] = 25 << 20
    """Largest audio file or document accepted by an upload."""
    key_requests_per_minute: Annotated[int, Field(ge=0)] = 0
    """Requests a key may make in a minute; 0 does not limit."""
    key_concurrent_streams: Annotated[int, Field(ge=0)] = 0
    """Sockets and streams a key may hold at once; 0 does not limit."""
    key_characters_per_minute: Annotated[int, Field(ge=0)] = 0
    """Characters a key may have spoken in a minute; 0 does not limit."""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: list[str]) -> list[str]:
        for network in value:
            ipaddress.ip_network(network)
        return value

    @model_validator(mode="after")
    def _keys_can_be_read(self) -> Self:
        try:
            _ = self.keys
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"api_keys_file: {getattr(error, 'strerror', None) or error}") from None
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Those of `api_keys` and of the file as it is now, whose blank and `#` lines are none."""
        lines = Path(self.api_keys_file).read_text(encoding="utf-8").splitlines() if self.api_keys_file else []
        named = (line.strip() for line in lines)
        return (*self.api_keys, *(key for key in named if key and not key.startswith("#")))

    @property
    def tls_use(self) -> TlsUse:
        """What `tls` comes to: whoever names a certificate for this door wants it used."""
        return "required" if self.tls == "off" and self.tls_certificate else self.tls


def _port_range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit()):
        raise ValueError("write a range of ports as 5000-6000")
    low, high = int(first), int(last)
    if not 0 < low <= high <= 65535 and (low, high) != (0, 0):
        raise ValueError("ports lie between 1 and 65535, the lower first")
    return low, high
