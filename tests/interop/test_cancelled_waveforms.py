"""A RECOGNIZE with Save-Waveform that a newer one cancels hands over what was heard until then (RFC 6787 §9.4.8)."""

import asyncio
import io
import re
import wave

import httpx
import numpy as np
import pytest

from mrcp_server.client.audio import frames_of
from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Event
from tests.interop.running import RunningServer
from tests.interop.test_recognition_call import URI_LIST, press

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

ANSWER_S = 10.0
KEYS = b"builtin:dtmf/digits?length=1"


async def heard(event: Event) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """What lies at its Waveform-URI."""
    match = re.fullmatch(r"<(http://\S+)>;size=(\d+);duration=(\d+)", event.headers.get("Waveform-URI") or "")
    assert match is not None, event.headers
    async with httpx.AsyncClient() as client:
        body = (await client.get(match[1])).raise_for_status().content
    assert len(body) == int(match[2])
    with wave.open(io.BytesIO(body)) as recording:
        return np.frombuffer(recording.readframes(recording.getnframes()), "<i2").astype(np.int16)


async def test_what_was_heard_goes_with_the_cancelled_recognize(server: RunningServer) -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)).astype(np.int16)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        channel, answer = client.call.channels[RECOGNIZER], client.call.answer
        saving = [("Save-Waveform", "true"), ("Cancel-If-Queue", "true"), ("No-Input-Timeout", "60000"), URI_LIST]
        first = await channel.request(Method.RECOGNIZE, saving, KEYS, timeout_s=ANSWER_S)
        await client.audio.send_frames(iter(frames_of(tone, answer.codec)), answer.audio, answer.payload_type)
        await asyncio.sleep(0.3)
        second = await channel.request(Method.RECOGNIZE, saving, KEYS, timeout_s=ANSWER_S)
        cancelled = await completion_of(first, ANSWER_S)
        assert cancelled.headers.get("Completion-Cause") == "011 cancelled"
        samples = await heard(cancelled)
        assert first.completed_ns <= second.responded_ns, "the newer one was answered before the older had ended"
        await press(client, "5")
        done = await completion_of(second, ANSWER_S)
    assert np.count_nonzero(np.abs(samples) > 4000) > 4000, "the tone of a second is not in the recording"
    assert done.headers.get("Completion-Cause") == "000 success"
