"""An HTTP origin for recordings and documents, on a free port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW_S = 2.0


@dataclass(slots=True)
class Origin:
    """`content` by path: (type, body). `/slow…` answers after `SLOW_S`, what is not there with 404."""

    content: dict[str, tuple[str, bytes]]
    codings: dict[str, str] = field(default_factory=dict)
    """Content-Encoding by path; the content is already so coded."""
    url: str = ""
    redirects: dict[str, str] = field(default_factory=dict)
    """Where a path leads instead."""
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(content: dict[str, tuple[str, bytes]], codings: dict[str, str] | None = None) -> Iterator[Origin]:
    """Serves until the end of the block."""
    origin = Origin(content, codings or {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin.asked.append(self.path)
            if self.path.startswith("/slow"):
                origin.closing.wait(SLOW_S)
            if self.path in origin.redirects:
                self.send_response(302)
                self.send_header("Location", origin.redirects[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            kind, body = origin.content.get(self.path, ("text/plain", b"nothing"))
            self.send_response(200 if self.path in origin.content else 404)
            self.send_header("Content-Type", kind)
            if self.path in origin.codings:
                self.send_header("Content-Encoding", origin.codings[self.path])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name in the library
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    origin.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield origin
    finally:
        origin.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
