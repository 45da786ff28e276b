"""The sections `[remote.NAME]`: speech services elsewhere."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from engine.remote.settings import Kind, RemoteVoice, ServiceSettings, Transport, check_url
from mrcp_server.config_section import SECTION_RULES, PositiveFloat

NO_FALLBACK = "none"
_Count = Annotated[int, Field(ge=0)]


class RemoteVoiceSection(BaseModel):
    """A voice of a service, as in {id = "…", languages = ["en-US"], gender = "female"}."""

    model_config = SECTION_RULES

    id: str = ""
    """What the service calls it; empty is the name it has here."""
    languages: list[str] = []
    """Languages it speaks, the best first; empty is the service's."""
    gender: Literal["", "male", "female", "neutral"] = ""
    """Its gender."""
    model: str = ""
    """Model that it needs; empty is the service's."""


class RemoteService(BaseModel):
    """A speech service elsewhere under a name of your choice, which `engine.synthesizer` may then be.

    As many as you like, several of one kind too. Its voices are NAME/voice, and by their plain name where it is free.
    """

    model_config = SECTION_RULES

    kind: Kind
    """Which way it speaks: openai (any compatible server), deepgram, elevenlabs, azure or wyoming."""
    url: str = ""
    """Where its paths begin, as in https://host/v1 or tcp://host:10200; empty is the vendor's own."""
    key_variable: str = ""
    """Environment variable that holds its key; empty is the one that the vendor's own tools read."""
    key_file: str = ""
    """File that holds its key, in place of the variable."""
    model: str = ""
    """Model that speaks; empty is a usual one."""
    voices: dict[str, str | RemoteVoiceSection] = {}
    """Voices by name, each a language or {id, languages, gender, model}; none: it does not speak (wyoming tells)."""
    languages: list[str] = ["en-US"]
    """Languages of the voices that name none."""
    instructions: str = ""
    """How it is to speak, for models that take a description."""
    transport: Transport = "auto"
    """Over http or a socket, where it can speak over both."""
    rate_hz: Annotated[int, Field(ge=0, le=48_000)] = 0
    """Sampling rate to ask for; 0 is one that fits the service."""
    extra: dict[str, Any] = {}
    """Further members of each request for speech, as the service documents them."""
    transcription_model: str = ""
    """Model that listens; empty is a usual one."""
    transcription_languages: list[str] = []
    """Languages it listens in; none: it does not listen."""
    transcription_even: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Its confidence at which it is as often right as wrong, which is 0.5 here; 0 is a usual one."""
    transcription_extra: dict[str, Any] = {}
    """Further members of each request to listen."""
    fallback: str = ""
    """Voice that speaks when the service cannot; empty is the usual local one for the language, none is nobody."""
    connect_timeout_s: PositiveFloat = 3.0
    """How long a connection may take."""
    first_byte_timeout_s: PositiveFloat = 4.0
    """How long the first audio or word may take."""
    idle_timeout_s: PositiveFloat = 3.0
    """How long it may be silent in the middle, and how far fall behind speech."""
    retries: Annotated[int, Field(ge=0, le=5)] = 1
    """Further tries, before the first audio only."""
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 16
    """Requests at once; more wait for as long as a first byte may take."""
    max_text_characters: Annotated[int, Field(ge=20)] = 300
    """Longest text of one request; what is longer is cut at its words."""
    characters_per_minute: _Count = 0
    """Characters that may be spoken in a minute; 0 does not limit."""
    characters_per_day: _Count = 0
    """Characters that may be spoken in 24 hours; 0 does not limit."""
    seconds_per_minute: Annotated[float, Field(ge=0)] = 0.0
    """Seconds of audio that may be heard in a minute; 0 does not limit."""
    seconds_per_day: Annotated[float, Field(ge=0)] = 0.0
    """Seconds of audio that may be heard in 24 hours; 0 does not limit."""
    breaker_failures: Annotated[int, Field(ge=1)] = 5
    """After so many failures in a row it is left alone."""
    breaker_pause_s: PositiveFloat = 15.0
    """For so long, and longer each time one more request finds it still failing."""
    keep_warm_s: Annotated[float, Field(ge=0)] = 45.0
    """How often an idle connection is used so that it stays open; 0 never."""
    proxy: str = ""
    """HTTP proxy to it, as in http://host:3128; those of the environment are not used."""
    ca_file: str = ""
    """PEM file of the certificates that it is checked against; empty is the system's."""

    @model_validator(mode="after")
    def _can_work(self) -> Self:
        try:
            check_url(self.kind, self.url)
        except ValueError as error:
            raise ValueError(f"url: {error}") from None
        if self.key_variable and self.key_file:
            raise ValueError("key_file: cannot be given together with key_variable")
        if self.ca_file and not Path(self.ca_file).is_file():
            raise ValueError(f"ca_file: there is no file {self.ca_file}")
        for name in self.voices:
            if not name.strip() or not name.isprintable():
                raise ValueError(f"voices: {name!r} is no name")
        return self

    @property
    def speaks(self) -> bool:
        """Whether it may have voices; a Wyoming service tells by itself."""
        return bool(self.voices) or self.kind == "wyoming"

    def settings(self, name: str) -> ServiceSettings:
        """What the engine package is to know of it."""
        values = self.model_dump(exclude={"voices", "languages", "fallback", "transcription_languages"})
        return ServiceSettings(
            name=name,
            voices={own: self._voice(own, voice) for own, voice in self.voices.items()},
            transcription_languages=tuple(self.transcription_languages),
            **values,
        )

    def _voice(self, name: str, voice: str | RemoteVoiceSection) -> RemoteVoice:
        if isinstance(voice, str):
            languages = tuple(tag.strip() for tag in voice.split(",") if tag.strip())
            return RemoteVoice(id=name, languages=languages or tuple(self.languages))
        return RemoteVoice(
            id=voice.id or name,
            languages=tuple(voice.languages or self.languages),
            gender=voice.gender,
            model=voice.model,
        )
