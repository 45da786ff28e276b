"""What bad input over HTTP and WebSocket does to a started server: the vendor's own error, and nobody else feels it."""

import asyncio
import contextlib
import itertools
import json
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Close

from engine.audio.audio_file import Encoder
from tests.fakes import telephone_audio
from tests.fakes.recordings import two_utterances, wav
from tests.interop.running import RunningServer
from tests.interop.speech_checks import KEY, TEXT, assert_pcm, http_client
from tests.interop.stranger import lines_since, pids_of, resident_kib, settled_kib, told, wait_for

pytestmark = [pytest.mark.anyio, pytest.mark.interop]

SEND_TIMEOUT_S = 1.0
UPLOAD_BYTES = 4 << 20
HUGE_BYTES = 1 << 28
BOOK = " ".join(f"This is sentence {number} of a book that nobody will hear to its end." for number in range(1300))
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b\r\n'
    b'Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n'
)


@pytest.fixture(scope="module", name="tough")
def _tough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of little patience. All its processes must be there at the end."""
    settings = {
        "http.api_keys": f'["{KEY}"]',
        "http.send_timeout_s": str(SEND_TIMEOUT_S),
        "http.max_upload_bytes": str(UPLOAD_BYTES),
        "engine.workers": "1",
        "engine.recognizer_workers": "1",
    }
    with RunningServer(tmp_path_factory.mktemp("tough") / "log", settings) as server:
        pids = pids_of(server)
        yield server
        assert pids_of(server) == pids


def url(server: RunningServer, path: str) -> str:
    return server.health_url.replace("http", "ws") + path


@contextlib.asynccontextmanager
async def opened(server: RunningServer, path: str, **options: Any) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with asyncio.timeout(30), connect(url(server, path), additional_headers=headers, **options) as socket:
        yield socket


async def assert_speaks(server: RunningServer) -> None:
    async with http_client(server) as http:
        asked = {"model": "tts-1", "voice": "alloy", "input": TEXT, "response_format": "pcm"}
        assert_pcm((await http.post("/v1/audio/speech", json=asked)).content, 24000)


@contextlib.asynccontextmanager
async def undisturbed(server: RunningServer) -> AsyncIterator[None]:
    """Meanwhile another client speaks again and again on its socket."""
    done = asyncio.Event()

    async def speak() -> int:
        turns = 0
        async with opened(server, "/v1/speak?encoding=linear16&sample_rate=16000") as socket:
            await socket.recv()
            while not done.is_set() or not turns:
                audio = b""
                await socket.send(json.dumps({"type": "Speak", "text": TEXT}))
                await socket.send(json.dumps({"type": "Flush"}))
                while isinstance(message := await socket.recv(), bytes):
                    audio += message
                assert json.loads(message)["type"] == "Flushed"
                assert_pcm(audio, 16000)
                turns += 1
                await asyncio.sleep(0.25)
        return turns

    speaking = asyncio.create_task(speak())
    try:
        yield
    finally:
        done.set()
    assert await speaking >= 1


# --- clients that stop reading, and clients that vanish ---------------------------------------------------------------


def _raw(server: RunningServer, receive_buffer: int = 0) -> socket.socket:
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.connect((server.host, server.http_port))
    client.settimeout(20)
    return client


def _request(path: str, body: bytes, content_type: str = "application/json") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {KEY}\r\nContent-Type: {content_type}\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def _record(server: RunningServer, offset: int, cause: str) -> None:
    """The utterance's log line tells this end, and no engine works on."""
    wait_for(lambda: [line for line in lines_since(server, offset) if line.get("cause") == cause])
    wait_for(lambda: sum(v for k, v in server.metrics().items() if k.startswith("engine_pieces_waiting")) == 0)


STREAMS = [
    ("/v1/audio/speech", {"model": "tts-1", "voice": "alloy", "input": BOOK, "response_format": "wav"}),
    ("/v1/speak?encoding=linear16", {"text": BOOK}),
    ("/v1/text-to-speech/default/stream?output_format=pcm_44100", {"text": BOOK}),
    ("/waves/v1/tts/live", {"text": BOOK}),
]


@pytest.mark.parametrize(("path", "body"), STREAMS)
async def test_a_client_that_stops_reading_is_closed(tough: RunningServer, path: str, body: dict[str, Any]) -> None:
    await assert_speaks(tough)
    before, offset = settled_kib(tough), tough.log.stat().st_size
    with told(tough, "speak"), contextlib.closing(_raw(tough, 4096)) as deaf:
        deaf.sendall(_request(path, json.dumps(body).encode()))
        assert deaf.recv(12) == b"HTTP/1.1 200"
        async with undisturbed(tough):
            await asyncio.to_thread(_record, tough, offset, "client-stalled")
        assert resident_kib(tough) - before < 40_000


SOCKETS: list[tuple[str, list[dict[str, Any]]]] = [
    ("/v1/speak?encoding=linear16&sample_rate=48000", [{"type": "Speak", "text": BOOK}, {"type": "Flush"}]),
    ("/v2/speak?encoding=linear16&sample_rate=48000", [{"type": "Speak", "text": BOOK}, {"type": "Flush"}]),
    ("/v1/text-to-speech/default/stream-input", [{"text": " "}, {"text": BOOK, "flush": True}]),
    ("/v1/text-to-speech/default/multi-stream-input", [{"text": BOOK, "flush": True, "context_id": "a"}]),
    ("/waves/v1/tts/live", [{"text": BOOK, "voice_id": "default"}]),
]


@pytest.mark.parametrize(("path", "messages"), SOCKETS)
async def test_a_socket_that_stops_reading_is_closed(
    tough: RunningServer, path: str, messages: list[dict[str, Any]]
) -> None:
    await assert_speaks(tough)
    before, offset = settled_kib(tough), tough.log.stat().st_size
    with told(tough, "speak"), contextlib.closing(_raw(tough, 4096)) as deaf:
        async with opened(tough, path, sock=deaf, max_queue=1, compression=None, ping_interval=None) as client:
            for message in messages:
                await client.send(json.dumps(message))
            await client.recv()
            client.transport.pause_reading()
            async with undisturbed(tough):
                await asyncio.to_thread(wait_for, lambda: "speak" in _events(tough, offset))
            assert resident_kib(tough) - before < 40_000
            client.transport.abort()


def _events(server: RunningServer, offset: int) -> set[str]:
    """Events of utterances that ended otherwise than well."""
    return {line["event"] for line in lines_since(server, offset) if line.get("cause") not in {None, "normal"}}


@pytest.mark.parametrize(("path", "body"), STREAMS)
async def test_work_for_a_client_that_vanishes_is_cancelled(
    tough: RunningServer, path: str, body: dict[str, Any]
) -> None:
    offset = tough.log.stat().st_size
    with told(tough, "speak"):
        client = _raw(tough)
        client.sendall(_request(path, json.dumps(body).encode()))
        assert client.recv(12) == b"HTTP/1.1 200"
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        await asyncio.to_thread(_record, tough, offset, "client-gone")
    await assert_speaks(tough)


@pytest.mark.parametrize(("path", "messages"), SOCKETS)
async def test_work_for_a_socket_that_vanishes_is_cancelled(
    tough: RunningServer, path: str, messages: list[dict[str, Any]]
) -> None:
    offset = tough.log.stat().st_size
    with told(tough, "speak"):
        async with opened(tough, path, compression=None) as client:
            for message in messages:
                await client.send(json.dumps(message))
            await client.recv()
            client.transport.abort()
        await asyncio.to_thread(_record, tough, offset, "client-gone")
    await assert_speaks(tough)


async def test_a_recording_whose_client_vanishes_is_not_heard_to_its_end(tough: RunningServer) -> None:
    """Minutes of speech take tens of seconds; the only recogniser is free at once for the next."""
    recording = wav(two_utterances())
    minutes = wav(np.tile(two_utterances(), 60))
    for path in ("/v1/listen", "/waves/v1/stt/"):
        client = _raw(tough)
        client.sendall(_request(path, minutes, "audio/wav"))
        await asyncio.sleep(0.3)
        client.close()
        async with asyncio.timeout(15), http_client(tough) as http:
            answer = await http.post("/v1/listen", content=recording, headers={"content-type": "audio/wav"})
            assert answer.status_code == 200


# --- uploads ----------------------------------------------------------------------------------------------------------

UPLOADS = [
    ("/v1/audio/transcriptions", "multipart/form-data; boundary=b", FORM, "error"),
    ("/v1/recognize", "multipart/form-data; boundary=b", FORM, "error"),
    ("/v1/listen", "audio/wav", b"RIFF", "err_code"),
    ("/waves/v1/stt/", "application/octet-stream", b"RIFF", "error"),
]


@pytest.mark.parametrize(("path", "content_type", "start", "member"), UPLOADS)
@pytest.mark.parametrize("announced", [True, False])
async def test_a_huge_upload_is_refused_while_it_arrives(
    tough: RunningServer, path: str, content_type: str, start: bytes, member: str, announced: bool
) -> None:
    """Whatever the client sends on, memory stays; the answer comes long before the end."""
    await assert_speaks(tough)
    before, most = settled_kib(tough), 0
    head = f"POST {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {KEY}\r\nContent-Type: {content_type}\r\n"
    head += f"Content-Length: {HUGE_BYTES}\r\n\r\n" if announced else "Transfer-Encoding: chunked\r\n\r\n"
    block = bytes(1 << 20)

    def chunk(data: bytes) -> bytes:
        return data if announced else b"%x\r\n%s\r\n" % (len(data), data)

    def send(client: socket.socket) -> int:
        nonlocal most
        sent = 0
        with contextlib.suppress(ConnectionError, TimeoutError):
            client.sendall(head.encode() + chunk(start))
            for _ in range(HUGE_BYTES >> 20):
                client.sendall(chunk(block))
                sent += len(block)
                most = max(most, resident_kib(tough)) if sent % (16 << 20) == 0 else most
        return sent

    with contextlib.closing(_raw(tough)) as client:
        sending = asyncio.create_task(asyncio.to_thread(send, client))
        answer = await asyncio.to_thread(_answer, client)
        sent_before_end = not sending.done()
        await sending
    assert answer.partition(b" ")[2].startswith(b"413"), answer
    assert member in json.loads(answer.partition(b"\r\n\r\n")[2])
    assert sent_before_end
    assert max(most, resident_kib(tough)) - before < (UPLOAD_BYTES >> 10) * 4 + 20_000
    await assert_speaks(tough)


def _answer(client: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(4096)
    length = int(received.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(received.partition(b"\r\n\r\n")[2]) < length:
        received += client.recv(4096)
    return received


def _broken() -> Iterator[tuple[str, bytes]]:
    quiet = telephone_audio.silence(0.3)
    samples = np.concatenate([quiet, telephone_audio.speech("yes"), quiet])
    whole = {"wav": wav(samples)}
    for codec in ("mp3", "flac", "opus", "aac"):
        coder = Encoder(codec, 8000 if codec != "flac" else 16000)
        whole[codec] = coder.push(samples) + coder.flush()
    for name, recording in whole.items():
        yield f"{name} cut", recording[: len(recording) // 2]
        yield f"{name} head only", recording[:40]
        holed = bytearray(recording)
        holed[len(holed) // 3 : len(holed) // 2] = bytes(range(256)) * (len(holed) // 6 // 256 + 1)
        yield f"{name} overwritten", bytes(holed)
    yield "empty", b""
    yield "text", b"this is no recording"
    yield "noise", bytes(itertools.islice(itertools.cycle((7, 200, 3, 255)), 5000))
    yield "webm head", b"\x1a\x45\xdf\xa3" + bytes(100)
    yield "mp4 head", bytes(4) + b"ftypisom" + bytes(100)
    yield "playlist", b"#EXTM3U\nfile:///etc/passwd\n"
    yield "huge rate", whole["wav"][:24] + struct.pack("<I", 0xFFFFFFFF) + whole["wav"][28:]


async def test_broken_recordings_are_heard_as_far_as_they_go_or_refused(tough: RunningServer) -> None:
    with told(tough):
        async with http_client(tough) as http, undisturbed(tough):
            for name, recording in _broken():
                answer = await http.post("/v1/listen", content=recording, headers={"content-type": "audio/x-unknown"})
                assert answer.status_code in {200, 400}, (name, answer.text)
                if name in {"empty", "text", "noise", "webm head", "mp4 head", "playlist", "huge rate"}:
                    assert answer.status_code == 400, (name, answer.text)
                    assert answer.json()["err_code"] == "Bad Request"


async def test_a_body_that_is_not_json_is_refused_in_each_shape(tough: RunningServer) -> None:
    shapes = {"/v1/audio/speech": "error", "/v1/speak": "err_code", "/waves/v1/tts": "error"}
    bodies = (b"", b"{", b"[]", b"\xff\xfe", b'{"input": "\\ud800"}', b'{"text": {"a": 1}}', b"[" * 50_000)
    async with http_client(tough) as http:
        for body in bodies:
            for path, member in shapes.items():
                answer = await http.post(path, content=body, headers={"content-type": "application/json"})
                assert (answer.status_code, member in answer.json()) == (400, True), (path, body[:20], answer.text)
            answer = await http.post(
                "/v1/text-to-speech/default", content=body, headers={"content-type": "application/json"}
            )
            assert (answer.status_code, set(answer.json()["detail"][0])) == (422, {"loc", "msg", "type"})


# --- messages on sockets ----------------------------------------------------------------------------------------------


async def _end(client: ClientConnection) -> Close:
    """How the server ends the socket; what comes before that is read."""
    closed = None
    try:
        while True:
            await client.recv()
    except ConnectionClosed as error:
        closed = error.rcvd
    assert closed is not None
    return closed


WRONG: list[tuple[str, list[str | bytes], int, str]] = [
    ("/v1/speak", ["no json"], 1003, "MESSAGE-0000"),
    ("/v1/speak", [b"\0\1"], 1003, "MESSAGE-0000"),
    ("/v1/speak", ['{"type": "Shout"}'], 1008, "DATA-0000"),
    ("/v1/speak", ['{"type": "Speak", "text": 7}'], 1003, "MESSAGE-0000"),
    ("/v1/speak", [json.dumps({"type": "Speak", "text": "a" * 100_001})], 1008, "DATA-0001"),
    ("/v1/speak", ['{"type": "Speak", "text": "<speak>half"}'], 1008, "DATA-0000"),
    ("/v1/speak", ["a" * ((1 << 20) + 1)], 1009, ""),
    ("/v2/speak", ['{"type": "Shout"}'], 1008, "DATA-0000"),
    ("/v1/listen", ['{"type": "Shout"}'], 1008, "DATA-0000"),
    ("/v1/text-to-speech/default/stream-input", ['{"text": 7}'], 1008, "text"),
    ("/v1/text-to-speech/default/stream-input", ['{"text": " "}', "[]"], 1008, "JSON"),
    ("/v1/text-to-speech/default/multi-stream-input", ['{"text": "a", "context_id": 7}'], 1008, "context_id"),
    ("/waves/v1/tts/live", ['{"text": "a", "sample_rate": 7}'], 1008, ""),
    ("/waves/v1/tts/live", ["{"], 1008, "JSON"),
    ("/waves/v1/stt/live", ['{"type": "shout"}'], 1008, "shout"),
]


@pytest.mark.parametrize(("path", "messages", "code", "reason"), WRONG)
async def test_a_wrong_message_closes_its_socket_with_the_vendors_code(
    tough: RunningServer, path: str, messages: list[str | bytes], code: int, reason: str
) -> None:
    with told(tough):
        async with opened(tough, path) as client:
            for message in messages:
                await client.send(message)
            closed = await _end(client)
        assert (closed.code, reason in closed.reason) == (code, True), closed


async def test_a_socket_of_broken_letters_is_closed_and_told_as_its_clients_fault(tough: RunningServer) -> None:
    """RFC 6455 §8.1: text that is no UTF-8 is 1007."""
    offset = tough.log.stat().st_size
    async with opened(tough, "/v1/speak") as client:
        await client.send(b"\xff", text=True)
        assert (await _end(client)).code == 1007
    wait_for(lambda: [line for line in lines_since(tough, offset) if line["event"] == "rejected"])
    assert {line["level"] for line in lines_since(tough, offset) if "UTF-8" in str(line)} == {"warning"}


@pytest.mark.parametrize("body", [b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"url": "http://[::1/"}'])
async def test_a_body_that_names_no_recording_is_refused(tough: RunningServer, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    with told(tough, "rejected"):
        async with http_client(tough) as http:
            for path in ("/v1/listen", "/waves/v1/stt/"):
                assert (await http.post(path, content=body, headers=headers)).status_code == 400


async def test_a_document_whose_recording_cannot_be_had_is_the_clients_to_mend(tough: RunningServer) -> None:
    ssml = '<speak version="1.0" xml:lang="en-US"><audio src="http://host.invalid/a.wav"/></speak>'
    with told(tough, "speak"):
        async with http_client(tough) as http:
            answer = await http.post("/v1/audio/speech", json={"model": "tts-1", "voice": "alloy", "input": ssml})
    assert answer.status_code == 400
    assert "host.invalid" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/audio/speech", "/v1/audio/transcriptions", "/v1/recognize", "/v1/listen"])
async def test_who_has_no_key_is_told_before_anything_is_read(tough: RunningServer, path: str) -> None:
    """It could have the server hold an upload, and wait for the rest of it."""
    with told(tough, "rejected"), contextlib.closing(_raw(tough)) as stranger:
        begun = _request(path, b"{" * 1000, "multipart/form-data; boundary=b").replace(KEY.encode() + b"\r", b"other\r")
        stranger.sendall(begun[:-990])
        assert b" 401 " in await asyncio.to_thread(stranger.recv, 65536)


async def test_text_that_comes_faster_than_it_is_spoken_has_a_bound(tough: RunningServer) -> None:
    """A client that never waits, and reads all it gets."""
    before = settled_kib(tough)
    message = json.dumps({"type": "Speak", "text": BOOK[:20_000]})
    flush = json.dumps({"type": "Flush"})
    with told(tough):
        async with opened(tough, "/v1/speak?encoding=linear16&sample_rate=48000", max_queue=None) as client:

            async def flood() -> None:
                for _ in range(2000):
                    await client.send(message)
                    await client.send(flush)

            flooding = asyncio.create_task(flood())
            closed = await _end(client)
            await asyncio.gather(flooding, return_exceptions=True)
        assert closed.reason.startswith("DATA-0001")
        assert resident_kib(tough) - before < 60_000
    await assert_speaks(tough)


async def test_audio_that_comes_faster_than_it_is_heard_waits_outside(tough: RunningServer) -> None:
    async with http_client(tough) as http:  # the first to be heard has a model loaded
        await http.post("/v1/listen", content=wav(two_utterances()), headers={"content-type": "audio/wav"})
    before = settled_kib(tough)
    with told(tough):
        async with opened(tough, "/v1/listen?encoding=mulaw&sample_rate=8000", ping_interval=None) as client:

            async def flood() -> None:
                while True:
                    await client.send(b"\xff" * 1_000_000)

            flooding = asyncio.create_task(flood())
            most = 0
            ends = time.monotonic() + 2
            while time.monotonic() < ends:
                most = max(most, await asyncio.to_thread(resident_kib, tough))
            flooding.cancel()
            client.transport.abort()
            await asyncio.gather(flooding, return_exceptions=True)
        assert most - before < 60_000
    await assert_speaks(tough)


@pytest.mark.parametrize("path", ["stream-input", "multi-stream-input"])
async def test_a_key_in_the_first_message(tough: RunningServer, path: str) -> None:
    address = url(tough, f"/v1/text-to-speech/default/{path}?output_format=pcm_16000")
    for first in ({"text": " "}, {"text": " ", "xi_api_key": "wrong"}):
        async with asyncio.timeout(10), connect(address) as client:
            await client.send(json.dumps(first))
            refused = json.loads(await client.recv())
            assert (refused["error"], refused["code"]) == ("invalid_api_key", 1008)
            with pytest.raises(ConnectionClosed):
                await client.recv()
    async with asyncio.timeout(10), connect(address) as client:
        await client.send(json.dumps({"text": "Yes. ", "xi_api_key": KEY, "flush": True}))
        assert json.loads(await client.recv())["audio"]


@pytest.mark.parametrize("path", ["/v1/speak", "/v2/speak", "/v1/listen", "/waves/v1/tts/live", "/waves/v1/stt/live"])
async def test_a_socket_without_the_key_is_not_opened(tough: RunningServer, path: str) -> None:
    for headers in ({}, {"Authorization": "Token wrong"}, {"Authorization": "Token kk"}):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url(tough, path), additional_headers=headers):
                pass
        assert refused.value.response.status_code == 401
        body = json.loads(refused.value.response.body or b"")
        assert "err_code" in body or body["error"] == "unauthorized"


async def test_idle_sockets_are_closed_each_in_its_way(tough: RunningServer) -> None:
    async def eleven(path: str) -> None:
        async with opened(tough, f"/v1/text-to-speech/default/{path}?inactivity_timeout=1") as client:
            assert json.loads(await client.recv())["error"] == "input_timeout_exceeded"
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008

    async def smallest(path: str) -> None:
        async with opened(tough, f"/waves/v1/{path}?timeout=1") as client:
            assert "1 seconds of inactivity" in json.loads(await client.recv())["message"]
            with pytest.raises(ConnectionClosed):
                await client.recv()

    async with undisturbed(tough):
        await asyncio.gather(
            eleven("stream-input"), eleven("multi-stream-input"), smallest("tts/live"), smallest("stt/live")
        )


async def test_the_errors_of_a_stranger_fill_no_log(tough: RunningServer) -> None:
    """A hundred refused requests leave twenty lines a second at most."""
    async with httpx.AsyncClient(base_url=tough.health_url, trust_env=False) as stranger:
        with told(tough, "rejected", most=60):
            for _ in range(100):
                assert (await stranger.post("/v1/speak", json={"text": "a"})).status_code == 401
    await assert_speaks(tough)
