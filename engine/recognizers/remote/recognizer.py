"""The recognizer behind every kind of speech service elsewhere: the languages it is configured for, the guard that it
shares, and the listener that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities, matching_language
from engine.recognizers.remote.azure import AzureTranscription
from engine.recognizers.remote.deepgram import DeepgramListening
from engine.recognizers.remote.elevenlabs import ElevenLabsTranscription
from engine.recognizers.remote.elevenlabs_realtime import REALTIME, ElevenLabsListening
from engine.recognizers.remote.openai import OpenAiTranscription
from engine.recognizers.remote.stream_line import all_closed
from engine.recognizers.remote.stream_listener import StreamListener
from engine.recognizers.remote.upload_listener import UploadListener
from engine.recognizers.remote.wyoming import WyomingListening
from engine.remote.guard import ServiceGuard
from engine.remote.key import ServiceKey
from engine.remote.settings import ServiceSettings, from_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.recognition import RecognitionSpec
    from engine.recognizers.remote.service import StreamService, UploadService
    from engine.remote.guard import ServiceChange, ServiceFigures
    from engine.remote.recognition import RemoteListener


class ServiceRecognizer:
    """The engine.

    Args:
        service: `engine.remote.settings.to_options` made it.

    Raises:
        EngineError: the service is configured to hear no language, or its certificates cannot be read.
    """

    def __init__(self, service: dict[str, Any]) -> None:
        self._settings = settings = from_options(service)
        if not settings.transcription_languages:
            raise EngineError(f"{settings.name}: no transcription_languages are configured")
        self._guard = ServiceGuard(settings)
        made = make_service(settings, ServiceKey(settings))
        self._stream_service, self._upload_service = made
        if self._upload_service is not None:
            self._upload_service.keep_warm()

    def on_change(self, tell: Callable[[ServiceChange], None]) -> None:
        """Have `tell` called when the service becomes unusable, and when it works again."""
        self._guard.on_change = tell

    def abilities(self) -> Abilities:
        languages = self._settings.transcription_languages
        return Abilities(grammars=languages, transcription=languages)

    def open(self, spec: RecognitionSpec) -> RemoteListener:
        language = matching_language(spec.language, self._settings.transcription_languages)
        if language is None:
            raise LanguageUnsupportedError(spec.language, "recognition model")
        if self._stream_service is not None:
            return StreamListener(self._stream_service, self._guard, self._settings, spec, language)
        assert self._upload_service is not None  # noqa: S101 (it is one or the other)
        return UploadListener(self._upload_service, self._guard, self._settings, spec, language)

    def figures(self) -> ServiceFigures:
        return self._guard.figures

    async def close(self) -> None:
        await all_closed()
        for service in (self._stream_service, self._upload_service):
            if service is not None:
                await service.close()


def make_service(settings: ServiceSettings, key: ServiceKey) -> tuple[StreamService | None, UploadService | None]:
    """The one or the other."""
    match settings.kind:
        case "openai":
            return None, OpenAiTranscription(settings, key)
        case "deepgram":
            return DeepgramListening(settings, key), None
        case "elevenlabs" if REALTIME in (settings.transcription_model or REALTIME):
            return ElevenLabsListening(settings, key), None
        case "elevenlabs":
            return None, ElevenLabsTranscription(settings, key)
        case "azure":
            return None, AzureTranscription(settings, key)
        case "wyoming":
            return WyomingListening(settings), None
