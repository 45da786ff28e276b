"""A client with this jar forgets what it was told; without it, it does not."""

from __future__ import annotations

import httpx
import pytest

from engine.no_cookies import NoCookies


def _cookies_sent(jar: NoCookies | None) -> list[str]:
    """The Cookie headers of two requests, the first of which is answered with one for keeps."""
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("Cookie", ""))
        return httpx.Response(200, headers={"Set-Cookie": "id=7; Path=/"})

    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://h.example", cookies=jar) as client:
        client.get("/")
        client.get("/")
    return sent


@pytest.mark.parametrize(("jar", "expected"), [(None, ["", "id=7"]), (NoCookies(), ["", ""])])
def test_what_an_origin_sets_is_not_sent_again(jar: NoCookies | None, expected: list[str]) -> None:
    assert _cookies_sent(jar) == expected


def test_nothing_can_be_put_into_it() -> None:
    jar = httpx.Cookies(NoCookies())
    jar.set("id", "7", domain="h.example")
    request = httpx.Request("GET", "http://h.example/")
    jar.set_cookie_header(request)
    assert "Cookie" not in request.headers
    assert not list(jar.jar)
