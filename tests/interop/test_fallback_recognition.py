"""A server whose neural model is damaged hears with PocketSphinx, grammars and open speech, and says why."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.anyio, pytest.mark.interop]


@pytest.fixture(scope="module", name="fallback")
def _fallback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "encoder_model.ort").write_bytes(b"")
    settings = {"engine.moonshine_folder": str(folder), "engine.recognizer_workers": "1", "engine.workers": "1"}
    with RunningServer(folder / "log", settings) as server:
        yield server


async def test_it_says_why_and_what_to_do(fallback: RunningServer) -> None:
    log = fallback.log.read_text()
    assert log.count("PocketSphinx hears instead of Moonshine") == 1
    assert "encoder_model.ort: the file is empty" in log
    assert "pip install moonshine-voice" in log


async def test_open_speech_is_answered(fallback: RunningServer) -> None:
    recording = wav(audio.speech("one two three four five"))
    async with httpx.AsyncClient(base_url=fallback.health_url, trust_env=False, timeout=30) as http:
        answer = await http.post(
            "/v1/audio/transcriptions", data={"model": "whisper-1"}, files={"file": ("a.wav", recording, "audio/wav")}
        )
        assert answer.status_code == 200, answer.text
        assert {"two", "three", "four", "five"} & set(answer.json()["text"].lower().strip(".").split())
        models = {one["id"]: one for one in (await http.get("/v1/models")).json()["data"]}
    assert models["sphinx"]["transcription"] == {"languages": ["en-US"]}


async def test_grammars_are_heard(fallback: RunningServer) -> None:
    grammar = Grammar("application/srgs", b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = yes | no;\n")
    async with MrcpClient(fallback.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(audio.speech("yes"), grammar, limit_s=20)
    assert result.is_success, result
    assert "yes" in result.result


async def test_a_damaged_model_that_was_asked_for_by_name_is_no_start(tmp_path: Path) -> None:
    settings = {"engine.recognizer": "moonshine", "engine.moonshine_folder": str(tmp_path), "engine.workers": "1"}
    server = RunningServer(tmp_path / "log", settings)
    with pytest.raises(RuntimeError, match=r"encoder_model\.ort: No such file"):
        server.start()
