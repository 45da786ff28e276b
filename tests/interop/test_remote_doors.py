"""Our own doors as a speech service: a second server, in a process of its own, speaks for the first one by each
vendor's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import structlog.testing

from mrcp_server.client.client import MrcpClient
from tests.fakes.whole_server import running, scenario, uri_of
from tests.interop.running import RunningServer

KEY = "key-of-the-second-server"
KINDS = {
    "oa": ("openai", "/v1", "auto"),
    "dg": ("deepgram", "", "http"),
    "dgs": ("deepgram", "", "socket"),
    "el": ("elevenlabs", "", "auto"),
    "elh": ("elevenlabs", "", "http"),
}
VOICE = "en-us"
TEXT = "Your table is booked for nine o'clock."


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder: Path = tmp_path_factory.mktemp("peer")
    settings = {
        "engine.synthesizer": "espeak",
        "engine.workers": "1",
        "http.api_keys": f'["{KEY}"]',
        "mrcp.resources": '["speechsynth"]',
    }
    with RunningServer(folder / "log", settings) as server:
        yield server


def settings_of(peer: RunningServer, key: str = "PEER_KEY") -> list[str]:
    values = ['mrcp.resources=["speechsynth"]']
    for name, (kind, path, transport) in KINDS.items():
        values += [
            f"remote.{name}.kind={kind}",
            f"remote.{name}.url={peer.health_url}{path}",
            f"remote.{name}.transport={transport}",
            f"remote.{name}.key_variable={key}",
            f'remote.{name}.voices={{{name}voice = {{id = "{VOICE}", languages = ["en-US"]}}}}',
            f"remote.{name}.model=default",
        ]
        if kind == "deepgram":
            values.append(f"remote.{name}.model=")
    return values


def test_every_door_speaks_for_another_server(peer: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEER_KEY", KEY)
    lengths: dict[str, int] = {}

    @scenario
    async def test() -> None:
        async with running(*settings_of(peer)) as server, MrcpClient(uri_of(server)) as client:
            listed = {voice.name for voice in server.pool.voices}
            with structlog.testing.capture_logs() as lines:
                for name in KINDS:
                    voice = f"{name}/{name}voice"
                    assert voice in listed
                    for text in (TEXT, "One more."):
                        result = await client.speak(text, headers=[("Voice-Name", voice)])
                        assert result.cause == "000 normal"
                        lengths.setdefault(name, len(result.samples))
                    assert server.services[name].faults == {}
                    assert server.services[name].requests == 2
            records = [line for line in lines if line["event"] == "speak"]
            assert not [record for record in records if "fallback" in record]

    test()
    # All of them speak by the same voice of the same engine.
    assert min(lengths.values()) > 8000
    assert max(lengths.values()) - min(lengths.values()) < 0.15 * max(lengths.values())


def test_a_second_server_takes_no_wrong_key(peer: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG_KEY", "key-of-somebody-else")

    @scenario
    async def test() -> None:
        async with running(*settings_of(peer, "WRONG_KEY")) as server, MrcpClient(uri_of(server)) as client:
            with structlog.testing.capture_logs() as lines:
                for name in KINDS:
                    result = await client.speak(TEXT, headers=[("Voice-Name", f"{name}/{name}voice")])
                    assert result.cause == "000 normal"
                    assert set(server.services[name].faults) == {"key"}, name
            told = [line["service"] for line in lines if line["event"] == "speech service cannot be used"]
            assert told == list(KINDS)
            assert "key-of-somebody-else" not in str(lines)

    test()


def test_marks_and_rates_come_through(peer: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEER_KEY", KEY)

    @scenario
    async def test() -> None:
        async with running(*settings_of(peer)) as server, MrcpClient(uri_of(server)) as client:
            for name in KINDS:
                voice = ("Voice-Name", f"{name}/{name}voice")
                slow = await client.speak(TEXT, headers=[voice, ("Prosody-Rate", "0.8")])
                usual = await client.speak(TEXT, headers=[voice])
                assert 1.1 < len(_sound(slow.samples)) / len(_sound(usual.samples)) < 1.35, name

    test()


def _sound(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 300)
    return np.arange(loud[0], loud[-1])
