"""The recognizer behind every kind of service."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities, RecognitionSpec
from engine.recognizers.remote.deepgram import DeepgramListening
from engine.recognizers.remote.elevenlabs import ElevenLabsTranscription
from engine.recognizers.remote.elevenlabs_realtime import ElevenLabsListening
from engine.recognizers.remote.recognizer import ServiceRecognizer, make_service
from engine.recognizers.remote.wyoming import WyomingListening
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceChange
from engine.remote.key import ServiceKey
from engine.remote.settings import Kind, to_options
from tests.fakes.remote_service import FakeService, answers, hangs
from tests.fakes.transcribing import hears, loud, recognizing, run, service, until

KINDS: tuple[Kind, ...] = ("openai", "deepgram", "elevenlabs", "azure", "wyoming")


@pytest.mark.parametrize("kind", KINDS)
def test_it_hears_the_languages_it_is_configured_for(kind: Kind) -> None:
    async def work() -> None:
        url = "tcp://127.0.0.1:9" if kind == "wyoming" else "http://127.0.0.1:9"
        async with recognizing(service(kind, url, transcription_languages=("de-DE", "en-GB"))) as recognizer:
            assert recognizer.abilities() == Abilities(("de-DE", "en-GB"), ("de-DE", "en-GB"))
            recognizer.open(RecognitionSpec("en-US")).close()
            with pytest.raises(LanguageUnsupportedError, match="'fr'"):
                recognizer.open(RecognitionSpec("fr"))

    run(work)


def test_without_a_language_there_is_no_recognizer() -> None:
    with pytest.raises(EngineError, match="cloud: no transcription_languages"):
        ServiceRecognizer(**to_options(service(transcription_languages=())))


@pytest.mark.parametrize(
    ("kind", "model", "stream", "upload"),
    [
        ("elevenlabs", "", ElevenLabsListening, None),
        ("elevenlabs", "scribe_v3_realtime", ElevenLabsListening, None),
        ("elevenlabs", "scribe_v1", None, ElevenLabsTranscription),
        ("deepgram", "", DeepgramListening, None),
        ("wyoming", "", WyomingListening, None),
    ],
)
def test_the_model_decides_the_way(kind: Kind, model: str, stream: type | None, upload: type | None) -> None:
    async def work() -> None:
        settings = service(kind, "tcp://127.0.0.1:9", transcription_model=model)
        made = make_service(settings, ServiceKey(settings, {}))
        assert [type(one) if one else None for one in made] == [stream, upload]

    run(work)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, b'{"error": {"message": "bad key"}}', Fault.KEY),
        (429, b"", Fault.LIMITED),
        (500, b"<html>", Fault.BROKEN),
        (400, b'{"detail": "no such model"}', Fault.REFUSED),
        (302, b"", Fault.GARBAGE),
        (200, b"<html>", Fault.GARBAGE),
        (200, b'{"text": "ye', Fault.GARBAGE),
        (200, b"x" * (3 << 20), Fault.GARBAGE),
    ],
)
@pytest.mark.parametrize("kind", ["openai", "azure"])
def test_what_an_upload_may_meet(kind: Kind, status: int, body: bytes, fault: Fault) -> None:
    async def work() -> None:
        async with FakeService(answers(status, body, location="http://169.254.169.254/latest")).running() as server:
            with pytest.raises(ServiceError) as caught:
                await hears(service(kind, server.url))
            assert caught.value.fault is fault
            assert len(server.requests) == 1

    run(work)


@pytest.mark.parametrize("kind", ["deepgram", "elevenlabs"])
@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, Fault.KEY), (429, Fault.LIMITED), (500, Fault.BROKEN), (302, Fault.GARBAGE), (200, Fault.BROKEN)],
)
def test_what_a_socket_may_meet(kind: Kind, status: int, fault: Fault) -> None:
    async def work() -> None:
        async with FakeService(answers(status, b"no", location="ws://10.0.0.1/")).running() as server:
            with pytest.raises(ServiceError) as caught:
                await hears(service(kind, server.url))
            assert caught.value.fault is fault

    run(work)


@pytest.mark.parametrize("kind", ["openai", "deepgram", "elevenlabs", "azure"])
def test_a_service_that_never_answers_costs_no_more_than_its_time(kind: Kind) -> None:
    async def work() -> None:
        async with FakeService(hangs).running() as server:
            with pytest.raises(ServiceError) as caught:
                await hears(service(kind, server.url, first_byte_timeout_s=0.1, connect_timeout_s=0.1))
            assert caught.value.fault in (Fault.TIMEOUT, Fault.UNREACHABLE)

    run(work)


def test_a_wrong_key_is_told_once_and_not_tried_again() -> None:
    async def work() -> None:
        changes: list[ServiceChange] = []
        async with (
            FakeService(answers(401, b'{"error": "wrong key"}')).running() as server,
            recognizing(service("openai", server.url)) as recognizer,
        ):
            recognizer.on_change(changes.append)
            for _ in range(3):
                listener = recognizer.open(RecognitionSpec())
                listener.push(loud())
                with pytest.raises(ServiceError, match="401") as caught:
                    await listener.ask(final=True, interim=False)
                assert caught.value.fault is Fault.KEY
                listener.close()
            assert len(server.requests) == 1
        assert [(one.usable, one.fault) for one in changes] == [(False, "key")]

    run(work)


def test_a_connection_is_warm_before_anybody_speaks() -> None:
    async def work() -> None:
        async with (
            FakeService(answers(200, b'{"text": "yes"}')).running() as server,
            recognizing(service("openai", server.url)) as recognizer,
        ):
            await until(lambda: server.warmed > 0)
            listener = recognizer.open(RecognitionSpec())
            listener.push(loud())
            await listener.ask(final=True, interim=False)
            assert server.connections == 1

    run(work)
