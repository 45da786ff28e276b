"""SIGHUP at a started server: what can change does while calls run, the rest is named, a mistake changes nothing."""

import os
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from mrcp_server.client.client import MrcpClient
from tests.fakes.digest_client import authorization
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import (
    OFFER,
    SipStranger,
    assert_works,
    header,
    lines_since,
    tag_of,
    unseen_host,
    wait_for,
)
from tests.interop.test_sources import http_from

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
    return httpx.get(f"{server.health_url}/metrics", headers=headers, trust_env=False, timeout=10).status_code


async def test_what_can_change_does_while_a_call_runs(tmp_path: Path) -> None:
    reloads = Reloads(tmp_path / "conf.toml")
    with RunningServer(tmp_path / "log", SETTINGS, config=reloads.file) as server:
        async with MrcpClient(server.sip_uri) as client:
            assert (ask(server, "old"), ask(server, "new")) == (200, 401)
            line = reloads.put(
                server,
                '[log]\ntext = "full"\n[http]\napi_keys = ["new"]\n[limits]\nsessions = 1\n[rtp]\nplanes = 2\n'
                '[engine]\nvoice = "en-us"\n[restart]\nsocket = "/run/other"\n',
            )
            assert sorted(line["changed"]) == ["http.api_keys", "limits.sessions", "log.text"]
            assert sorted(line["needs_restart"]) == ["engine.voice", "restart.socket", "rtp.planes"]
            assert (ask(server, "old"), ask(server, "new")) == (401, 200)
            offset = server.log.stat().st_size
            assert (await client.speak("Shown.")).is_normal
            with SipStranger(server) as other:
                other.send(other.request("INVITE", OFFER))
                assert other.receive().startswith("SIP/2.0 503")
        # A call that began before is logged as the policy says now.
        wait_for(lambda: "Shown." in [one.get("text") for one in lines_since(server, offset)])
        await assert_works(server)


async def test_who_may_come_changes_while_calls_run(tmp_path: Path) -> None:
    """Networks of every door, users, and names: for what comes from then on; a call that stands goes on."""
    reloads = Reloads(tmp_path / "conf.toml")
    with RunningServer(tmp_path / "log", SETTINGS, config=reloads.file) as server, ExitStack() as stack:
        outside = unseen_host().replace("127.0.0.", "127.0.9.")
        early, late = (stack.enter_context(SipStranger(server, host=outside)) for _ in range(2))
        inside = stack.enter_context(SipStranger(server))
        early.send(early.request("INVITE", OFFER))
        standing = early.receive()
        assert standing.startswith("SIP/2.0 200 ")
        early.acknowledge(standing)

        networks = "\n".join(f'{door}_networks = ["127.0.0.0/24"]' for door in ("sip", "mrcp", "http"))
        changed = reloads.put(
            server, f'{BEFORE}allowed_hosts = ["a.example"]\n[sources]\n{networks}\n[sip]\nusers = {{ivr = "secret"}}\n'
        )
        assert changed["needs_restart"] == []
        assert sorted(changed["changed"]) == [
            "http.allowed_hosts", "sip.users", "sources.http_networks", "sources.mrcp_networks", "sources.sip_networks",
        ]  # fmt: skip
        for method, body in (("OPTIONS", ""), ("INVITE", OFFER), ("BYE", "")):
            late.send(late.request(method, body))
            assert late.receive().startswith("SIP/2.0 403 ")
        with socket.create_connection((HOST, server.mrcp_port), 5, source_address=(outside, 0)) as control:
            assert is_closed(control)
        assert http_from(server, outside) == (403, None)
        assert (named(server, "a.example"), named(server, "b.example")) == (200, 421)
        inside.send(inside.request("INVITE", OFFER))
        asked = inside.receive()
        assert asked.startswith("SIP/2.0 401 ")
        proof = authorization(asked, "INVITE", "ivr", "secret")
        inside.send(inside.request("INVITE", OFFER, proof, call=header(asked, "Call-ID"), cseq=2))
        answer = inside.receive()
        assert answer.startswith("SIP/2.0 200 ")
        # The call of who may come no more is ended by its own BYE, without the password that it never needed.
        early.bye(standing)
        assert early.receive().startswith("SIP/2.0 200 ")

        assert reloads.put(server, BEFORE)["needs_restart"] == []
        early.send(early.request("OPTIONS"))
        assert early.receive().startswith("SIP/2.0 200 ")
        assert http_from(server, outside)[0] == 200
        inside.send(inside.request("BYE", call=header(answer, "Call-ID"), to_tag=tag_of(answer), cseq=9))
        assert inside.receive().startswith("SIP/2.0 200 ")
        await assert_works(server)


def is_closed(control: socket.socket) -> bool:
    """Whether the server ends a connection at once."""
    try:
        return not control.recv(1)
    except ConnectionResetError:
        return True


def named(server: RunningServer, host: str) -> int:
    return httpx.get(f"{server.health_url}/healthz", headers={"host": host}, trust_env=False, timeout=10).status_code


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
