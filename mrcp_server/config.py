"""The configuration: one model a section, read from TOML, the environment and `--set`, in that order.

Packages below receive plain values, never a `Config`. Every error names the key as the user wrote it.
"""

from __future__ import annotations

import inspect
import ipaddress
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, ValidationInfo, field_validator, model_validator

from engine.registry import ENTRY_POINT_GROUP, RECOGNIZER_GROUP
from engine.registry import names as engine_names
from mrcp_server.config_section import SECTION_RULES, Network, PositiveFloat, Secret, UserName
from mrcp_server.remote_config import RemoteService
from mrcp_server.source_config import Sources
from mrcp_server.stock_names import STOCK_RECOGNIZERS, STOCK_SYNTHESIZERS, STOCK_VOICES
from mrcp_server.tls_config import Tls, TlsUse

ENVIRONMENT_PREFIX = "MRCP_SERVER__"
AUTO = "auto"
"""As the name of an engine: the best there is."""
OWN = "own"
"""Among networks: every address of this machine's interfaces, as they are at that moment."""
METADATA_NETWORKS = ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32")
"""Link-local neighbours, and where clouds tell their machines secrets."""
_NAMED_SECTIONS: dict[str, type[BaseModel]] = {"remote": RemoteService}
"""Sections of which there may be many, `[remote.NAME]`."""

Port = Annotated[int, Field(ge=0, le=65535)]
Codec = Literal["PCMU", "PCMA", "G722", "L16", "L16/16000"]
MarkerPolicy = Literal["auto", "on", "off"]
Resource = Literal["speechsynth", "basicsynth", "speechrecog", "dtmfrecog"]
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
"""BCP 47."""
ServiceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]


class ConfigError(ValueError):
    """The configuration cannot be used; the text names the key and what is wrong with it."""


class Section(BaseModel):
    """A section: unknown keys are refused, so that a typing error is not a silent default."""

    model_config = SECTION_RULES


class Sip(Section):
    """Where the IVR sends its INVITE (RFC 3261)."""

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


class Mrcp(Section):
    """Control channels (RFC 6787)."""

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


class Rtp(Section):
    """The media plane (RFC 3550)."""

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


class Http(Section):
    """Health, metrics, console and the speech endpoints."""

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


class Aliases(Section):
    """Names that clients of other vendors use, and what they mean here; entries are added to the built-in ones.

    A name may hold `*`. A voice is one of `mrcp-server voices`, or a gender with an optional number and language, as
    in `female 2 es`, with `rather` before it where a natural voice matters more; empty is the configured voice. A model
    is the name of an engine; empty is the configured one.
    """

    voices: dict[str, str] = STOCK_VOICES
    """Voices by the names that stock clients ask for."""
    synthesizers: dict[str, str] = STOCK_SYNTHESIZERS
    """Speaking engines by the names of stock models."""
    recognizers: dict[str, str] = STOCK_RECOGNIZERS
    """Listening engines by the names of stock models."""

    @field_validator("voices", "synthesizers", "recognizers")
    @classmethod
    def _add_to_the_built_in(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        built_in: dict[str, str] = cls.model_fields[info.field_name or ""].default
        return {**built_in, **{name.lower(): meaning for name, meaning in value.items()}}


class RecognitionModel(Section):
    """A recognition model for a language; its folder alone says as much as a table with only that."""

    folder: str
    """Folder of the model."""
    kind: str = ""
    """What the model is, where its files do not tell."""
    int8: bool = False
    """Take quantised files where there are others, too."""
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    """Processes that run it, each with the model in memory."""
    options: dict[str, Any] = {}
    """Further arguments for sherpa-onnx, such as use_itn."""

    @model_validator(mode="before")
    @classmethod
    def _from_folder(cls, value: Any) -> Any:
        return {"folder": value} if isinstance(value, str) else value


class Engine(Section):
    """Voices, recognisers and the processes they live in."""

    synthesizer: str = AUTO
    """Engine that speaks when nothing else is asked for; auto: hibari for English, where it can be had, else espeak."""
    synthesizers: list[str] = []
    """Further engines, such as those of packages; hibari, piper and kokoro join when they have files."""
    synthesizer_options: dict[str, dict[str, Any]] = {}
    """What each engine is made with, as in {buzz = {hz = 90}}."""
    workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Engine processes; 0 is one a core."""
    language: str = "en-US"
    """Language of prompts that name none."""
    voice: str = ""
    """Voice of prompts that name none; empty takes the engine's voice for the language."""
    warm_voices: list[str] = []
    """Voices that are loaded before the server is ready; the default one always is."""
    voices_folder: str = ""
    """Where `mrcp-server voices --add` puts voices; empty: where a service, root or the user keeps data."""
    piper_folder: str = ""
    """Folder of Piper's voices, NAME.onnx and NAME.onnx.json each; empty: piper in `voices_folder`."""
    piper_genders: dict[str, Literal["male", "female", "neutral"]] = {}
    """Genders of those voices by name: their files do not tell."""
    hibari_folder: str = ""
    """Folder of further hibari voices, such as am_fenrir_v2.int8.onnx; empty: hibari in `voices_folder`."""
    kokoro_folder: str = ""
    """Folder of Kokoro's model and voices; empty: kokoro in `voices_folder`."""
    espeak_library: str = ""
    """Path of libespeak-ng; empty takes the one of the espeakng-loader wheel."""
    espeak_data: str = ""
    """Folder of espeak-ng-data; empty takes the wheel's."""
    onnx_providers: list[str] = []
    """Where neural models run, in order of preference, such as CUDAExecutionProvider; empty is the processor."""
    onnx_threads: Annotated[int, Field(ge=1, le=256)] = 1
    """Threads of one neural model; more than one takes cores from the other workers."""
    recognizer: str = "auto"
    """Engine that hears grammars and open speech; auto is moonshine where its model is sound, else sphinx."""
    recognizer_workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Recogniser processes; 0 is one a core."""
    moonshine_folder: str = ""
    """Folder of a Moonshine model's three files; empty takes the English one of the moonshine-voice wheel."""
    moonshine_language: str = "en-US"
    """Language of that model."""
    sphinx_models: dict[str, str] = {}
    """Acoustic models beside the English one: language to folder, as in {"de-DE" = "/models/de"}."""
    models: dict[LanguageTag, RecognitionModel] = {}
    """Models for sherpa-onnx: language to folder, or to a table with folder, kind, int8, workers and options."""
    transcription_model: str = ""
    """Folder of one more such model, with recognizer_workers processes."""
    transcription_language: str = "en-US"
    """Language of that one."""
    piece_timeout_s: PositiveFloat = 10.0
    """How long one piece of at most 300 characters may take before its worker is replaced."""
    max_waiting: Annotated[int, Field(ge=1)] = 1000
    """Pieces that may wait for a worker; what comes then fails at once."""
    gains_file: str = ""
    """File that keeps how loud each voice is; empty measures them at every start."""


class Fetch(Section):
    """Prompts, grammars and lexicons that requests name by URI."""

    allowed_hosts: list[str] = ["*"]
    """Hosts that may be fetched from, `*` standing for anything; one named exactly may lie in a blocked network."""
    blocked_networks: list[str] = [OWN, "0.0.0.0/8", "127.0.0.0/8", "::/127", *METADATA_NETWORKS]
    """Networks no URI may lead to; `own` are this machine's addresses, the others its loopback and clouds' secrets."""
    file_roots: list[str] = []
    """Folders that `file:` URIs may point into; empty refuses them."""
    timeout_s: PositiveFloat = 10.0
    """How long a fetch may take that names no Fetch-Timeout."""
    longest_timeout_s: PositiveFloat = 60.0
    """Bound of what a Fetch-Timeout may ask for."""
    max_bytes: Annotated[int, Field(ge=1024)] = 16 << 20
    """Largest document or recording."""
    cache_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Memory for fetched content, kept as its origin allows."""

    @field_validator("blocked_networks")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            if network != OWN:
                ipaddress.ip_network(network)
        return value


class Cache(Section):
    """Spoken sentences that are kept, for an IVR says the same ones all day."""

    memory_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Memory for them; 0 keeps none."""
    directory: str = ""
    """Folder in which they survive a restart; empty keeps them in memory only."""
    disk_bytes: Annotated[int, Field(ge=0)] = 1 << 30
    """Most that the folder may hold."""


class Waveforms(Section):
    """Recordings of callers that Save-Waveform asks for; served by HTTP under names nobody can guess."""

    base_url: str = ""
    """Where clients fetch them; empty: the HTTP door's own address."""
    max_bytes: Annotated[int, Field(ge=0)] = 256 << 20
    """Memory for all of them; the oldest go first."""
    keep_s: Annotated[float, Field(ge=0)] = 60.0
    """How long they outlive their session."""


class Limits(Section):
    """What one server takes on at most."""

    sessions: Annotated[int, Field(ge=1)] = 10000
    """SIP dialogs at once; more are answered 503 with Retry-After."""
    unconfirmed_sessions: Annotated[int, Field(ge=1)] = 1000
    """Of these, calls that wait for their ACK; one more ends the oldest, if that has waited for 4 s, or gets 503."""
    unused_session_s: Annotated[float, Field(ge=0)] = 120.0
    """End a session of which no MRCP request, no RTP and no control connection has come in so long; 0 never."""
    drain_s: Annotated[float, Field(ge=0)] = 30.0
    """How long running calls may go on after SIGTERM."""
    session_idle_s: Annotated[float, Field(ge=0)] = 3600.0
    """End a session with no MRCP message, no RTP, nothing playing and no SIP refresh for so long; 0 never."""
    lag_ms: Annotated[float, Field(ge=0)] = 200.0
    """Calls get 503 while the control process comes so late to what is due; 0 takes them nevertheless."""
    late_slots: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Likewise while so many of a media plane's slots (of 5 ms) begin more than 2 ms late, 1 being all; 0: never."""
    engine_wait_s: Annotated[float, Field(ge=0)] = 3.0
    """Likewise while text waits so long for an engine; 0: never."""
    free_memory_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Likewise while the system, or the control group, has less memory left; 0: never."""
    queued_speaks: Annotated[int, Field(ge=1)] = 1000
    """SPEAK requests one channel may hold, the one that plays among them; one more is answered 501."""
    queued_bytes: Annotated[int, Field(ge=1024)] = 16 << 20
    """Text that these may hold together."""


class Log(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important line written."""
    format: Literal["auto", "console", "json"] = "auto"
    """`auto` is coloured text on a terminal and JSON lines elsewhere."""
    text: Literal["full", "hash", "off"] = "hash"
    """Whether prompts and results are written: as they are, as a digest that still shows repeats, or not."""


class Config(Section):
    """All sections."""

    sip: Sip = Sip()
    mrcp: Mrcp = Mrcp()
    rtp: Rtp = Rtp()
    http: Http = Http()
    tls: Tls = Tls()
    engine: Engine = Engine()
    remote: dict[ServiceName, RemoteService] = {}
    aliases: Aliases = Aliases()
    fetch: Fetch = Fetch()
    waveforms: Waveforms = Waveforms()
    cache: Cache = Cache()
    limits: Limits = Limits()
    sources: Sources = Sources()
    log: Log = Log()

    @model_validator(mode="after")
    def _keys_unless_loopback(self) -> Self:
        if not self.http.keys and not is_loopback(self.http.host):
            raise ValueError("http.api_keys: must hold a key when http.host is not a loopback address")
        return self

    @model_validator(mode="after")
    def _tls_has_a_certificate(self) -> Self:
        for name, door in (("sip", self.sip), ("mrcp", self.mrcp), ("http", self.http)):
            if door.tls != "off" and not (self.tls.certificate or (name == "http" and self.http.tls_certificate)):
                raise ValueError(f"tls.certificate: must name a file when {name}.tls is {door.tls}")
        return self

    @model_validator(mode="after")
    def _services_have_names_of_their_own(self) -> Self:
        names = (AUTO, *engine_names(ENTRY_POINT_GROUP), *engine_names(RECOGNIZER_GROUP)) if self.remote else ()
        taken = set(names)
        for name, service in self.remote.items():
            if name in taken:
                raise ValueError(f"remote.{name}: an engine has that name, choose another one")
            if name in (self.engine.synthesizer, *self.engine.synthesizers) and not service.speaks:
                raise ValueError(f"remote.{name}.voices: must hold a voice when engine.synthesizer is {name}")
            if name == self.engine.recognizer and not service.transcription_languages:
                reason = f"must hold a language when engine.recognizer is {name}"
                raise ValueError(f"remote.{name}.transcription_languages: {reason}")
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_config(
    file: Path | None = None,
    settings: Iterable[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> Config:
    """Reads the file, then the environment (`MRCP_SERVER__SIP__PORT=…`), then `section.key=value` settings.

    Raises ConfigError, whose text names the key.
    """
    values = _read_file(file) if file else {}
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            path = name[len(ENVIRONMENT_PREFIX) :].lower().split("__")
            _put(values, path, _parse_value(text), name)
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise ConfigError(f"--set {setting}: write it as section.key=value")
        _put(values, key.strip().split("."), _parse_value(text), f"--set {key}")
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_describe(error)) from None


def shown_secrets(settings: Iterable[str]) -> list[str]:
    """Which of the `section.key=value` settings of a command line are secrets, by name."""
    return [name for name in (setting.partition("=")[0].strip() for setting in settings) if _is_secret(name)]


def _is_secret(name: str) -> bool:
    section, _, key = name.partition(".")
    found = Config.model_fields.get(section)
    fields = getattr(found.annotation, "model_fields", {}) if found else {}
    return key in fields and any(isinstance(mark, Secret) for mark in fields[key].metadata)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None


def _parse_value(text: str) -> Any:
    """A value as TOML, else as plain text, so that `sip.host=::` needs no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _put(values: dict[str, Any], path: list[str], value: Any, origin: str) -> None:
    named = path[0] in _NAMED_SECTIONS
    if len(path) != 2 + named or not all(path):
        example = f"three parts, as in {path[0]}.NAME.url" if named else "two parts, as in sip.port"
        raise ConfigError(f"{origin}: a key has {example}")
    section = values
    for name in path[:-1]:
        section = section.setdefault(name, {})
        if not isinstance(section, dict):
            raise ConfigError(f"{path[0]}: is a section, not a value")
    section[path[-1]] = value


def _port_range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit()):
        raise ValueError("write a range of ports as 5000-6000")
    low, high = int(first), int(last)
    if not 0 < low <= high <= 65535 and (low, high) != (0, 0):
        raise ValueError("ports lie between 1 and 65535, the lower first")
    return low, high


def _describe(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        problem = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            problem = "there is no such key"
        lines.append(f"{key}: {problem}" if key else problem)
    return "; ".join(lines)


def render_config(config: Config) -> str:
    """The configuration as TOML with every key and its explanation; `load_config` reads it back, without secrets."""
    lines = ["# Every key of mrcp-server with its default. Leave out what you do not change.", ""]
    for name in Config.model_fields:
        value = getattr(config, name)
        if isinstance(value, BaseModel):
            lines += _render_section(name, value)
            continue
        for key, section in value.items():
            lines += _render_section(f"{name}.{key}", section)
        if not value:
            lines += _render_example(name, _NAMED_SECTIONS[name])
    return "\n".join(lines)


def _render_section(name: str, section: BaseModel) -> list[str]:
    lines = _comment(type(section))
    lines.append(f"[{name}]")
    for key, key_field in type(section).model_fields.items():
        lines.append(f"# {key_field.description}")
        value = getattr(section, key)
        hidden = value and any(isinstance(mark, Secret) for mark in key_field.metadata)
        lines.append(f"# {key} is set" if hidden else f"{key} = {_to_toml(value)}")
    return [*lines, ""]


def _render_example(name: str, section: type[BaseModel]) -> list[str]:
    """A section that is not there by default: its keys, behind comment signs."""
    lines = _comment(section)
    lines.append(f"# [{name}.NAME]")
    for key, key_field in section.model_fields.items():
        lines.append(f"## {key_field.description}")
        default = f"{key} = " + ("" if key_field.is_required() else _to_toml(key_field.default))
        lines.append(f"# {default}".rstrip())
    return [*lines, ""]


def _comment(section: type[BaseModel]) -> list[str]:
    return [f"# {line}".rstrip() for line in inspect.cleandoc(section.__doc__ or "").splitlines()]


def _to_toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(_to_toml(item) for item in value) + "]"
    if isinstance(value, BaseModel):
        return _to_toml({key: getattr(value, key) for key in type(value).model_fields})
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_to_toml(key)} = {_to_toml(item)}" for key, item in value.items()) + "}"
    return json.dumps(str(value), ensure_ascii=False)
