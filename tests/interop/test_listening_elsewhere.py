"""A server that hears through another one in a process of its own, by two vendors' protocols; and through services that
misbehave, where its own recogniser hears the same audio.

The other server's recogniser is a real one with a tiny model, which hears "yes" in whatever is loud.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar, RecognizeResult
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav
from tests.fakes.remote_service import Asked, Behaviour, FakeService, answers, hangs
from tests.fakes.transcribing import socket_service, tell
from tests.fakes.transducer import write_transducer
from tests.fakes.wyoming import WyomingListener
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

ANSWERS = Grammar(
    "application/srgs+xml",
    b"""<?xml version="1.0"?>
<grammar xmlns="http://www.w3.org/2001/06/grammar" xml:lang="en-US" version="1.0" mode="voice" root="answer">
  <rule id="answer" scope="public"><one-of><item>yes</item><item>no</item></one-of></rule>
</grammar>""",
)
LIGHT = {"engine.workers": "1", "engine.recognizer_workers": "1"}


def service(name: str, kind: str, url: str, language: str = "en-US", **settings: Any) -> dict[str, str]:
    """Settings of a service elsewhere that listens."""
    values = {
        "kind": kind,
        "url": url,
        "transcription_languages": [language],
        "first_byte_timeout_s": 1.5,
        "connect_timeout_s": 1,
        "retries": 0,
        **settings,
    }
    return {f"remote.{name}.{key}": inline(value) for key, value in values.items()}


def inline(value: Any) -> str:
    """As TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)


@pytest.fixture(scope="module", name="there")
def _there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server elsewhere."""
    model = write_transducer(tmp_path_factory.mktemp("model"))
    settings = {**LIGHT, "engine.transcription_model": str(model), "http.api_keys": '["key-elsewhere"]'}
    with RunningServer(tmp_path_factory.mktemp("there") / "log", settings) as server:
        yield server


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "DEEPGRAM_API_KEY"):
        monkeypatch.setenv(name, "key-elsewhere")


async def recognize(server: RunningServer, language: str = "en-US", grammar: Grammar | None = None) -> RecognizeResult:
    """Say "no"."""
    grammar = grammar or Grammar(ANSWERS.content_type, ANSWERS.body.replace(b"en-US", language.encode()))
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        return await client.recognize(audio.speech("no"), grammar)


def lines(server: RunningServer, event: str) -> list[Mapping[str, Any]]:
    """Of its log, into which they come a moment after what they tell of."""
    time.sleep(0.1)
    told = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in told if line.get("event") == event]


async def test_calls_and_http_are_heard_by_the_server_elsewhere(there: RunningServer, tmp_path: Path) -> None:
    """By OpenAI's protocol in English, by Deepgram's in what is German here and English there."""
    settings = {
        **LIGHT,
        "engine.recognizer": "uploads",
        **service("uploads", "openai", f"{there.health_url}/v1"),
        **service("streams", "deepgram", there.health_url, "de-DE", transcription_extra={"language": "en-US"}),
    }
    with RunningServer(tmp_path / "log", settings) as here:
        results = await asyncio.gather(
            *(recognize(here, language) for language in ("en-US", "en-GB", "de-DE", "de-CH"))
        )
        # What was said is "no": "yes" can only come from the model over there.
        assert [one.cause for one in results] == ["000 success"] * 4
        assert all(">yes<" in one.result for one in results)
        told = sorted((line["engine"], line.get("fallback")) for line in lines(here, "heard"))
        assert told == [("streams", None)] * 2 + [("uploads", None)] * 2
        async with httpx.AsyncClient(base_url=here.health_url, trust_env=False, timeout=30) as http:
            for language in ("en", "de"):
                upload = {"file": ("a.wav", wav(audio.speech("no")), "audio/wav")}
                form = {"model": "whisper-1", "language": language}
                answer = await http.post("/v1/audio/transcriptions", data=form, files=upload)
                assert answer.json()["text"].lower().strip(".") == "yes", answer.text
            models = (await http.get("/v1/models")).json()["data"]
        assert {"uploads", "streams"} <= {one["id"] for one in models}
        assert await dictated(here, "en-US") == ["yes"]
        assert await dictated(here, "de-DE") == ["yes"]
        assert lines(here, "speech service cannot be used") == []
        assert here.metrics()["recognizer_fallbacks_total"] == 0


async def dictated(server: RunningServer, language: str) -> list[str]:
    """What its Deepgram door says it heard."""
    query = f"encoding=linear16&sample_rate=8000&interim_results=true&language={language}"
    url = f"{server.health_url.replace('http', 'ws', 1)}/v1/listen?{query}"
    said = np.concatenate([audio.silence(0.3), audio.speech("no"), audio.silence(1.0)]).astype("<i2").tobytes()
    texts = []
    async with connect(url, proxy=None) as socket:
        for start in range(0, len(said), 1600):
            await socket.send(said[start : start + 1600])
            await asyncio.sleep(0.02)
        await socket.send('{"type": "CloseStream"}')
        async for message in socket:
            told = json.loads(message)
            if told["type"] == "Results" and told["is_final"]:
                texts.append(told["channel"]["alternatives"][0]["transcript"])
    return [text for text in texts if text]


async def test_when_the_server_elsewhere_goes_the_own_one_hears(there: RunningServer, tmp_path: Path) -> None:
    # What stands in between can be shut.
    async with forwarding(there.http_port) as between:
        cloud = service("cloud", "deepgram", f"http://127.0.0.1:{between.port}", breaker_failures=1)
        with RunningServer(tmp_path / "log", {**LIGHT, "engine.recognizer": "cloud", **cloud}) as here:
            assert ">yes<" in (await recognize(here)).result
            await between.shut()
            for _ in range(2):
                result = await recognize(here)
                assert result.cause == "000 success"
                assert ">no<" in result.result
            first, second, third = lines(here, "heard")
            assert (first["engine"], first.get("fallback")) == ("cloud", None)
            assert second["engine"] == third["engine"] == "moonshine"
            assert "cloud: cannot be reached" in second["fallback"]
            (told,) = lines(here, "speech service cannot be used")
            assert (told["service"], told["fault"], told["level"]) == ("cloud", "unreachable", "warning")
            assert here.metrics()["recognizer_fallbacks_total"] == 2


class Forwarder:
    """Hands on connections until it is shut."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Nobody is let in any more, and nobody stays."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks.copy():
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there, thither = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(_copy(reader, thither), _copy(there, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            thither.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def forwarding(target: int) -> Any:
    forwarder = Forwarder(target)
    await forwarder.open()
    try:
        yield forwarder
    finally:
        await forwarder.shut()


async def scribe(connection: ServerConnection) -> None:
    """ElevenLabs' socket, hearing "Yes."."""
    async for message in connection:
        if json.loads(message)["commit"]:
            await tell(connection, message_type="committed_transcript_with_timestamps", text="Yes.", words=[])


AZURE = {"RecognitionStatus": "Success", "NBest": [{"Lexical": "yes", "Confidence": 0.9}]}


async def test_calls_are_heard_by_the_other_kinds(tmp_path: Path) -> None:
    """Each for a language of its own."""
    azure = FakeService(answers(200, json.dumps(AZURE).encode(), content_type="application/json"))
    async with (
        socket_service(scribe) as scribe_url,
        azure.running(),
        WyomingListener(*["Yes!"] * 9).running() as wyoming,
    ):
        settings = {
            **LIGHT,
            **service("scribe", "elevenlabs", scribe_url, "de-DE"),
            **service("blue", "azure", azure.url, "fr-FR"),
            **service("home", "wyoming", wyoming.url, "it-IT"),
        }
        with RunningServer(tmp_path / "log", settings) as here:
            languages = ("de-DE", "fr-FR", "it-IT")
            results = await asyncio.gather(*(recognize(here, language) for language in languages))
            assert [one.cause for one in results] == ["000 success"] * 3, here.tail()
            assert all(">yes<" in one.result for one in results)
            assert {line["engine"] for line in lines(here, "heard")} == {"scribe", "blue", "home"}


async def drops(connection: ServerConnection) -> None:
    """A socket that breaks off at the first audio."""
    await connection.recv()
    connection.transport.abort()


async def babbles(connection: ServerConnection) -> None:
    """A socket that answers with what means nothing."""
    await connection.recv()
    await connection.send("{")
    await connection.wait_closed()


async def listens_only(connection: ServerConnection) -> None:
    """A socket that never says anything."""
    async for _ in connection:
        pass


UPLOADS: tuple[tuple[Behaviour, str], ...] = (
    (hangs, "no answer in"),
    (answers(429, b""), "429 Too Many Requests"),
    (answers(500, b"<html>"), "500 Internal Server Error"),
    (answers(307, b"", location="http://169.254.169.254/"), "redirects to http://169.254.169.254"),
    (answers(200, b'{"text": "ye'), "an answer without a text"),
    (answers(401, b'{"error": {"message": "bad key"}}'), "401 Unauthorized: bad key"),
)
SOCKETS: tuple[tuple[Callable[[ServerConnection], Awaitable[None]], str], ...] = (
    (listens_only, "no transcript in"),
    (drops, "the connection broke off"),
    (babbles, "no JSON object"),
)


async def test_what_an_upload_cannot_get_the_own_recogniser_hears(tmp_path: Path) -> None:
    behaviour = UPLOADS[0][0]

    async def misbehave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await behaviour(asked, writer)

    async with FakeService(misbehave).running() as elsewhere:
        cloud = service("cloud", "openai", elsewhere.url, breaker_failures=100)
        with RunningServer(tmp_path / "log", {**LIGHT, "engine.recognizer": "cloud", **cloud}) as here:
            behaviour = answers(200, b'{"text": "415."}')
            digits = await recognize(here, grammar=Grammar("text/uri-list", b"builtin:speech/digits?length=3"))
            assert digits.cause == "000 success"
            assert ">415<" in digits.result
            for behaviour, reason in UPLOADS:  # noqa: B007  # it is what the service does from now on
                await assert_heard_here(here, reason)
            (told,) = lines(here, "speech service cannot be used")
            assert told["fault"] == "key"
            asked = len(elsewhere.requests)
            await assert_heard_here(here, "401 Unauthorized: bad key")
            assert len(elsewhere.requests) == asked


async def test_what_a_socket_cannot_get_the_own_recogniser_hears(tmp_path: Path) -> None:
    behaviour = SOCKETS[0][0]

    async def misbehave(connection: ServerConnection) -> None:
        await behaviour(connection)

    async with socket_service(misbehave) as url:
        cloud = service("cloud", "deepgram", url, breaker_failures=100)
        with RunningServer(tmp_path / "log", {**LIGHT, "engine.recognizer": "cloud", **cloud}) as here:
            for behaviour, reason in SOCKETS:  # noqa: B007  # likewise
                await assert_heard_here(here, reason)


async def assert_heard_here(server: RunningServer, reason: str) -> None:
    """Two callers at once are understood by the local recogniser, and the log says why by it."""
    before = len(lines(server, "heard"))
    results = await asyncio.gather(recognize(server), recognize(server))
    assert [one.cause for one in results] == ["000 success"] * 2, server.tail()
    assert all(">no<" in one.result for one in results)
    told = lines(server, "heard")[before:]
    assert [line["engine"] for line in told] == ["moonshine"] * 2
    assert all(reason in line["fallback"] for line in told), told
