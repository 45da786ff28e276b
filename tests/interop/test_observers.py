"""Who reads the log cannot hold up a call: a started server whose standard error is full, stalled, broken or closed."""

import contextlib
import fcntl
import json
import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

F_SETPIPE_SZ = 1031
TONE = {"engine.synthesizer": "tone", "mrcp.resources": '["speechsynth"]', "engine.workers": "1"}


def redirected(redirection: str) -> tuple[str, ...]:
    return ("sh", "-c", f'exec "$@" {redirection}', "sh")


@contextlib.contextmanager
def stalled() -> Iterator[tuple[int, int]]:
    """A pipe that is full and that nobody reads; its reading end comes first."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    os.write(writing, b"\n" * 4096)
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


def dropped(server: RunningServer) -> float:
    return server.metrics()["log_lines_dropped_total"]


@pytest.mark.parametrize("redirection", ["2>/dev/full", ">&- 2>&-"], ids=["no room", "closed"])
async def test_calls_go_on_where_no_line_can_be_written(tmp_path: Path, redirection: str) -> None:
    with RunningServer(tmp_path / "log", TONE, prefix=redirected(redirection)) as server:
        await assert_works(server)
        await assert_works(server)
        assert (dropped(server) > 0) == ("full" in redirection)


async def test_calls_go_on_where_the_reader_is_gone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    server = RunningServer(tmp_path / "log", TONE, standard_error=writing)
    with server:
        os.close(reading)
        os.close(writing)
        await assert_works(server)
        await assert_works(server)
        wait_for(lambda: dropped(server) > 0)


async def test_calls_go_on_and_end_where_the_reader_stands_still(tmp_path: Path) -> None:
    with stalled() as (_, writing):
        server = RunningServer(tmp_path / "log", TONE, standard_error=writing)
        with server:
            await assert_works(server)
            # The words of a worker that crashes go to standard error, too: it must not wait there.
            worker = server.get("/healthz")["children"]["worker"][0]
            os.kill(worker, signal.SIGSEGV)
            wait_for(lambda: not Path(f"/proc/{worker}").exists())
            wait_for(lambda: server.metrics()["engine_workers_ready"] == 1, 20)
            await assert_works(server)


async def test_what_a_reader_missed_is_told_when_it_reads_again(tmp_path: Path) -> None:
    settings = {**TONE, "log.format": "json", "log.text": "full"}
    with stalled() as (reading, writing):
        server = RunningServer(tmp_path / "log", settings, standard_error=writing)
        with server:
            await assert_works(server)
            said = b""
            while b"session closed" not in said:
                assert select.select([reading], [], [], 10)[0], said
                said += os.read(reading, 65536)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
    assert {"ready", "session opened", "speak", "session closed"} <= {line["event"] for line in lines}


async def test_what_a_child_writes_is_a_line_of_the_log(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", TONE) as server:
        worker = server.get("/healthz")["children"]["worker"][0]
        os.kill(worker, signal.SIGSEGV)

        def words() -> list[str]:
            return [line["text"] for line in lines_since(server, 0) if line["event"] == "standard error"]

        wait_for(lambda: any("Segmentation fault" in text for text in words()))
        wait_for(lambda: server.metrics()["engine_workers_ready"] == 1, 20)


async def test_no_process_of_the_server_runs_files_of_its_working_directory(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("numpy", "msgspec", "signal", "structlog", "json", "engine", "rtp"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write(__file__ + chr(10))\n")
    with RunningServer(tmp_path / "log", {"engine.synthesizer": "tone"}, folder=folder) as server:
        await assert_works(server)
        ran = tmp_path / "ran"
        assert not ran.exists(), ran.read_text()


async def test_a_terminal_obeys_nobody_who_calls(tmp_path: Path) -> None:
    """`log.format = "console"`: what strangers send is shown, and clears no screen."""
    with RunningServer(tmp_path / "log", {**TONE, "log.format": "console"}) as server:
        with SipStranger(server) as stranger:
            stranger.send(stranger.request("INVITE", OFFER, "User-Agent: sly\x1b[2J\x1b]0;mine\x07\x9b2J"))
            answer = stranger.receive()
            stranger.acknowledge(answer)
            stranger.bye(answer)
        wait_for(lambda: b"sly" in server.log.read_bytes())
        shown = server.log.read_bytes()
    assert b"sly\\u001b[2J\\u001b]0;mine\\u0007\\u009b2J" in shown
    for command in (b"\x1b[2J", b"\x1b]0;", b"\x07", b"\xc2\x9b"):
        assert command not in shown
