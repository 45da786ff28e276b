import pytest

from engine.errors import EngineError
from mrcp_server.doors.desk import Desk
from mrcp_server.doors.recordings import decode_upload, hearing_of, rate_for, transcribe
from mrcp_server.doors.refusal import Reason, RefusedError
from mrcp_server.doors.services import HttpServices
from tests.fakes.listeners import FakeListeners, fake_hearing
from tests.fakes.recordings import two_utterances, wav, wide

pytestmark = pytest.mark.anyio


def test_without_a_recogniser_nothing_is_heard() -> None:
    for services in (HttpServices(), HttpServices(hearing=fake_hearing(), readiness=lambda: "draining")):
        with pytest.raises(RefusedError) as caught:
            hearing_of(Desk(services))
        assert caught.value.reason is Reason.NOT_READY
    hearing_of(Desk(HttpServices(hearing=fake_hearing())))


@pytest.mark.parametrize(("source", "heard"), [(8000, 8000), (11025, 8000), (16000, 16000), (48000, 16000)])
def test_the_rate_that_is_heard(source: int, heard: int) -> None:
    assert rate_for(source) == heard


async def test_recordings_are_decoded_at_that_rate() -> None:
    samples, rate_hz = await decode_upload(wav(two_utterances()))
    assert (len(samples), rate_hz) == (len(two_utterances()), 8000)
    _, rate_hz = await decode_upload(wav(wide(two_utterances()), 22050))
    assert rate_hz == 16000
    for broken in (b"", b"nonsense", b"RIFF\x00\x00\x00\x00WAVE"):
        with pytest.raises(RefusedError) as caught:
            await decode_upload(broken)
        assert caught.value.reason is Reason.AUDIO


async def test_a_whole_recording() -> None:
    listeners = FakeListeners()
    transcript = await transcribe(fake_hearing(listeners), two_utterances(), 8000, "en-US")
    assert len(transcript.said) == 2
    assert transcript.duration_s == len(two_utterances()) / 8000
    assert all(session.closed for session in listeners.sessions)


async def test_the_engines_failures_are_refusals() -> None:
    listeners = FakeListeners()
    with pytest.raises(RefusedError, match="no model"):
        await transcribe(fake_hearing(listeners), two_utterances(), 8000, "xx")
    listeners.error = EngineError("broken")
    with pytest.raises(RefusedError, match="broken"):
        await transcribe(fake_hearing(listeners), two_utterances(), 8000, "en-US")
