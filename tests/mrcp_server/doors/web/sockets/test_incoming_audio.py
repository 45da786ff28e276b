import asyncio

import numpy as np
import pytest
from starlette.datastructures import QueryParams

from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.sockets.incoming_audio import (
    IncomingAudio,
    InputQueue,
    StreamFormat,
    read_format,
)
from rtp.wire.g711 import Law, encode


def test_formats_of_a_query() -> None:
    assert read_format(QueryParams("")) == StreamFormat("linear16", 8000)
    assert read_format(QueryParams("encoding=mulaw&sample_rate=8000&channels=1")) == StreamFormat("mulaw", 8000)
    assert read_format(QueryParams(""), 16000).rate_hz == 16000
    for query in ("encoding=opus", "channels=2", "sample_rate=10", "sample_rate=x", "sample_rate=99999"):
        with pytest.raises(RefusedError):
            read_format(QueryParams(query))


def test_a_sample_may_be_cut_between_messages() -> None:
    stream = IncomingAudio(StreamFormat("linear16", 8000))
    pcm = np.arange(100, dtype="<i2").tobytes()
    samples = np.concatenate([stream.samples(pcm[:33]), stream.samples(pcm[33:])])
    assert samples.tolist() == list(range(100))


@pytest.mark.parametrize(("encoding", "law"), [("mulaw", Law.PCMU), ("ulaw", Law.PCMU), ("alaw", Law.PCMA)])
def test_g711(encoding: str, law: Law) -> None:
    stream = IncomingAudio(StreamFormat(encoding, 8000))
    loud = np.full(10, 8000, np.int16)
    assert np.abs(stream.samples(encode(loud, law)).astype(int) - 8000).max() < 300


def test_wide_band_stays_wide() -> None:
    assert IncomingAudio(StreamFormat("linear16", 44100)).rate_hz == 16000
    assert IncomingAudio(StreamFormat("linear16", 11025)).rate_hz == 8000
    assert len(IncomingAudio(StreamFormat("linear16", 48000)).samples(bytes(2 * 48000))) > 14000


@pytest.mark.anyio
async def test_what_waits_is_bounded_by_bytes_and_keeps_its_order() -> None:
    waiting, sent = InputQueue(), bytes(range(256)) * 4000

    async def send() -> None:
        await waiting.put(sent)
        await waiting.put("Finalize")

    sending = asyncio.create_task(send())
    for _ in range(200):
        await asyncio.sleep(0)
    assert not sending.done()
    received = b""
    while isinstance(part := await waiting.get(), bytes):
        assert len(part) <= 4096
        received += part
    assert (received, part) == (sent, "Finalize")
    await sending
