"""What one caller can do: speak, stop, pause, set, recognise."""

import asyncio

import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient, content_type_of
from mrcp_server.client.errors import (
    CallLostError,
    CallRefusedError,
    ClientError,
    ReplyTimeoutError,
    RequestRefusedError,
)
from mrcp_server.client.recognize import Grammar
from tests.fakes.speech_server import HOST, FakeSpeechServer, Script, running

pytestmark = pytest.mark.anyio


def client_of(fake: FakeSpeechServer, *resources: str, timeout_s: float = 2.0) -> MrcpClient:
    return MrcpClient(f"sip:{HOST}:{fake.sip_port}", resources=resources or (SYNTHESIZER,), timeout_s=timeout_s)


async def test_speech_is_heard_and_measured() -> None:
    async with running() as fake, client_of(fake) as client:
        result = await client.speak("Hello.", headers=[("Voice-Name", "Anna")])
    assert result.is_normal
    assert result.cause == "000 normal"
    assert len(result.samples) == 8 * 160
    assert np.sqrt(np.mean(result.samples.astype(float) ** 2)) == pytest.approx(2500 / 2**0.5, rel=0.05)
    assert result.order.packets == 8
    assert result.order.lost == 0
    assert result.first_audio_ms is not None
    assert 0 < result.answer_ms < 1000
    assert 0 < result.first_audio_ms < result.end_ms < 2000
    assert result.setup_ms > 0
    assert fake.bodies == ["Hello."]
    assert fake.requests == ["INVITE", "ACK", "SPEAK", "BYE"]


async def test_speech_that_fails_is_no_exception() -> None:
    async with running(Script(speak_packets=0, speak_cause="002 parse-failure")) as fake, client_of(fake) as client:
        result = await client.speak("<speak>")
    assert not result.is_normal
    assert result.first_audio_ms is None
    assert len(result.samples) == 0


async def test_stopped_speech_ends_with_its_last_packet() -> None:
    async with running(Script(speak_packets=500)) as fake, client_of(fake) as client:
        speak = await client.begin_speak("A long text.")
        hearing = asyncio.create_task(client.finish_speak(speak))
        await asyncio.sleep(0.1)
        assert await client.stop([speak.request_id]) == [speak.request_id]
        result = await hearing
        assert await client.stop() == []
    assert result.cause == "stopped"
    assert 0 < len(result.samples) < 8000
    assert result.end_ms < 2000


async def test_barge_in_ends_speech_too() -> None:
    async with running(Script(speak_packets=500)) as fake, client_of(fake) as client:
        speak = await client.begin_speak("A long text.")
        assert await client.barge_in([("Proxy-Sync-Id", "7")]) == [1]
        assert (await client.finish_speak(speak)).cause == "stopped"


async def test_pause_and_resume_are_answered() -> None:
    async with running() as fake, client_of(fake) as client:
        assert (await client.pause()).status == 200
        assert (await client.resume()).status == 200
    assert fake.requests[2:4] == ["PAUSE", "RESUME"]


async def test_parameters_are_set_and_told() -> None:
    async with running() as fake, client_of(fake) as client:
        assert (await client.set_params({"Voice-Age": "28", "Logging-Tag": "x"})).status == 200
        assert await client.get_params(["Voice-Age"], SYNTHESIZER) == {"Voice-Age": "28"}
        assert await client.get_params() == {"Voice-Age": "28", "Logging-Tag": "x"}


async def test_a_refused_speak_is_an_error() -> None:
    async with running(Script(speak_status=407)) as fake, client_of(fake) as client:
        with pytest.raises(RequestRefusedError, match="SPEAK: 407"):
            await client.speak("Hello.")


async def test_recognition_streams_what_it_is_given() -> None:
    async with running() as fake, client_of(fake, RECOGNIZER) as client:
        result = await client.recognize(np.zeros(480, np.int16), Grammar.builtin("boolean"))
    assert result.is_success
    assert result.result == "<result>yes</result>"
    assert len(fake.heard) >= 8


async def test_resources_that_were_not_asked_for_are_said() -> None:
    async with running() as fake, client_of(fake) as client:
        with pytest.raises(ClientError, match="no speechrecog"):
            await client.recognize(np.zeros(160, np.int16), Grammar.builtin("digits"))


@pytest.mark.parametrize(
    ("resources", "direction"),
    [
        ((SYNTHESIZER,), "recvonly"),
        ((RECOGNIZER,), "sendonly"),
        ((SYNTHESIZER, RECOGNIZER), "sendrecv"),
    ],
)
def test_the_direction_is_that_of_the_resources(resources: tuple[str, ...], direction: str) -> None:
    assert MrcpClient("sip:127.0.0.1", resources=resources)._direction() == direction


async def test_a_failed_call_leaves_nothing_open() -> None:
    async with running(Script(invite_status=486)) as fake:
        client = client_of(fake)
        with pytest.raises(CallRefusedError):
            await client.open()
        await client.close()
        with pytest.raises(ClientError, match="not open"):
            _ = client.call


def test_nothing_can_be_asked_before_the_call() -> None:
    with pytest.raises(ClientError, match="not open"):
        _ = MrcpClient("sip:127.0.0.1").audio
    with pytest.raises(ClientError, match="not G729"):
        MrcpClient("sip:127.0.0.1", codec="G729")


async def test_what_went_wrong_inside_is_what_is_raised() -> None:
    async with running(Script(hangs_up_on="SPEAK", answers_bye=False)) as fake:
        with pytest.raises(CallLostError):
            async with client_of(fake, timeout_s=0.2) as client:
                await client.speak("Hello.")


async def test_a_bye_that_fails_alone_is_raised() -> None:
    async with running(Script(answers_bye=False)) as fake:
        with pytest.raises(ReplyTimeoutError, match="BYE"):
            async with client_of(fake, timeout_s=0.2):
                pass


def test_documents_are_told_from_text() -> None:
    assert content_type_of(' <?xml version="1.0"?><speak/>') == "application/ssml+xml"
    assert content_type_of("2 < 3") == "text/plain"
