"""Readings of /proc, of a made-up one and of our own."""

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mrcp_server.client.server_usage import CONTROL, ServerProcesses, find_server

pytestmark = pytest.mark.anyio


def add_process(proc: Path, pid: int, parent: int, command: str = "python", ticks: int = 0, pages: int = 0) -> None:
    folder = proc / str(pid)
    folder.mkdir(parents=True)
    # Names may hold blanks and parentheses.
    (folder / "stat").write_text(f"{pid} (a ) b) S {parent} " + "0 " * 9 + f"{ticks} {ticks} 0 0\n")
    (folder / "statm").write_text(f"999 {pages} 3 4 5 6 7\n")
    (folder / "cmdline").write_bytes(command.replace(" ", "\0").encode())


@pytest.fixture(name="proc")
def _proc(tmp_path: Path) -> Path:
    add_process(tmp_path, 10, 1, "mrcp-server serve", ticks=100, pages=1000)
    add_process(tmp_path, 11, 10, "python -m rtp.process.child 3 4", ticks=50, pages=500)
    add_process(tmp_path, 12, 10, "python -m engine.workers.worker", ticks=25, pages=200)
    add_process(tmp_path, 13, 12, "helper", pages=1)
    add_process(tmp_path, 20, 1, "unrelated", ticks=1, pages=1)
    (tmp_path / "self").mkdir()
    return tmp_path


@pytest.fixture(name="health")
def _health() -> Iterator[tuple[str, dict[str, object]]]:
    told: dict[str, object] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", told
        server.shutdown()
        thread.join()


async def test_children_are_found_and_named_by_their_command(proc: Path) -> None:
    found = await find_server(None, 10, proc)
    assert found is not None
    assert found.roles == {10: CONTROL, 11: "media plane", 12: "engine worker", 13: "other"}
    assert found.counts == {CONTROL: 1, "media plane": 1, "engine worker": 1, "other": 1}


async def test_health_names_them_itself(proc: Path, health: tuple[str, dict[str, object]]) -> None:
    url, told = health
    told.update(pid=10, children={"plane": [11], "worker": [12]})
    found = await find_server(url, None, proc)
    assert found is not None
    assert found.roles == {10: CONTROL, 11: "plane", 12: "worker"}


async def test_a_server_elsewhere_has_no_processes_here(proc: Path, health: tuple[str, dict[str, object]]) -> None:
    url, told = health
    told.update(pid=999_999)
    assert await find_server(url, None, proc) is None
    told.clear()
    assert await find_server(url, None, proc) is None
    assert await find_server("http://127.0.0.1:9", None, proc) is None
    assert await find_server("ftp://127.0.0.1", None, proc) is None
    assert await find_server(None, None, proc) is None
    assert await find_server(None, 999_999, proc) is None


def test_readings_are_sums_by_role(proc: Path) -> None:
    add_process(proc, 14, 10, ticks=75, pages=300)
    usage = ServerProcesses({11: "plane", 12: "worker", 14: "worker", 99: "gone"}, proc).read()
    tick_s = 1 / os.sysconf("SC_CLK_TCK")
    page_kib = os.sysconf("SC_PAGE_SIZE") // 1024
    assert usage.cpu_s == pytest.approx({"plane": 100 * tick_s, "worker": 200 * tick_s, "gone": 0})
    assert usage.rss_kib == {"plane": 500 * page_kib, "worker": 500 * page_kib, "gone": 0}


@pytest.fixture(name="child")
def _child() -> Iterator[int]:
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    yield child.pid
    child.communicate(b"")


async def test_our_own_process_can_be_read(child: int) -> None:
    found = await find_server(None, os.getpid())
    assert found is not None
    assert child in found.roles
    usage = found.read()
    assert usage.rss_kib[CONTROL] > 1000
    assert usage.cpu_s[CONTROL] > 0


async def test_a_process_that_ends_while_it_is_looked_at_is_no_error(proc: Path) -> None:
    (proc / "12" / "cmdline").unlink()
    (proc / "20" / "stat").unlink()
    found = await find_server(None, 10, proc)
    assert found is not None
    assert found.roles[12] == "other"
