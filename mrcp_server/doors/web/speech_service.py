"""What every dialect needs to serve a request: who asks, which voice, is the server ready, the record at the end."""

import asyncio
import time
import uuid
from collections.abc import Mapping

from fastapi import Request

from engine.errors import (
    ClipError,
    DeadlyInputError,
    EngineError,
    LanguageUnsupportedError,
    OverloadedError,
    TooMuchWorkError,
    VoiceUnavailableError,
)
from engine.interface import AudioFormat, Utterance, VoiceSelection
from engine.tokens.planner import Planner
from engine.workers.pool import Priority
from mrcp_server.config import Aliases, Http
from mrcp_server.doors.web.access import Access, Caller, presented_key
from mrcp_server.doors.web.catalog import Catalog
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import HttpServices, RecognitionServices, Speaker, Speech
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.records import SpeakRecord


class SpeechService:
    """One for the whole application. Its methods raise RefusedError, which the dialects translate."""

    def __init__(self, services: HttpServices) -> None:
        self.server = services
        """What the rest of the server offers."""
        http = services.http
        self.access = Access(
            http.keys,
            requests_per_minute=http.key_requests_per_minute,
            concurrent_streams=http.key_concurrent_streams,
            characters_per_minute=http.key_characters_per_minute,
        )
        self.catalog = Catalog(services.voices, services.aliases, services.engine)
        self.language = services.engine.language
        """Of the speech in a request that names none."""
        self.max_upload_bytes = http.max_upload_bytes
        self.max_text_characters = http.max_text_characters
        self.send_timeout_s = http.send_timeout_s

    def reconfigure(self, http: Http, aliases: Aliases) -> None:
        """Other keys, their limits, and other names, for requests from now on."""
        self.access.change(
            http.keys,
            requests_per_minute=http.key_requests_per_minute,
            concurrent_streams=http.key_concurrent_streams,
            characters_per_minute=http.key_characters_per_minute,
        )
        self.catalog.rename(aliases)

    def admit(self, headers: Mapping[str, str]) -> Caller:
        """Who calls, counted as one request."""
        caller = self.access.admit(presented_key(headers))
        caller.count_request(time.monotonic())
        return caller

    def check_key(self, headers: Mapping[str, str]) -> None:
        """Lets those pass who may use the server and now only look; that counts for no limit."""
        self.access.admit(presented_key(headers))

    def source(self, request: Request, caller: Caller) -> str:
        """Who asks, for turns at what is scarce: the key, or where none is needed the host."""
        return caller.name if not self.access.open or request.client is None else request.client.host

    def speaker(self) -> Speaker:
        """The speaker, if speech is made now."""
        reason = self.server.unavailable()
        if reason or self.server.speaker is None:
            raise RefusedError(Reason.NOT_READY, f"the server takes no requests now: {reason or 'it has no voice'}")
        return self.server.speaker

    def recognition(self) -> RecognitionServices:
        """What recognises, if speech is recognised now."""
        reason = self.server.unavailable()
        if reason or self.server.recognition is None:
            raise RefusedError(Reason.NOT_READY, f"nothing is recognised now: {reason or 'there is no recogniser'}")
        return self.server.recognition

    def voice_name(self, voice: VoiceSelection) -> str:
        """The name of the voice that will speak."""
        try:
            return self.speaker().voice_for(voice).name
        except EngineError as error:
            raise refused_by_engine(error) from None

    def speak(self, utterance: Utterance, fmt: AudioFormat, priority: Priority = Priority.FIRST) -> Speech:
        """Starts speaking."""
        if utterance.notes:
            get_logger().warning("markup not as it should be", notes=utterance.notes)
        try:
            return self.speaker().speak(utterance, fmt, priority=priority)
        except EngineError as error:
            raise refused_by_engine(error) from None

    def planner(self, voice: VoiceSelection) -> Planner:
        """A planner for text that comes in pieces, in the voice's language."""
        return Planner(voice.language or self.language)

    def record(self, door: str, text: str, voice: str) -> SpeakRecord:
        """A new record with an id of its own, received now."""
        return SpeakRecord(door, uuid.uuid4().hex, time.monotonic(), text=text, voice=voice)

    def write(self, record: SpeakRecord, caller: Caller, dialect: str) -> None:
        """Writes the record when the utterance has ended, however it did."""
        logger = get_logger(session=record.utterance, dialect=dialect, caller=caller.name)
        record.write(logger, self.server.text_policy, self.server.metrics)


def refused_by_engine(error: EngineError) -> RefusedError:
    """An engine's failure as a refusal; what is the caller's to mend is told apart from what is ours."""
    if isinstance(error, LanguageUnsupportedError):
        return RefusedError(Reason.VOICE, error.reason, "language")
    if isinstance(error, VoiceUnavailableError):
        return RefusedError(Reason.VOICE, error.reason, "voice")
    if isinstance(error, TooMuchWorkError | DeadlyInputError):
        return RefusedError(Reason.TOO_MUCH_WORK, error.reason)
    if isinstance(error, ClipError):
        return RefusedError(Reason.DOCUMENT, f"the recording {error.uri[:200]} cannot be had: {error.reason}")
    if isinstance(error, OverloadedError):
        return RefusedError(Reason.OVERLOADED, error.reason)
    return RefusedError(Reason.ENGINE, error.reason)


def refused_by_recognizer(error: EngineError) -> RefusedError:
    """The same for a recogniser. A language that nobody hears is a wrong parameter; the text names those that are."""
    if isinstance(error, LanguageUnsupportedError):
        return RefusedError(Reason.INVALID, error.reason, "language")
    return refused_by_engine(error)


def server_timing(record: SpeakRecord) -> str:
    """The times so far as a Server-Timing header (W3C), in milliseconds after the request came in."""
    names = {"text_ready_ms": "text-ready", "first_audio_ms": "first-audio", "first_packet_ms": "first-byte"}
    times = record.times_ms()
    return ", ".join(f"{name};dur={times[key]}" for key, name in names.items() if key in times)


async def cancel_and_wait(*tasks: asyncio.Task[None]) -> None:
    """Ends tasks that may be running, and returns when they have ended. Their failures are theirs."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
