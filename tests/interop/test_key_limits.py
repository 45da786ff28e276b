"""What the vendors' clients make of limits that a key has reached: their own errors, each key by itself."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.interop.running import RunningServer

pytestmark = [
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # clients use old names of the websockets library
]

REQUESTS = 2
CHARACTERS = 200
LONG = "This text alone is longer than what is left of the minute. " * 3
SHORT = "Yes."
KEYS = ("openai", "deepgram", "elevenlabs", "smallest")


@pytest.fixture(scope="module", name="strict")
def _strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with a key for each client, and little for each key."""
    settings = {
        "http.api_keys": str([*KEYS, *(f"{key}-2" for key in KEYS)]).replace("'", '"'),
        "http.key_requests_per_minute": str(REQUESTS),
        "http.key_characters_per_minute": str(CHARACTERS),
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
    }
    with RunningServer(tmp_path_factory.mktemp("strict") / "log", settings) as server:
        yield server


def openai_says(server: RunningServer, key: str, text: str) -> tuple[int, str]:
    openai = pytest.importorskip("openai")
    with openai.OpenAI(base_url=f"{server.health_url}/v1", api_key=key, max_retries=0) as client:
        try:
            client.audio.speech.create(model="tts-1", voice="alloy", input=text)
        except openai.RateLimitError as error:
            return error.status_code, f"{error.type} {error.code}"
    return 200, ""


def deepgram_says(server: RunningServer, key: str, text: str) -> tuple[int, str]:
    deepgram = pytest.importorskip("deepgram")
    from deepgram.core.api_error import ApiError
    from deepgram.environment import DeepgramClientEnvironment

    url = server.health_url
    where = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
    with httpx.Client(trust_env=False) as http:
        client = deepgram.DeepgramClient(api_key=key, environment=where, httpx_client=http)
        return _asked(ApiError, lambda: client.speak.v1.audio.generate(text=text), lambda body: body["err_code"])


def elevenlabs_says(server: RunningServer, key: str, text: str) -> tuple[int, str]:
    elevenlabs = pytest.importorskip("elevenlabs")
    from elevenlabs.core.api_error import ApiError

    with httpx.Client(trust_env=False) as http:
        client = elevenlabs.ElevenLabs(base_url=server.health_url, api_key=key, httpx_client=http)
        speak = client.text_to_speech.convert
        return _asked(ApiError, lambda: speak("default", text=text), lambda body: body["detail"]["status"])


def smallest_says(server: RunningServer, key: str, text: str) -> tuple[int, str]:
    smallestai = pytest.importorskip("smallestai")
    from smallestai.core.api_error import ApiError
    from smallestai.environment import SmallestAIEnvironment

    url = server.health_url
    where = SmallestAIEnvironment(atoms=url, waves=url, waves_ws=url, payment=url)
    with httpx.Client(trust_env=False) as http:
        client = smallestai.SmallestAI(api_key=key, environment=where, httpx_client=http)
        speak = client.waves.synthesize_tts
        return _asked(ApiError, lambda: speak(text=text, voice_id="magnus"), lambda body: body["error"])


def _asked(refused: Any, ask: Any, word: Any) -> tuple[int, str]:
    """Status and the vendor's word for it; these clients share a generator."""
    try:
        b"".join(ask())
    except refused as error:
        return error.status_code, word(error.body)
    return 200, ""


CLIENTS = [
    (openai_says, "requests rate_limit_exceeded", "tokens rate_limit_exceeded"),
    (deepgram_says, "TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS"),
    (elevenlabs_says, "too_many_requests", "quota_exceeded"),
    (smallest_says, "rate_limit_exceeded", "rate_limit_exceeded"),
]


@pytest.mark.parametrize(("says", "requests", "characters"), CLIENTS)
def test_each_key_has_its_own_minute(strict: RunningServer, says: Any, requests: str, characters: str) -> None:
    key = says.__name__.removesuffix("_says")
    assert [says(strict, key, SHORT) for _ in range(REQUESTS)] == [(200, "")] * REQUESTS
    assert says(strict, key, SHORT) == (429, requests)
    assert says(strict, f"{key}-2", LONG) == (200, "")
    assert says(strict, f"{key}-2", LONG) == (429, characters)
