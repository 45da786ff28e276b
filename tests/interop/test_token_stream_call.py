"""A SPEAK of a language model's answer while the model still makes it, over real SIP, MRCP, HTTP and RTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import numpy as np

from mrcp_server.client.client import MrcpClient
from tests.fakes.whole_server import running, scenario, uri_of

LIST = "text/uri-list"
# The machine itself is out of bounds for URIs, unless it is named.
ALLOWED = 'fetch.allowed_hosts=["127.0.0.1"]'


class Model:
    """An origin that answers with events: those of `tokens` at once, then whatever `say` adds."""

    def __init__(self, *tokens: str) -> None:
        self._tokens: asyncio.Queue[str | None] = asyncio.Queue()
        self.lost = asyncio.Event()
        self.asked = 0
        for token in tokens:
            self._tokens.put_nowait(token)

    def say(self, *tokens: str | None) -> None:
        """More; None ends the answer."""
        for token in tokens:
            self._tokens.put_nowait(token)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        speaking = asyncio.create_task(self._speak(writer))
        with suppress(ConnectionError):
            await reader.read()
        self.lost.set()
        speaking.cancel()
        writer.close()

    async def _speak(self, writer: asyncio.StreamWriter) -> None:
        while (token := await self._tokens.get()) is not None:
            writer.write(f"data: {token}\n\n".encode())
        writer.write_eof()


@asynccontextmanager
async def answering(model: Model) -> AsyncIterator[str]:
    """Its URL."""
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/answer"
    finally:
        server.close()


async def first_audio(client: MrcpClient, since_ns: int) -> None:
    """Waits until the caller has got a packet."""
    async with asyncio.timeout(5):
        while client.audio.first_after_ns(since_ns) is None:  # noqa: ASYNC110  # the kernel's, nothing to wait for
            await asyncio.sleep(0.01)


@scenario
async def test_the_caller_hears_the_answer_before_it_has_ended() -> None:
    model = Model("Good", " morning", " to", " you.", " What")
    async with answering(model) as url, running(ALLOWED) as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak(url, content_type=LIST)
        await first_audio(client, speak.sent_ns)
        assert not model.lost.is_set()
        model.say(" can", " I", " do", " for", " you", " today?", None)
        result = await client.finish_speak(speak, limit_s=20)
    assert result.cause == "000 normal"
    assert model.asked == 1
    # Far more than the first sentence alone: the tone engine takes some 15 ms a character.
    assert len(result.samples) > 8 * 600
    assert np.abs(result.samples.astype(float)).max() > 500


@scenario
async def test_a_stop_ends_the_request_to_the_model() -> None:
    model = Model("Once upon a time", " there was a king.", " He")
    async with answering(model) as url, running(ALLOWED) as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak(url, content_type=LIST)
        await first_audio(client, speak.sent_ns)
        began = asyncio.get_running_loop().time()
        assert len(await client.stop()) == 1
        async with asyncio.timeout(5):
            await model.lost.wait()
        assert asyncio.get_running_loop().time() - began < 1.0
        assert (await client.finish_speak(speak, limit_s=5)).cause == "stopped"


@scenario
async def test_a_model_that_breaks_off_is_a_failure_of_its_uri() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\n")
        writer.write(b"data: One moment, please. I\n\n")
        await writer.drain()
        writer.close()

    origin = await asyncio.start_server(refuse, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{origin.sockets[0].getsockname()[1]}/answer"
    async with running(ALLOWED) as server, MrcpClient(uri_of(server)) as client:
        result = await client.speak(url, content_type=LIST, limit_s=20)
        assert result.cause == "003 uri-failure"
    origin.close()
