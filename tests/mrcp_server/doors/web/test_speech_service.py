import asyncio

import pytest
import structlog

from engine.errors import ClipError, EngineError, LanguageUnsupportedError, OverloadedError, VoiceUnavailableError
from engine.interface import AudioFormat, Utterance, VoiceSelection
from mrcp_server.config import Http
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.speech_service import SpeechService, cancel_and_wait, refused_by_engine, server_timing
from mrcp_server.observability.records import SpeakRecord
from tests.fakes.listeners import fake_recognition
from tests.fakes.speaker import FakeSpeaker, fake_voices


def test_without_a_voice_no_requests_are_taken() -> None:
    with pytest.raises(RefusedError) as caught:
        SpeechService(HttpServices()).speaker()
    assert caught.value.reason is Reason.NOT_READY


def test_draining_takes_no_requests() -> None:
    service = SpeechService(HttpServices(speaker=FakeSpeaker(), voices=fake_voices, unavailable=lambda: "draining"))
    with pytest.raises(RefusedError, match="draining"):
        service.speak(Utterance(()), AudioFormat())


def test_what_is_wrong_in_a_document_is_told() -> None:
    async def run() -> None:
        service = SpeechService(HttpServices(speaker=FakeSpeaker(), voices=fake_voices))
        with structlog.testing.capture_logs() as lines:
            service.speak(Utterance((), notes=("a", "b")), AudioFormat())
            service.speak(Utterance(()), AudioFormat())
        assert [(line["log_level"], line["notes"]) for line in lines] == [("warning", ("a", "b"))]

    asyncio.run(run())


def test_without_a_recogniser_nothing_is_recognised() -> None:
    for services in (HttpServices(), HttpServices(recognition=fake_recognition(), unavailable=lambda: "draining")):
        with pytest.raises(RefusedError) as caught:
            SpeechService(services).recognition()
        assert caught.value.reason is Reason.NOT_READY
    assert SpeechService(HttpServices(recognition=fake_recognition())).recognition().names == ("sphinx",)


def test_a_voice_that_the_engine_does_not_have() -> None:
    service = SpeechService(HttpServices(speaker=FakeSpeaker(), voices=fake_voices))
    assert service.voice_name(VoiceSelection(names=("en-us",))) == "en-us"
    with pytest.raises(RefusedError) as caught:
        service.voice_name(VoiceSelection(language="xx", names=("nobody",)))
    assert caught.value.reason is Reason.VOICE


def test_requests_are_counted_for_each_key() -> None:
    service = SpeechService(HttpServices(http=Http(api_keys=["k"], key_requests_per_minute=1)))
    service.admit({"xi-api-key": "k"})
    with pytest.raises(RefusedError) as caught:
        service.admit({"xi-api-key": "k"})
    assert caught.value.reason is Reason.RATE


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (LanguageUnsupportedError("xx"), Reason.VOICE),
        (VoiceUnavailableError("no such"), Reason.VOICE),
        (OverloadedError("full"), Reason.OVERLOADED),
        (ClipError("http://host/a.wav", "404 Not Found"), Reason.DOCUMENT),
        (EngineError("broken"), Reason.ENGINE),
    ],
)
def test_engine_errors_tell_whose_fault_it_is(error: EngineError, reason: Reason) -> None:
    assert refused_by_engine(error).reason is reason


def test_server_timing_has_the_times_that_have_come() -> None:
    record = SpeakRecord("http", "u", 10.0, text_ready_at=10.001, first_audio_at=10.01)
    assert server_timing(record) == "text-ready;dur=1.0, first-audio;dur=10.0"


@pytest.mark.anyio
async def test_cancelled_tasks_have_ended_and_their_failures_are_theirs() -> None:
    async def fails() -> None:
        raise ValueError

    tasks = [asyncio.create_task(asyncio.sleep(9)), asyncio.create_task(fails())]
    await cancel_and_wait(*tasks)
    assert all(task.done() for task in tasks)
