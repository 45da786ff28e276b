"""From start to signal: what is said, what a second and a third signal do, exit statuses."""

import asyncio
import io
import json
import os
import resource
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from mrcp_server import serving
from mrcp_server.config import Config, load_config
from mrcp_server.observability.log import configure
from mrcp_server.observability.metrics import Metrics

Step = Callable[[], None]


def _send(number: int) -> Step:
    return lambda: os.kill(os.getpid(), number)


class ScriptedServer:
    """A server whose steps send signals and then end, fail or hang."""

    script: dict[str, tuple[Step | Exception, bool]]
    """By step: what to do, and whether to hang after it."""

    def __init__(self, config: Config, progress: Callable[[str], None]) -> None:
        self.config = config
        self.metrics = Metrics()
        self.addresses = {"sip": "udp 127.0.0.1:5060"}
        self.table = ["a call"]
        self.done: list[str] = []
        progress("everything")
        type(self).last = self

    last: "ScriptedServer"

    async def _do(self, step: str) -> None:
        action, hangs = self.script.get(step, (lambda: None, False))
        if isinstance(action, Exception):
            raise action
        action()
        await asyncio.sleep(30 if hangs else 0)
        self.done.append(step)

    async def start(self) -> None:
        await self._do("start")

    async def drain(self) -> None:
        await self._do("drain")

    async def close(self) -> None:
        await self._do("close")


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(serving, "Server", ScriptedServer)
    monkeypatch.setattr(os, "_exit", _leave)
    monkeypatch.setattr(serving, "_kill_children", lambda: None)  # they would be other tests' servers
    yield
    structlog.reset_defaults()


def _leave(status: int) -> None:
    raise SystemExit(status)


def run(script: dict[str, Any]) -> int:
    ScriptedServer.script = script
    return asyncio.run(asyncio.wait_for(serving.serve(Config()), 10))


def test_sigterm_drains_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run({"start": (_send(signal.SIGTERM), False)}) == 0
    assert ScriptedServer.last.done == ["start", "drain", "close"]
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("mrcp-server: ")]
    assert said[0] == "mrcp-server: starting everything"
    assert said[1] == "mrcp-server: ready (sip udp 127.0.0.1:5060)"
    assert said[2].startswith("mrcp-server: stopping: 1 calls")
    assert said[3] == "mrcp-server: stopped"


def test_sigint_does_not_wait_for_calls() -> None:
    assert run({"start": (_send(signal.SIGINT), False)}) == 0
    assert ScriptedServer.last.done == ["start", "close"]


def test_a_second_signal_ends_the_drain() -> None:
    assert run({"start": (_send(signal.SIGTERM), False), "drain": (_send(signal.SIGTERM), True)}) == 0
    assert ScriptedServer.last.done == ["start", "close"]


def test_a_signal_before_it_is_ready_gives_the_start_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run({"start": (_send(signal.SIGTERM), True)}) == 0
    assert "before it was ready" in capsys.readouterr().err


def test_a_close_that_hangs_can_be_forced(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        run({"start": (_send(signal.SIGINT), False), "close": (_send(signal.SIGINT), True)})
    assert raised.value.code == 1
    assert "forced" in capsys.readouterr().err


def test_what_cannot_start_is_one_line_and_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run({"start": (OSError(98, "SIP port 1 is in use"), False)}) == 2
    assert "cannot start" in capsys.readouterr().err


def test_what_nobody_caught_is_a_line_and_a_count() -> None:
    stream = io.BytesIO()
    configure("info", "json", stream)

    def fail() -> None:
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "it broke", "exception": RuntimeError("why")})
        os.kill(os.getpid(), signal.SIGINT)

    assert run({"start": (fail, False)}) == 0
    record = json.loads(stream.getvalue().splitlines()[-1])
    assert (record["event"], record["what"], record["level"]) == ("fault", "it broke", "error")
    assert "RuntimeError: why" in record["exception"]
    assert 'server_faults_total{kind="event loop"} 1.0' in ScriptedServer.last.metrics.render().decode()


@pytest.mark.parametrize(("hard", "allowed"), [(1 << 20, 25097), (9000, 9000), (resource.RLIM_INFINITY, 25097)])
def test_the_descriptor_limit_is_raised_as_far_as_it_may(
    monkeypatch: pytest.MonkeyPatch, hard: int, allowed: int
) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (1024, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _which, limits: given.append(limits))
    stream = io.BytesIO()
    configure("info", "json", stream)
    serving._raise_descriptor_limit(load_config(None, (), {}))
    assert given == [(allowed, hard)]
    assert (b"few descriptors" in stream.getvalue()) == (allowed == 9000)
