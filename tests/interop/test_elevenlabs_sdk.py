"""ElevenLabs' own client, unmodified; its socket insists on TLS, so a test authority signs for the server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from mrcp_server.config import Http
from tests.fakes.door import open_door
from tests.fakes.speaker import WORD_MS

elevenlabs = pytest.importorskip("elevenlabs")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
WORD_BYTES = 16 * WORD_MS * 2
RACHEL = "21m00Tcm4TlvDq8ikWAM"


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Http:
    """The server's settings with a certificate that this process trusts."""
    authority = trustme.CA()
    pem, trusted = tmp_path / "server.pem", tmp_path / "ca.pem"
    authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    authority.cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return Http(api_keys=["k"], tls_certificate=str(pem), tls_key=str(pem))


@contextmanager
def _client(base_url: str, key: str = "k") -> Iterator[Any]:
    with httpx.Client() as http:
        yield elevenlabs.ElevenLabs(base_url=base_url, api_key=key, httpx_client=http)


async def test_whole_and_streamed() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:

        def speak() -> tuple[int, int]:
            settings = {"text": "one two", "model_id": "eleven_flash_v2_5", "output_format": "pcm_16000"}
            with _client(door.http) as client:
                whole = b"".join(client.text_to_speech.convert(RACHEL, **settings))
                streamed = b"".join(client.text_to_speech.stream(RACHEL, **settings))
            return len(whole), len(streamed)

        assert await asyncio.to_thread(speak) == (2 * WORD_BYTES, 2 * WORD_BYTES)


async def test_the_socket_over_tls(tls: Http) -> None:
    async with open_door(http=tls) as door:

        def text() -> Iterator[str]:
            yield from ("One two. ", "Three ", "four.")

        def speak() -> int:
            with _client(f"https://127.0.0.1:{door.port}") as client:
                audio = client.text_to_speech.convert_realtime(
                    RACHEL, text=text(), model_id="eleven_flash_v2_5", output_format="pcm_16000"
                )
                return sum(map(len, audio))

        async with asyncio.timeout(10):
            assert await asyncio.to_thread(speak) == 4 * WORD_BYTES


async def test_listings_and_errors() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        from elevenlabs.core.api_error import ApiError

        def ask() -> None:
            with _client(door.http) as client, _client(door.http, "wrong") as stranger:
                assert "en-us" in {voice.voice_id for voice in client.voices.get_all().voices}
                assert client.voices.search(page_size=1).has_more
                assert client.voices.get("en-us").name == "en-us"
                assert "tone" in {model.model_id for model in client.models.list()}
                with pytest.raises(ApiError) as denied:
                    stranger.voices.get_all()
                assert (denied.value.status_code, denied.value.body["detail"]["status"]) == (401, "invalid_api_key")
                with pytest.raises(ApiError) as missing:
                    b"".join(client.text_to_speech.convert("nobody", text="one"))
                assert missing.value.body["detail"]["status"] == "voice_not_found"

        await asyncio.to_thread(ask)
