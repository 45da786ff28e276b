"""Text that is hard to say, at a started server with its default voice: spoken, or refused with a reason; in a time
that its length bounds, and nobody else feels it."""

import contextlib
from collections.abc import Iterator

import httpx
import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import RequestRefusedError
from tests.interop.running import RunningServer
from tests.interop.stranger import assert_works, lines_since, told

pytestmark = [pytest.mark.anyio, pytest.mark.interop]

SAYABLE = {
    "right to left": (
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd, \u200fthis is mixed\u200f "
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645."
    ),
    "emoji": (
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family, "
        "\U0001f3f3\ufe0f\u200d\U0001f308 flag, \U0001f44d\U0001f3fd yes."
    ),
    "combining storm": "ha" + "\u0301\u0327\u0308" * 400 + "llo there.",
    "joiners": "a\u200db\u200cc\u2060d\ufeffe.",
    "control characters": "one\x07 two\x1b[31m three.",
    "one long word": "pneumono" * 300,
    "one long number": "7" * 1000,
    "only punctuation": "?!… — ((( ;;; ~~~",
    "many scripts": "Привет, γειά, 你好, こんにちは, नमस्ते, สวัสดี and hello.",
    "mathematics": "∀x∈ℝ: ⌈x⌉ ≥ x, ½ + ¼ = ¾, 10⁻³",
    "no blank": "word-" * 500,
    "unknown signs": "\U000e0041\U0010ffff\ufffd\u0378 end.",
}


async def _speak(server: RunningServer, body: bytes) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.health_url, timeout=60) as http:
        return await http.post("/v1/audio/speech", content=body, headers={"Content-Type": "application/json"})


def _asked(text: str) -> bytes:
    """JSON with every sign that is not ASCII escaped, lone surrogates too."""
    escaped = "".join(f"\\u{unit:04x}" for unit in _units(text))
    return f'{{"model": "tts-1", "voice": "alloy", "response_format": "pcm", "input": "{escaped}"}}'.encode()


def _units(text: str) -> Iterator[int]:
    data = text.encode("utf-16-be", "surrogatepass")
    for index in range(0, len(data), 2):
        yield int.from_bytes(data[index : index + 2], "big")


@pytest.mark.parametrize("text", SAYABLE)
async def test_it_is_spoken_or_there_is_nothing_to_say(server: RunningServer, text: str) -> None:
    with told(server, "speak", most=4):
        response = await _speak(server, _asked(SAYABLE[text]))
    assert response.status_code in {200, 400}, response.text
    if response.status_code == 200:
        assert len(response.content) % 2 == 0


@pytest.mark.parametrize("text", ["\ud800", "before \udfff after", "nul \0 nul", "\0"])
async def test_what_is_no_text_is_refused_or_left_out(server: RunningServer, text: str) -> None:
    offset = server.log.stat().st_size
    response = await _speak(server, _asked(text))
    assert response.status_code in {200, 400}, response.text
    assert [line for line in lines_since(server, offset) if line["level"] == "error"] == []


SSML = '<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'


@pytest.mark.parametrize(
    "body",
    [
        "<s>word</s>" * 90_000,
        "<prosody rate='fast'>" * 20_000 + "deep" + "</prosody>" * 20_000,
        "a" * 1_000_000,
        "<mark name='m'/>" * 60_000,
        "<break time='10s'/>" * 50_000,
        "&#x1F468;&#x200D;" * 50_000,
    ],
    ids=["sentences", "depth", "one word", "marks", "breaks", "emoji"],
)
async def test_a_megabyte_of_ssml_in_a_call_is_spoken_or_refused(server: RunningServer, body: str) -> None:
    with told(server, most=4):
        async with MrcpClient(server.sip_uri, timeout_s=20) as client:
            with contextlib.suppress(RequestRefusedError):
                await client.begin_speak(SSML.format(body))
                await client.stop()
        await assert_works(server)
