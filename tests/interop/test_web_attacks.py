"""What a web page of a stranger, and a client that bends HTTP, can do to a started server: nothing."""

import contextlib
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import lines_since, wait_for

pytestmark = pytest.mark.interop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SPEECH = b'{"model":"tts-1","voice":"alloy","input":"Hello."}'
KEYS = '["of-the-list"]'
# A form's text/plain POST needs no leave of ours: the browser sends it before it looks at the answer.
PAGE = """<!doctype html><script>
  const post = (path, body) => fetch(path, { method: "POST", mode: "no-cors", body });
  document.title = "working";
  post("http://127.0.0.1:PORT/v1/audio/speech", `{"model":"tts-1","voice":"alloy","input":"Hello."}`)
    .catch(() => null)
    .then(() => new Promise((done) => {
      const socket = new WebSocket("ws://127.0.0.1:PORT/v1/speak");
      socket.onopen = () => done("opened");
      socket.onerror = () => done("refused");
    }))
    .then((socket) => fetch("http://rebound.example:PORT/console/state", { mode: "no-cors" }).then(() => socket))
    .catch((error) => String(error))
    .then((found) => { document.title = found; });
</script>"""


def _rejected(server: RunningServer, since: int) -> list[dict[str, Any]]:
    return [line for line in lines_since(server, since) if line.get("event") == "rejected"]


def _answers(server: RunningServer, request: bytes) -> list[bytes]:
    """Status lines of all answers until the server closes."""
    with socket.create_connection((HOST, server.http_port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
    return [line for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


@contextlib.contextmanager
def _stranger_with(page: str) -> Iterator[int]:
    """The port of a web server that has one page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as stranger:
        thread = threading.Thread(target=stranger.serve_forever)
        thread.start()
        yield stranger.server_port
        stranger.shutdown()
        thread.join()


def _speech(*headers: str, host: str = HOST) -> bytes:
    lines = ["POST /v1/audio/speech HTTP/1.1", f"Host: {host}", "Connection: close", "Content-Type: application/json"]
    head = "\r\n".join([*lines, *headers, f"Content-Length: {len(SPEECH)}"])
    return head.encode() + b"\r\n\r\n" + SPEECH


def test_a_foreign_page_or_name_is_refused_and_told(server: RunningServer) -> None:
    already = len(server.log.read_bytes())
    assert _answers(server, _speech()) == [b"HTTP/1.1 200 OK"]
    assert b" 403 " in _answers(server, _speech("Origin: https://evil.example"))[0]
    assert b" 403 " in _answers(server, _speech("Origin: null"))[0]
    assert b" 421 " in _answers(server, _speech(host="rebound.example"))[0]
    look = b"GET /console/state HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
    assert b" 421 " in _answers(server, look)[0]
    wait_for(lambda: len(_rejected(server, already)) == 4)  # lines are written behind the answers
    lines = _rejected(server, already)
    assert [line["status"] for line in lines] == [403, 403, 421, 421]
    assert all(line["peer"] == HOST and line["reason"] for line in lines)


def test_a_request_cannot_hide_another_one(server: RunningServer) -> None:
    hidden = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
    head = b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n" % len(
        hidden
    )
    assert _answers(server, head + hidden) == [b"HTTP/1.1 400 Bad Request"]


def test_keys_of_a_file_open_the_console_and_those_of_a_command_line_are_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("of-the-file\n", encoding="utf-8")
    settings = {"http.api_keys": KEYS, "http.api_keys_file": str(file), "mrcp.resources": '["speechsynth"]'}
    with RunningServer(tmp_path / "log", {**settings, "engine.synthesizer": "tone"}) as server:
        log = server.log.read_text(encoding="utf-8")
        assert "warning: --set http.api_keys:" in log
        assert "of-the-" not in log.replace(str(file), "")
        for path in ("/console/state", "/console/voices", "/console/sessions/x", "/metrics"):
            get = f"GET {path} HTTP/1.1\r\nHost: speech.example.com\r\nConnection: close\r\n".encode()
            assert b" 401 " in _answers(server, get + b"\r\n")[0]
            for key in (b"of-the-list", b"of-the-file"):
                assert b" 401 " not in _answers(server, get + b"Authorization: Bearer " + key + b"\r\n\r\n")[0]
        assert b" 200 " in _answers(server, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")[0]


@pytest.mark.anyio
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed; tests/install-tools does it on Debian")
async def test_a_page_in_a_real_browser_reaches_nothing(server: RunningServer) -> None:
    pytest.importorskip("playwright")
    from playwright.async_api import async_playwright

    already = len(server.log.read_bytes())
    rules = "--host-resolver-rules=MAP rebound.example 127.0.0.1, MAP evil.example 127.0.0.1"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", rules]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = await browser.new_page()
        with _stranger_with(PAGE.replace("PORT", str(server.http_port))) as port:
            await page.goto(f"http://evil.example:{port}/")
            await page.wait_for_function("document.title !== 'working' && document.title", timeout=20_000)
        assert await page.title() == "refused"
        await browser.close()
    wait_for(lambda: any(line["status"] == 421 for line in _rejected(server, already)))
    lines = _rejected(server, already)
    # A browser tries a 421 once more over another connection (RFC 9110 §15.5.20).
    assert {(line["request"], line["status"]) for line in lines} == {
        ("POST /v1/audio/speech", 403),
        ("GET /v1/speak", 403),
        ("GET /console/state", 421),
    }
