"""Fetching over real sockets: answers, redirects, cookies, bounds, and places nobody may lead us to."""

import asyncio
import gzip
import ssl
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from engine.errors import ClipError
from mrcp_server.fetching.fetcher import Fetched, Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.cookies import CookieJar
from tests.fakes.certificates import Certificates

GROWN_BYTES = 64 << 20
BOMB = gzip.compress(bytes(GROWN_BYTES), mtime=0)


class Origin(BaseHTTPRequestHandler):
    """An origin server with one path for each case."""

    requests: ClassVar[list[tuple[str, dict[str, str]]]] = []
    going_on: ClassVar[threading.Event] = threading.Event()
    lost: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        Origin.requests.append((self.path, dict(self.headers.items())))
        name = self.path.strip("/").split("?")[0]
        answer = getattr(self, f"_{name}", None)
        if answer is None:
            self._send(404, b"")
        else:
            answer()

    def _text(self) -> None:
        self._send(200, b"hello", ("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "max-age=60"))

    def _tagged(self) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            self._send(304, b"", ("ETag", '"1"'))
        else:
            self._send(200, b"tagged", ("ETag", '"1"'), ("Content-Type", "text/plain"))

    def _away(self) -> None:
        self._send(302, b"", ("Location", "/text"))

    def _round(self) -> None:
        self._send(302, b"", ("Location", "/round"))

    def _tofile(self) -> None:
        self._send(302, b"", ("Location", "file:///etc/passwd"))

    def _toaddress(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        self._send(302, b"", ("Location", f"http://127.0.0.1:{self.server.server_port}/text"))

    def _cookie(self) -> None:
        self._send(200, b"", ("Set-Cookie", "id=7"), ("Set-Cookie", "broken"), ("Content-Type", "text/plain"))

    def _large(self) -> None:
        self._send(200, b"x" * 5000, ("Content-Type", "text/plain"))

    def _pressed(self) -> None:
        kind = ("Content-Type", "text/plain")
        self._send(200, gzip.compress(b"hello", mtime=0), kind, ("Content-Encoding", "gzip"))

    def _bomb(self) -> None:
        self._send(200, BOMB, ("Content-Type", "text/plain"), ("Content-Encoding", "gzip"))

    def _bombinbomb(self) -> None:
        twice = gzip.compress(BOMB, mtime=0)
        self._send(200, twice, ("Content-Type", "text/plain"), ("Content-Encoding", "gzip, gzip"))

    def _openbomb(self) -> None:
        self._begin("text/plain", ("Content-Encoding", "gzip"))
        self.wfile.write(BOMB)

    def _slow(self) -> None:
        time.sleep(1.5)
        self._send(200, b"", ("Content-Type", "text/plain"))

    def _tonowhere(self) -> None:
        self._send(302, b"", ("Location", "/endless"))

    def _open(self) -> None:
        self._begin("text/plain", ("Cache-Control", "max-age=60"))
        self.wfile.write(b"one ")
        Origin.going_on.wait(5)
        self.wfile.write(b"two")

    def _events(self) -> None:
        self._begin("text/event-stream; charset=utf-8", ("Cache-Control", "max-age=60"))
        self.wfile.write(b"data: one\n\n")
        Origin.going_on.wait(5)
        self.wfile.write(b"data: two\n\n")

    def _endless(self) -> None:
        self._begin("text/event-stream")
        try:
            while not Origin.going_on.wait(0.01):
                self.wfile.write(b"data: on\n\n")
        except OSError:
            Origin.lost.set()

    def _begin(self, content_type: str, *headers: tuple[str, str]) -> None:
        """The head of an answer without a length: the connection's end is its own."""
        self.send_response(200)
        for name, value in (("Content-Type", content_type), ("Connection", "close"), *headers):
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name in the library
        """Quiet."""


@pytest.fixture(name="origin")
def _origin() -> Iterator[str]:
    Origin.requests.clear()
    Origin.going_on.clear()
    Origin.lost.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(
    *uris: str,
    policy: FetchPolicy | None = None,
    cache: HttpCache | None = None,
    timeout_ms: int | None = None,
    cookies: CookieJar | None = None,
) -> Fetched:
    """The answer to the last of the URIs."""

    async def run() -> Fetched:
        fetcher = Fetcher(policy or FetchPolicy(max_bytes=1000), cache or HttpCache(100_000))
        try:
            for uri in uris:
                fetched = await fetcher.fetch(uri, timeout_ms=timeout_ms, cookies=cookies)
        finally:
            await fetcher.close()
        return fetched

    return asyncio.run(run())


def test_content_comes_with_its_type_and_charset(origin: str) -> None:
    entity = fetch(f"{origin}/text").entity
    assert (entity.content_type, entity.charset, entity.body) == ("text/plain", "utf-8", b"hello")
    assert entity.content_base == f"{origin}/text"
    assert Origin.requests[0][1]["Host"] == origin.removeprefix("http://")


def test_fresh_content_is_not_fetched_again(origin: str) -> None:
    fetch(f"{origin}/text", f"{origin}/text")
    assert len(Origin.requests) == 1


def test_stale_content_is_asked_for_with_its_validator(origin: str) -> None:
    assert fetch(f"{origin}/tagged", f"{origin}/tagged").entity.body == b"tagged"
    assert Origin.requests[1][1]["If-None-Match"] == '"1"'


def test_redirects_are_followed_and_bounded(origin: str) -> None:
    assert fetch(f"{origin}/away").entity.body == b"hello"
    with pytest.raises(ClipError, match="redirects"):
        fetch(f"{origin}/round")


def test_a_redirect_leads_to_no_file_even_under_an_allowed_root(origin: str) -> None:
    with pytest.raises(ClipError, match="redirected: scheme file is not supported"):
        fetch(f"{origin}/tofile", policy=FetchPolicy(file_roots=[Path("/etc")]))


def test_a_redirect_is_checked_like_the_first_uri(origin: str) -> None:
    policy = FetchPolicy(allowed_hosts=["localhost"])
    with pytest.raises(ClipError, match=r"host 127\.0\.0\.1 is not allowed"):
        fetch(f"{origin.replace('127.0.0.1', 'localhost')}/toaddress", policy=policy)


def test_cookies_of_the_session_go_out_and_come_back(origin: str) -> None:
    jar = CookieJar()
    first = fetch(f"{origin}/cookie", cookies=jar)
    assert len(first.new_cookies) == 1
    assert first.new_cookies[0].startswith("id=7")
    fetch(f"{origin}/text", cookies=jar)
    assert Origin.requests[-1][1]["Cookie"] == "id=7"


def test_nobody_but_the_sessions_store_keeps_cookies(origin: str) -> None:
    fetch(f"{origin}/cookie", f"{origin}/text")
    assert "Cookie" not in Origin.requests[-1][1]


def test_a_cookie_of_any_letters_goes_out(origin: str) -> None:
    jar = CookieJar()
    jar.put("name=Zoë", 0.0)
    fetch(f"{origin}/text", cookies=jar)
    assert Origin.requests[-1][1]["Cookie"].encode("latin-1").decode() == "name=Zoë"


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/absent", "404 Not Found"), ("/large", "more than 1000 bytes")],
)
def test_failures_say_what_happened(origin: str, path: str, reason: str) -> None:
    with pytest.raises(ClipError, match=reason):
        fetch(origin + path)


def test_a_coded_answer_is_decoded_and_asked_for(origin: str) -> None:
    assert fetch(f"{origin}/pressed").entity.body == b"hello"
    assert Origin.requests[0][1]["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("path", ["bomb", "bombinbomb", "openbomb"])
def test_what_grows_is_cut_before_it_is_held(origin: str, path: str) -> None:
    """A stream is decoded by the same code, when somebody reads it."""

    async def run() -> None:
        async with fetcher(max_bytes=1 << 20) as made:
            found = await made.fetch(f"{origin}/{path}", may_stream=path == "openbomb")
            assert found.stream is not None
            await rest_of(found.stream)

    tracemalloc.start()
    try:
        with pytest.raises(ClipError, match="more than"):
            asyncio.run(run())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < GROWN_BYTES // 8


def test_a_slow_origin_is_given_up_in_time(origin: str) -> None:
    began = time.monotonic()
    with pytest.raises(ClipError, match="timeout"):
        fetch(f"{origin}/slow", timeout_ms=50)
    assert time.monotonic() - began < 1.4


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://0x7f000001:1/",
        "http://0177.1:1/",
        "http://2130706433:1/",
        "http://127.1:1/",
        "http://[::127.0.0.1]:1/",
    ],
)
def test_the_machine_itself_is_out_of_bounds_when_the_policy_says_so(uri: str) -> None:
    with pytest.raises(ClipError, match=r"not allowed|Name or service|not known"):
        fetch(uri, policy=FetchPolicy(blocked_networks=["127.0.0.0/8", "::1/128"]))


def test_a_host_that_is_named_may_lie_in_a_blocked_network(origin: str) -> None:
    policy = FetchPolicy(allowed_hosts=["127.0.0.1"], blocked_networks=["127.0.0.0/8"])
    assert fetch(f"{origin}/text", policy=policy).entity.body == b"hello"


def test_only_allowed_hosts_are_fetched_from(origin: str) -> None:
    with pytest.raises(ClipError, match="is not allowed"):
        fetch(f"{origin}/text", policy=FetchPolicy(allowed_hosts=["*.example.com"]))


@pytest.mark.parametrize("uri", ["ftp://h/x", "x", "data:text/plain,x"])
def test_other_schemes_are_refused(uri: str) -> None:
    with pytest.raises(ClipError, match="scheme"):
        fetch(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "http://[::1",
        "http://a:9x/",
        "http://a\x00/",
        "http://\udcff/",
        "http://xn--/",
        "http://" + "a" * 70 + "/",
        "http://",
    ],
)
def test_what_is_no_uri_is_refused_like_any_other(uri: str) -> None:
    with pytest.raises(ClipError):
        fetch(uri)


def test_nobody_there() -> None:
    with pytest.raises(ClipError):
        fetch("http://127.0.0.1:1/")
    with pytest.raises(ClipError):
        fetch("http://host.invalid/")


def test_files_are_read_under_allowed_roots_only(tmp_path: Path) -> None:
    inside = tmp_path / "prompts"
    inside.mkdir()
    (inside / "a.ssml").write_bytes(b"<speak/>")
    (tmp_path / "secret.txt").write_bytes(b"x")
    (inside / "big.txt").write_bytes(b"x" * 2000)
    policy = FetchPolicy(file_roots=[inside], max_bytes=1000)
    entity = fetch((inside / "a.ssml").as_uri(), policy=policy).entity
    assert (entity.content_type, entity.body) == ("application/ssml+xml", b"<speak/>")
    for uri in [(tmp_path / "secret.txt").as_uri(), f"file://{inside}/../secret.txt"]:
        with pytest.raises(ClipError, match="outside"):
            fetch(uri, policy=policy)
    assert fetch(f"file://localhost{inside}/a.ssml", policy=policy).entity.body == b"<speak/>"
    with pytest.raises(ClipError, match="on another machine: files"):
        fetch(f"file://files{inside}/a.ssml", policy=policy)
    with pytest.raises(ClipError, match="more than"):
        fetch((inside / "big.txt").as_uri(), policy=policy)
    with pytest.raises(ClipError, match="No such file"):
        fetch((inside / "none.txt").as_uri(), policy=policy)


@asynccontextmanager
async def fetcher(max_bytes: int = 1000) -> AsyncIterator[Fetcher]:
    made = Fetcher(FetchPolicy(max_bytes=max_bytes), HttpCache(100_000))
    try:
        yield made
    finally:
        Origin.going_on.set()
        await made.close()


async def rest_of(stream: StreamedBody) -> bytes:
    return b"".join([chunk async for chunk in stream.chunks()])


@pytest.mark.parametrize(("path", "requests"), [("/open", 1), ("/events", 2)])
def test_what_is_still_coming_is_handed_out_and_text_kept_at_its_end(origin: str, path: str, requests: int) -> None:
    async def run() -> None:
        async with fetcher() as made, asyncio.timeout(5):
            fetched = await made.fetch(origin + path, may_stream=True)
            assert fetched.stream is not None
            assert b"one" in await anext(fetched.stream.chunks())
            assert fetched.stream.is_coming
            Origin.going_on.set()
            whole = await rest_of(fetched.stream)
            again = await made.fetch(origin + path, may_stream=True)
            body = again.entity.body if again.stream is None else await rest_of(again.stream)
            assert body == whole
        assert len(Origin.requests) == requests

    asyncio.run(run())


def test_what_has_a_length_or_failed_is_no_stream(origin: str) -> None:
    async def run() -> None:
        async with fetcher() as made:
            fetched = await made.fetch(f"{origin}/text", may_stream=True)
            assert (fetched.stream, fetched.entity.body) == (None, b"hello")
            with pytest.raises(ClipError, match="404"):
                await made.fetch(f"{origin}/absent", may_stream=True)

    asyncio.run(run())


def test_a_stream_behind_a_redirect_ends_when_it_is_closed(origin: str) -> None:
    async def run() -> None:
        async with fetcher() as made, asyncio.timeout(5):
            fetched = await made.fetch(f"{origin}/tonowhere", may_stream=True)
            assert fetched.stream is not None
            fetched.stream.close()
            assert await asyncio.to_thread(Origin.lost.wait, 5)

    asyncio.run(run())


def test_an_endless_stream_is_cut(origin: str) -> None:
    async def run() -> None:
        async with fetcher(max_bytes=50) as made, asyncio.timeout(5):
            fetched = await made.fetch(f"{origin}/endless", may_stream=True)
            assert fetched.stream is not None
            with pytest.raises(ClipError, match="more than 50 bytes"):
                await rest_of(fetched.stream)

    asyncio.run(run())


def test_a_clock_that_is_set_does_not_age_what_is_kept(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, set_by = time.time, [0]
    monkeypatch.setattr("mrcp_server.fetching.fetcher.time.time", lambda: real() + set_by[0])

    async def run() -> None:
        async with fetcher() as one:
            for _ in range(2):
                await one.fetch(f"{origin}/text")
                set_by[0] = 86_400
            assert [path for path, _ in Origin.requests] == ["/text"]

    asyncio.run(run())


def test_another_policy_counts_from_then_on(origin: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")

    async def run() -> None:
        async with fetcher() as one:
            assert (await one.fetch(f"{origin}/text")).entity.body == b"hello"
            one.change(FetchPolicy(blocked_networks=["127.0.0.0/8"], file_roots=[tmp_path]))
            with pytest.raises(ClipError, match="not allowed"):
                await one.fetch(f"{origin}/other")
            assert (await one.fetch((tmp_path / "a.txt").as_uri())).entity.body == b"a"

    asyncio.run(run())


@asynccontextmanager
async def _https_origin(certificate: Path) -> AsyncIterator[int]:
    """Answers every request with `hello`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
        )
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.anyio
async def test_an_https_origin_is_the_one_that_is_named(tmp_path: Path) -> None:
    """By the name in the URI, though the connection goes to the address that was checked."""
    certificates = Certificates(tmp_path)
    for name, trusted, fault in (
        ("localhost", True, ""),
        ("other.example", True, "not valid for 'localhost'"),
        ("localhost", False, "unable to get local issuer certificate"),
    ):
        authorities = str(certificates.ca) if trusted else ""
        fetcher = Fetcher(FetchPolicy(allowed_hosts=["localhost"], authorities=authorities), HttpCache(0))
        async with _https_origin(certificates.issue(name)) as port:
            if fault:
                with pytest.raises(ClipError, match=fault):
                    await fetcher.fetch(f"https://localhost:{port}/")
            else:
                assert (await fetcher.fetch(f"https://localhost:{port}/")).entity.body == b"hello"
        await fetcher.close()
