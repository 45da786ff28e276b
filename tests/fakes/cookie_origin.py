"""An HTTP origin that knows its callers by a cookie, and writes down who asked for what with which."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

KEPT = ("Cache-Control", "max-age=60")


class Visit(NamedTuple):
    """One request."""

    path: str
    cookie: str
    """The Cookie header, empty without one."""


@dataclass(slots=True)
class CookieOrigin:
    """`/login` gives a cookie (with the attributes of `?with=`), `/menu` says something that may be kept, `/away?to=`
    leads elsewhere and `/entry` logs in and leads to `/menu`."""

    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    logins: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def cookies_at(self, path: str) -> list[str]:
        """What came with the requests for this path, in their order."""
        return [visit.cookie for visit in self.visits if visit.path == path]

    def answer(self, target: str) -> tuple[int, list[tuple[str, str]]]:
        """Status and header fields."""
        path, query = (
            urlsplit(target).path,
            {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()},
        )
        login = (
            ("Set-Cookie", f"id={next(self.logins)}{query.get('with', '')}") if path in ("/login", "/entry") else KEPT
        )
        if path == "/away":
            return 302, [("Location", query["to"])]
        if path == "/entry":
            return 302, [("Location", "/menu"), login]
        return 200, [login]


@contextmanager
def keeping_accounts() -> Iterator[CookieOrigin]:
    """Serves until the end of the block, on every name of this machine."""
    origin = CookieOrigin()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            cookie = self.headers.get("Cookie", "")
            origin.visits.append(Visit(urlsplit(self.path).path, cookie))
            status, fields = origin.answer(self.path)
            body = f"Caller {cookie or 'unknown'}.".encode()
            self.send_response(status)
            for name, value in [*fields, ("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name in the library
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    origin.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
