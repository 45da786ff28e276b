"""Voices as callers meet them: a neural one from a folder, wishes nobody can meet, a prompt cache, bad input."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np
import pytest
import structlog.testing

from engine.audio.loudness import gain_key, save_gains
from engine.errors import EngineError
from engine.interface import Samples
from engine.voices.espeak.pitch import median_pitch_hz
from engine.voices.kokoro.synthesizer import KokoroSynthesizer
from mrcp_server import cli
from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from rtp.audio.level import active_speech_rms, dbm0
from tests.fakes.kokoro import write_archive_folder, write_folder
from tests.fakes.piper import write_voice
from tests.fakes.whole_server import running, scenario, uri_of

SSML = '<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'
PROMPT = "Thank you for calling. Your balance is forty two dollars and ten cents."


def peak_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples.astype(float), 8000 * (1 + len(samples) // 8000)))
    return float(spectrum.argmax()) * 8000 / (8000 * (1 + len(samples) // 8000))


@scenario
async def test_a_neural_voice_from_a_folder_is_heard_beside_the_others() -> None:
    with TemporaryDirectory() as folder:
        write_voice(Path(folder), "en_US-one-low")
        write_voice(Path(folder), "de_DE-two-low", speakers=("anna", "bert"), language="de_DE")
        async with running(f'engine.piper_folder="{folder}"') as server:
            async with MrcpClient(uri_of(server)) as client:
                for name, hz in (("en_US-one-low", 200), ("de_DE-two-low#bert", 300), ("tone", 440)):
                    result = await client.speak("One two three.", headers=[("Voice-Name", name)])
                    assert result.cause == "000 normal"
                    assert peak_hz(result.samples) == pytest.approx(hz, abs=3)
            assert {voice.engine for voice in server.pool.voices} == {"tone", "espeak", "piper"}


@scenario
async def test_english_is_spoken_naturally_by_default_through_every_door() -> None:
    """MRCP, plain text and SSML, and HTTP by a stock name: one voice, at the telephony level; another language and a
    wish that it cannot meet are for espeak-ng."""
    async with running("engine.synthesizer=auto") as server, MrcpClient(uri_of(server)) as client:
        assert server.pool.missing == {}
        with structlog.testing.capture_logs() as lines:
            for text, headers in (
                (PROMPT, []),
                (SSML.replace("en-US", "en-GB").format(PROMPT), []),
                (PROMPT, [("Voice-Gender", "female")]),
            ):
                result = await client.speak(text, headers=headers)
                assert result.cause == "000 normal"
                assert median_pitch_hz(result.samples, 8000) == pytest.approx(210, rel=0.06)
                assert dbm0(active_speech_rms(result.samples, 8000)) == pytest.approx(-19, abs=2)
            async with httpx.AsyncClient(trust_env=False) as http:
                wanted = {"model": "tts-1", "voice": "onyx", "input": PROMPT, "response_format": "pcm"}
                reply = await http.post(f"http://127.0.0.1:{server.http.port}/v1/audio/speech", json=wanted)
            spoken = np.frombuffer(reply.content, "<i2")
            assert median_pitch_hz(spoken, 24000) == pytest.approx(210, rel=0.06)
            await client.speak(SSML.replace("en-US", "de-DE").format("Guten Tag."))
            await client.speak(PROMPT, headers=[("Voice-Gender", "male")])
            await client.speak(PROMPT, headers=[("Voice-Name", "en-gb")])
        voices = [line["voice"] for line in lines if line["event"] == "speak"]
        assert voices == ["heart", "heart", "heart", "heart", "de", "en-us", "en-gb"]


@scenario
async def test_where_the_natural_voice_cannot_be_had_espeak_speaks_and_the_log_says_why() -> None:
    settings = ("engine.synthesizer=auto", 'engine.onnx_providers=["NoSuchExecutionProvider"]', "engine.workers=2")
    with structlog.testing.capture_logs() as lines:
        async with running(*settings) as server, MrcpClient(uri_of(server)) as client:
            assert (await client.speak("Hello.")).cause == "000 normal"
    [line] = [line for line in lines if line["event"] == "speaks without an engine"]
    assert (line["engine"], line["log_level"]) == ("hibari", "warning")
    assert "onnxruntime has no NoSuchExecutionProvider here" in line["reason"]
    assert [line["voice"] for line in lines if line["event"] == "speak"] == ["en-us"]
    with pytest.raises(EngineError, match="NoSuchExecutionProvider"):
        async with running("engine.synthesizer=hibari", *settings[1:]):
            pass


@scenario
async def test_what_the_natural_voice_cannot_read_espeak_says_and_the_record_tells() -> None:
    async with running("engine.synthesizer=auto") as server, MrcpClient(uri_of(server)) as client:
        with structlog.testing.capture_logs() as lines:
            result = await client.speak("Welcome to Москва. Thank you.")
        assert result.cause == "000 normal"
        assert len(result.samples) > 8000
    [record] = [line for line in lines if line["event"] == "speak"]
    [substitution] = record["fallback"]
    assert (substitution["wanted"], substitution["voice"]) == ("heart", "en-us+f1")
    assert substitution["reason"] == "an English voice cannot read 'М'"


@scenario
async def test_the_natural_voice_stops_at_once() -> None:
    async with running("engine.synthesizer=auto") as server, MrcpClient(uri_of(server)) as client:
        speaking = await client.begin_speak(f"{PROMPT} " * 12)
        await asyncio.sleep(0.3)
        stopped = await client._synthesizer.send("STOP", []).response
        assert (stopped.status, stopped.headers.get("Active-Request-Id-List")) == (200, str(speaking.request_id))
        assert (await client.speak("Yes.")).cause == "000 normal"


@scenario
async def test_an_added_voice_is_found_and_follows_the_language() -> None:
    with TemporaryDirectory() as folder:
        write_archive_folder(Path(folder, "kokoro"), {"af_one": 200, "em_two": 320})
        added = f'engine.voices_folder="{folder}"'
        async with running(added) as server, MrcpClient(uri_of(server)) as client:
            for headers, hz in (([("Voice-Name", "af_one")], 200), ([("Speech-Language", "es-ES")], 320)):
                result = await client.speak("Uno, dos, tres.", headers=headers)
                assert result.cause == "000 normal"
                assert peak_hz(result.samples) == pytest.approx(hz, abs=3)


@scenario
async def test_a_stop_inside_a_long_run_leaves_the_worker_free() -> None:
    with TemporaryDirectory() as folder:
        write_folder(Path(folder), {"af_one": 200}, loops=20_000)
        # A voice whose loudness is not known is measured first, and that is not part of the SPEAK.
        gains = Path(folder, "gains.json")
        save_gains(str(gains), {gain_key(KokoroSynthesizer(folder).voices()[0]): 1.0})
        settings = (f'engine.kokoro_folder="{folder}"', f'engine.gains_file="{gains}"', 'engine.warm_voices=["tone"]')
        one = "engine.workers=1"
        async with running(one, *settings) as server, MrcpClient(uri_of(server)) as client:
            speaking = await client.begin_speak("A word.", headers=[("Voice-Name", "af_one")])
            await asyncio.sleep(0.3)
            assert (await client._synthesizer.send("STOP", []).response).status == 200
            assert (await client.speak("One.")).cause == "000 normal"
            assert server.pool.counters.retried == 0
            assert not speaking.completed_ns


def test_neural_voices_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_voice(tmp_path, "de_DE-two-low", speakers=("anna", "bert"), language="de_DE")
    settings = [f'engine.piper_folder="{tmp_path}"', 'engine.piper_genders={"de_DE-two-low#anna" = "female"}']
    arguments = [part for setting in settings for part in ("--set", setting)]
    assert cli.run(["voices", "--language", "de", *arguments]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    (anna,) = [line for line in lines if line[0] == "de_DE-two-low#anna"]
    assert anna[1:6] == ["piper", "de-DE", "female", "16000", "Hz"]
    assert any(line[:2] == ["de", "espeak"] for line in lines)
    # A folder without a voice is the user's mistake, and told as one.
    (tmp_path / "empty").mkdir()
    assert cli.run(["voices", "--set", f'engine.piper_folder="{tmp_path / "empty"}"']) == 1
    assert "no Piper voice" in capsys.readouterr().err


@scenario
async def test_an_unknown_voice_is_the_nearest_one_and_an_unknown_language_is_005() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        with structlog.testing.capture_logs() as lines:
            result = await client.speak("Hello.", headers=[("Voice-Name", "nobody"), ("Voice-Age", "7")])
        assert result.cause == "000 normal"
        [line] = [line for line in lines if line["event"] == "voice wish not met"]
        assert (line["wanted"], line["voice"]) == ({"name": "nobody", "age": "7"}, "tone")
        for text, headers in (("Hello.", [("Speech-Language", "tlh")]), (SSML.replace("en-US", "tlh").format("x"), [])):
            assert (await client.speak(text, headers=headers)).cause == "005 language-unsupported"


@scenario
async def test_a_repeated_prompt_costs_no_engine_and_the_metrics_say_so() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        with structlog.testing.capture_logs() as lines:
            first = await client.speak("Welcome. Press one.")
            again = await client.speak("Good day. Welcome. Press one.")
        assert len(again.samples) > len(first.samples)
        records = [line for line in lines if line["event"] == "speak"]
        assert [record.get("cached") for record in records] == [None, None]
        with structlog.testing.capture_logs() as lines:
            await client.speak("Press one. Welcome.")
        assert [line["cached"] for line in lines if line["event"] == "speak"] == [True]
        async with httpx.AsyncClient(trust_env=False) as http:
            metrics = (await http.get(f"http://127.0.0.1:{server.http.port}/metrics")).text
        assert "prompt_cache_hits_total 4.0" in metrics
        assert "prompt_cache_misses_total 3.0" in metrics
        assert f"prompt_cache_hit_ratio {4 / 7}" in metrics
        assert "prompt_cache_bytes " in metrics


@scenario
async def test_a_killed_worker_s_sentence_is_tried_once_more_one_that_crashes_its_worker_is_not_and_is_004() -> None:
    with TemporaryDirectory() as folder:
        async with running() as server, MrcpClient(uri_of(server)) as client:
            killed = f"tone 600 200 kill-once {folder}/died tone 600 200"
            for script, cause in ((killed, "000"), ("crash", "004"), ("crash", "004")):
                header = ("Vendor-Specific-Parameters", f'tone.script="{script}"')
                event = await completion_of(await client.begin_speak("one", headers=[header]), 20)
                assert (event.headers.get("Completion-Cause") or "").startswith(cause)
            assert (server.pool.counters.retried, server.pool.counters.worker_deaths) == (1, 2)
            assert (await client.speak("still here")).cause == "000 normal"


@scenario
async def test_a_document_of_ten_thousand_levels_or_a_bomb_is_002_at_once() -> None:
    deep = SSML.format("<p>" * 10_000 + "x" + "</p>" * 10_000)
    bomb = '<!DOCTYPE speak [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SSML.format("&b;")
    async with running() as server, MrcpClient(uri_of(server)) as client:
        for text in (deep, bomb):
            speaking = await client.begin_speak(text)
            event = await completion_of(speaking, 5)
            assert event.headers.get("Completion-Cause") == "002 parse-failure"
            assert speaking.completed_ns is not None
            assert (speaking.completed_ns - speaking.sent_ns) / 1e9 < 2  # nobody works on it
        assert (await client.speak("still here")).cause == "000 normal"


@scenario
async def test_jumps_past_both_ends() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        speaking = await client.begin_speak("some words that take their time to be said aloud " * 3)
        await asyncio.sleep(0.3)
        back = await client._synthesizer.send("CONTROL", [("Jump-Size", "-1000 Second")]).response
        assert (back.status, back.headers.get("Speak-Restart")) == (200, "true")
        on = await client._synthesizer.send("CONTROL", [("Jump-Size", "+1000 Sentence")]).response
        assert on.status == 200
        assert (await client.finish_speak(speaking)).cause == "000 normal"
        result = await client.speak("one two", headers=[("Jump-Size", "+1000 Second")])
        assert (result.cause, len(result.samples)) == ("000 normal", 0)


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Voice-Age", "old", 404),
        ("Jump-Size", "+3 Chapters", 404),
        ("Fetch-Timeout", "-1", 404),
        ("Completion-Cause", "000 normal", 403),
    ],
)
def test_illegal_values_are_refused_and_repeated_as_they_came(name: str, value: str, status: int) -> None:
    async def run() -> None:
        async with running() as server, MrcpClient(uri_of(server)) as client:
            fields = [("Content-Type", "text/plain"), (name, value)]
            response = await client._synthesizer.send("SPEAK", fields, b"one").response
            assert (response.status, response.headers.get(name)) == (status, value)
            assert (await client.speak("still here")).cause == "000 normal"

    asyncio.run(run())
