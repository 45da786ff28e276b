"""SIGHUP at a started server: what can change does while calls run, the rest is named, a mistake changes nothing."""

import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mrcp_server.client.client import MrcpClient
from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

SETTINGS = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
BEFORE = '[log]\ntext = "off"\n[http]\napi_keys = ["old"]\n'


class Reloads:
    """A server's configuration file, and what the server says of it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_text(BEFORE, encoding="utf-8")

    def put(self, server: RunningServer, text: str) -> dict[str, Any]:
        """The line about a configuration that is in the file now."""
        offset = server.log.stat().st_size
        with tempfile.NamedTemporaryFile("w", dir=self.file.parent, delete=False) as new:
            new.write(text)
        os.replace(new.name, self.file)  # noqa: PTH105  # as editors do
        assert server.process is not None
        server.process.send_signal(signal.SIGHUP)

        def told() -> list[dict[str, Any]]:
            return [line for line in lines_since(server, offset) if str(line["event"]).startswith("configuration")]

        wait_for(told)
        return told()[0]


def ask(server: RunningServer, key: str) -> int:
    headers = {"authorization": f"Bearer {key}"}
    speech = {"model": "tts-1", "voice": "alloy", "input": "a"}
    return httpx.post(
        f"{server.health_url}/v1/audio/speech", json=speech, headers=headers, trust_env=False, timeout=10
    ).status_code


async def test_what_can_change_does_while_a_call_runs(tmp_path: Path) -> None:
    reloads = Reloads(tmp_path / "conf.toml")
    with RunningServer(tmp_path / "log", SETTINGS, config=reloads.file) as server:
        async with MrcpClient(server.sip_uri) as client:
            assert (ask(server, "old"), ask(server, "new")) == (200, 401)
            line = reloads.put(
                server,
                '[log]\ntext = "full"\n[http]\napi_keys = ["new"]\n[limits]\nsessions = 1\n[rtp]\nplanes = 2\n'
                '[engine]\nvoice = "en-us"\n',
            )
            assert sorted(line["changed"]) == ["http.api_keys", "limits.sessions", "log.text"]
            assert sorted(line["needs_restart"]) == ["engine.voice", "rtp.planes"]
            assert (ask(server, "old"), ask(server, "new")) == (401, 200)
            offset = server.log.stat().st_size
            assert (await client.speak("Shown.")).is_normal
            with SipStranger(server) as other:
                other.send(other.request("INVITE", OFFER))
                assert other.receive().startswith("SIP/2.0 503")
        # A call that began before is logged as the policy says now.
        wait_for(lambda: "Shown." in [one.get("text") for one in lines_since(server, offset)])
        await assert_works(server)


@pytest.mark.parametrize(
    "broken",
    [
        lambda _: "[http]\napi_keys = [",
        lambda _: "[http]\nno_such_key = 1\n",
        lambda _: '[http]\napi_keys = ["new"]\n[fetch]\nblocked_networks = ["everything"]\n',
    ],
    ids=["no TOML", "unknown key", "one wrong value among right ones"],
)
async def test_a_wrong_configuration_changes_nothing(tmp_path: Path, broken: Callable[[Path], str]) -> None:
    reloads = Reloads(tmp_path / "conf.toml")
    with RunningServer(tmp_path / "log", SETTINGS, config=reloads.file) as server:
        line = reloads.put(server, broken(tmp_path))
        assert (line["event"], line["level"]) == ("configuration not reloaded", "error")
        assert line["reason"]
        assert ask(server, "old") == 200
        await assert_works(server)
        assert reloads.put(server, '[http]\napi_keys = ["new"]\n')["event"] == "configuration reloaded"
        assert ask(server, "new") == 200
