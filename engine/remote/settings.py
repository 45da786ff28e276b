"""What is to be known of one speech service elsewhere. Plain values, so that they may cross to a worker.

The key is not among them, only where it is to be found: it is read in the worker that needs it, and so stands in no
argument, no message and no log.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

Kind = Literal["openai", "deepgram", "elevenlabs", "azure", "wyoming"]
Transport = Literal["auto", "http", "socket"]

VENDOR_URLS: dict[str, str] = {
    "openai": "https://api.openai.com/v1",
    "deepgram": "https://api.deepgram.com",
    "elevenlabs": "https://api.elevenlabs.io",
}
"""Where a service is when the configuration does not say; the others have no place of their own."""
VENDOR_KEYS: dict[str, str] = {
    "openai": "OPENAI_API_KEY",
    "deepgram": "DEEPGRAM_API_KEY",
    "elevenlabs": "ELEVENLABS_API_KEY",
    "azure": "AZURE_SPEECH_KEY",
}
"""The environment variable that the vendor's own tools read."""
_SCHEMES = {"wyoming": ("tcp",)}
_HTTP_SCHEMES = ("http", "https")


class RemoteVoice(msgspec.Struct, frozen=True, kw_only=True):
    """A voice of a service."""

    id: str
    """What the service calls it."""
    languages: tuple[str, ...]
    """BCP 47, the best first."""
    gender: Literal["", "male", "female", "neutral"] = ""
    model: str = ""
    """Empty: the service's."""


class ServiceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One service. Times are seconds, limits of 0 do not limit."""

    name: str
    """Under which it is configured; its voices are NAME/voice."""
    kind: Kind
    url: str = ""
    """Where its paths begin; empty: the vendor's."""
    key_variable: str = ""
    """The environment variable with its key; empty: the vendor's own, where it has one and `key_file` is empty."""
    key_file: str = ""
    """A file with its key, read again when it has changed."""
    model: str = ""
    """That speaks; empty: a usual one."""
    voices: dict[str, RemoteVoice] = {}
    """By the names they have here."""
    instructions: str = ""
    """How to speak, for models that take a description."""
    transport: Transport = "auto"
    """Over which way it speaks, where it has several."""
    rate_hz: int = 0
    """That its audio is asked for in; 0: one that fits the service."""
    extra: dict[str, Any] = {}
    """Further members of each request for speech, as the service documents them."""
    transcription_model: str = ""
    """That listens; empty: a usual one."""
    transcription_languages: tuple[str, ...] = ()
    """That it listens in (BCP 47); none: it does not listen."""
    transcription_even: float = 0.0
    """Its confidence at which what it heard is as often right as wrong, which is 0.5 here; 0: a usual one."""
    transcription_extra: dict[str, Any] = {}
    """Further members of each request to listen."""
    connect_timeout_s: float = 3.0
    first_byte_timeout_s: float = 4.0
    """From the request to the first audio or word."""
    idle_timeout_s: float = 3.0
    """How long it may be silent in the middle, and how far behind speech it may fall."""
    retries: int = 1
    """Further tries, before the first audio only."""
    concurrency: int = 16
    """Requests at once."""
    max_text_characters: int = 300
    """In one request; a longer piece is cut at its words."""
    proxy: str = ""
    """An HTTP proxy; those of the environment are not used."""
    ca_file: str = ""
    """Certificates (PEM) that are trusted beside none of the system's; empty: the system's."""
    keep_warm_s: float = 45.0
    """How often an idle connection is used so that it stays open; 0: never."""
    breaker_failures: int = 5
    """After so many failures in a row the service is left alone."""
    breaker_pause_s: float = 15.0
    """For so long."""
    characters_per_minute: int = 0
    characters_per_day: int = 0
    seconds_per_minute: float = 0.0
    """Of audio that it hears."""
    seconds_per_day: float = 0.0

    @property
    def base_url(self) -> str:
        """Where its paths begin, without a slash at the end."""
        return (self.url or VENDOR_URLS.get(self.kind, "")).rstrip("/")

    @property
    def key_source(self) -> str:
        """The environment variable that is read; empty: none."""
        return self.key_variable or ("" if self.key_file else VENDOR_KEYS.get(self.kind, ""))


def check_url(kind: str, url: str) -> str:
    """`url`, when a service of this kind can be there.

    Raises:
        ValueError: says why not, without what stands before an at sign.
    """
    parts = urlsplit(url)
    schemes = _SCHEMES.get(kind, _HTTP_SCHEMES)
    if not url:
        if kind not in VENDOR_URLS:
            raise ValueError(f"must be set for the kind {kind}, as in {schemes[0]}://host:port")
        return url
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://host' for scheme in schemes)}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("may not hold a user or a password: name the key by key_variable or key_file")
    if parts.query or parts.fragment:
        raise ValueError("may not hold a query")
    if kind == "wyoming" and parts.port is None:
        raise ValueError("must name a port, as in tcp://host:10200")
    return url


def to_options(settings: ServiceSettings) -> dict[str, Any]:
    """As options of an `EngineSpec`."""
    return {"service": msgspec.to_builtins(settings)}


def from_options(service: dict[str, Any]) -> ServiceSettings:
    """What `to_options` made."""
    return msgspec.convert(service, ServiceSettings)
