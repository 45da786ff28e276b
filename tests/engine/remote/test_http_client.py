"""HTTP to a service that behaves well, badly, and not at all."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest
from engine.remote.key import ServiceKey
from engine.remote.settings import ServiceSettings
from tests.fakes.remote_service import Asked, Behaviour, FakeService, Writer, answers, delivers, hangs, head, in_turn

KEY = "secret-key-1"
SPEECH = HttpRequest("POST", "/audio/speech", json={"input": "hello"})


def over(behaviour: Behaviour, work: Callable[[HttpClient, FakeService], Awaitable[None]], **changes: Any) -> None:
    async def run() -> None:
        async with FakeService(behaviour).running() as service:
            values = {"first_byte_timeout_s": 2.0, "idle_timeout_s": 2.0, "url": service.url, **changes}
            settings = ServiceSettings(name="a", kind="openai", **values)
            key = ServiceKey(settings, {"OPENAI_API_KEY": KEY})
            client = HttpClient(settings, key, lambda value: {"Authorization": f"Bearer {value}"})
            try:
                await work(client, service)
            finally:
                await client.close()

    asyncio.run(asyncio.wait_for(run(), 20))


def fails(behaviour: Behaviour, request: HttpRequest = SPEECH, **changes: Any) -> ServiceError:
    caught: list[ServiceError] = []

    async def work(client: HttpClient, _service: FakeService) -> None:
        with pytest.raises(ServiceError) as error:
            async with client.request(request) as answer:
                await answer.whole(1000)
        caught.append(error.value)

    over(behaviour, work, **changes)
    assert KEY not in caught[0].reason
    return caught[0]


def test_chunks_come_as_they_are_sent_over_one_connection() -> None:
    async def work(client: HttpClient, service: FakeService) -> None:
        for _ in range(3):
            async with client.request(SPEECH) as answer:
                assert answer.content_type == "audio/pcm"
                assert [chunk async for chunk in answer.chunks(100)] == [b"one", b"two"]
        assert service.connections == 1
        asked = service.requests[0]
        assert (asked.method, asked.path, asked.body) == ("POST", "/audio/speech", b'{"input":"hello"}')
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert asked.headers["accept-encoding"] == "identity"

    over(delivers([b"one", b"two"], every_s=0.02), work)


def test_a_cookie_of_the_service_is_not_sent_with_the_next_callers_request() -> None:
    async def work(client: HttpClient, service: FakeService) -> None:
        for _ in range(2):
            async with client.request(SPEECH) as answer:
                await answer.whole(100)
        assert [asked.headers.get("cookie") for asked in service.requests] == [None, None]

    over(answers(200, b"x", Set_Cookie="caller=1; Path=/"), work)


def test_a_connection_is_open_before_the_first_request_and_stays_open() -> None:
    async def work(client: HttpClient, service: FakeService) -> None:
        client.keep_warm()
        while service.warmed < 2:  # noqa: ASYNC110 (the service counts)
            await asyncio.sleep(0.01)
        async with client.request(SPEECH) as answer:
            await answer.whole(100)
        assert service.connections == 1

    over(answers(200, b"x"), work, keep_warm_s=0.05)


def test_warming_a_service_that_is_not_there_harms_nobody() -> None:
    async def run() -> None:
        settings = ServiceSettings(name="a", kind="openai", url=f"http://127.0.0.1:{_closed_port()}")
        client = HttpClient(settings, ServiceKey(settings, {}), lambda _value: {})
        client.keep_warm()
        await asyncio.sleep(0.05)
        with pytest.raises(ServiceError) as caught:
            async with client.request(SPEECH):
                pass
        assert caught.value.fault is Fault.UNREACHABLE
        await client.close()

    asyncio.run(run())


def test_errors_are_told_apart_and_hold_no_key() -> None:
    error = fails(answers(401, f'{{"error": {{"message": "Incorrect key {KEY}"}}}}'.encode()))
    assert (error.fault, error.reason) == (Fault.KEY, "a: 401 Unauthorized: Incorrect key …")
    error = fails(answers(429, b"slow down", retry_after="4"))
    assert (error.fault, error.retry_after_s) == (Fault.LIMITED, 4)
    assert fails(answers(500)).fault is Fault.BROKEN
    assert fails(answers(503, b"x" * 1_000_000)).fault is Fault.BROKEN


def test_a_service_that_hangs_is_left_at_every_stage() -> None:
    async def after_head(_asked: Asked, writer: Writer) -> None:
        writer.write(head(200, content_length="10"))
        await hangs(_asked, writer)

    short: dict[str, Any] = {"first_byte_timeout_s": 0.1, "idle_timeout_s": 0.1}
    assert fails(hangs, **short).fault is Fault.TIMEOUT
    assert fails(after_head, **short).fault is Fault.TIMEOUT
    assert fails(delivers([b"one"], ends=False), **short).fault is Fault.TIMEOUT


def test_an_answer_that_breaks_off_or_never_ends_is_an_error() -> None:
    async def half(_asked: Asked, writer: Writer) -> None:
        writer.write(head(200, content_length="100") + b"half")
        await writer.drain()
        writer.close()

    async def nonsense(_asked: Asked, writer: Writer) -> None:
        writer.write(b"\x00\x01\x02 what\r\n\r\n")

    async def endless_head(_asked: Asked, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x: " + b"y" * 5000 + b"\r\n")
            await writer.drain()

    assert fails(half).fault is Fault.UNREACHABLE
    assert fails(nonsense).fault is Fault.UNREACHABLE
    assert fails(endless_head).fault is Fault.UNREACHABLE
    assert fails(delivers([b"x" * 600] * 3)).fault is Fault.GARBAGE
    assert fails(answers(200, b"x", content_encoding="gzip")).fault is Fault.GARBAGE


def test_redirects_stay_at_the_services_own_address() -> None:
    async def work(client: HttpClient, service: FakeService) -> None:
        async with client.request(SPEECH) as answer:
            assert await answer.whole(10) == b"here"
        assert [asked.path for asked in service.requests] == ["/audio/speech", "/v2/speech"]
        assert service.requests[1].body == service.requests[0].body

    over(in_turn(answers(307, location="/v2/speech"), answers(200, b"here")), work)


def test_no_redirect_leads_elsewhere() -> None:
    visited: list[Asked] = []

    async def note(asked: Asked, writer: Writer) -> None:
        visited.append(asked)
        writer.write(head(200, content_length="0"))

    async def run() -> None:
        async with FakeService(note).running() as inside:
            for status in (301, 302, 303, 307, 308):
                error = await asyncio.to_thread(fails, answers(status, location=f"{inside.url}/latest/meta-data"))
                assert error.fault is Fault.GARBAGE
                assert f"redirects to http://127.0.0.1:{inside.port}" in error.reason

    asyncio.run(run())
    assert not visited


def test_a_redirect_in_circles_ends() -> None:
    assert "circles" in fails(answers(307, location="/audio/speech")).reason


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{_closed_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{_closed_port()}")

    async def work(client: HttpClient, _service: FakeService) -> None:
        async with client.request(SPEECH) as answer:
            assert await answer.whole(10) == b"x"

    over(answers(200, b"x"), work)


def test_a_proxy_of_the_configuration_is_used() -> None:
    async def work(client: HttpClient, service: FakeService) -> None:
        async with client.request(SPEECH) as answer:
            assert await answer.whole(10) == b"x"
        assert service.requests[0].target == "http://speech.invalid/v1/audio/speech"

    async def run() -> None:
        async with FakeService(answers(200, b"x")).running() as service:
            settings = ServiceSettings(name="a", kind="openai", url="http://speech.invalid/v1", proxy=service.url)
            client = HttpClient(settings, ServiceKey(settings, {}), lambda _value: {})
            await work(client, service)
            await client.close()

    asyncio.run(run())


def test_certificates_are_checked_against_those_of_the_configuration(tmp_path: Path) -> None:
    own, foreign = trustme.CA(), trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.issue_cert("127.0.0.1").configure_cert(tls)

    async def asked(authority: trustme.CA | None) -> bytes:
        async with FakeService(answers(200, b"x")).running(tls) as service:
            file = tmp_path / "ca.pem"
            if authority is not None:
                authority.cert_pem.write_to_path(str(file))
            settings = ServiceSettings(
                name="a",
                kind="openai",
                url=service.url.replace("http", "https"),
                ca_file=str(file) if authority else "",
            )
            client = HttpClient(settings, ServiceKey(settings, {}), lambda _value: {})
            try:
                async with client.request(SPEECH) as answer:
                    return await answer.whole(10)
            finally:
                await client.close()

    assert asyncio.run(asked(own)) == b"x"
    for authority in (foreign, None):
        with pytest.raises(ServiceError) as caught:
            asyncio.run(asked(authority))
        assert caught.value.fault is Fault.UNREACHABLE
        assert "certificate" in caught.value.reason


def test_a_missing_ca_file_is_named(tmp_path: Path) -> None:
    settings = ServiceSettings(name="a", kind="openai", ca_file=str(tmp_path / "ca.pem"))
    with pytest.raises(ServiceError, match=r"ca\.pem: No such file"):
        HttpClient(settings, ServiceKey(settings, {}), lambda _value: {})


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
