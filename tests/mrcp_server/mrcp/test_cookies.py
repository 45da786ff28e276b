"""The cookie store of a session (§6.2.15)."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.cookies import MAX_COOKIES, CookieJar, parse_set_cookie


def test_joined_cookies_are_told_apart_from_commas_in_dates() -> None:
    cookies = parse_set_cookie("a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT, b=2; Secure", 0.0)
    assert [(cookie.name, cookie.value) for cookie in cookies] == [("a", "1"), ("b", "2")]
    assert cookies[0].attribute("expires") == "Wed, 09 Jun 2021 10:18:14 GMT"
    assert cookies[1].attribute("secure") == ""
    assert cookies[1].attribute("path") is None


@pytest.mark.parametrize("value", ["", "no pair", "=x", "a=" + "b" * 5000])
def test_what_is_no_cookie(value: str) -> None:
    with pytest.raises(ValueError, match="cookie"):
        CookieJar().put(value, 0.0)


def test_age_grows_and_domain_and_max_age_stay() -> None:
    jar = CookieJar()
    jar.put("a=1; Domain=x.example; Max-Age=100; Age=7;; Secure", 1000.0)
    assert jar.header_values(1010.0) == ["a=1; Domain=x.example; Max-Age=100; Secure; Age=17"]
    assert jar.header_values(1093.0) == []
    jar.put("b=1; Age=x; Max-Age=y", 1090.0)
    assert jar.header_values(1095.0) == ["b=1; Max-Age=y; Age=5"]


def test_newest_of_a_name_counts_and_an_expired_one_removes_it() -> None:
    jar = CookieJar()
    jar.put("a=1", 0.0)
    jar.put("a=2", 0.0)
    jar.put("a=3; Path=/x", 0.0)
    assert len(jar) == 2
    jar.put("a=; Max-Age=0", 0.0)
    assert jar.header_values(0.0) == ["a=3; Path=/x; Age=0"]


def test_store_is_bounded() -> None:
    jar = CookieJar()
    for number in range(MAX_COOKIES + 5):
        jar.put(f"c{number}=x", 0.0)
    assert len(jar) == MAX_COOKIES
    assert "c0=x; Age=0" not in jar.header_values(0.0)


def test_matching_cookies_go_to_the_origin() -> None:
    jar = CookieJar()
    jar.put("any=1, host=2; Domain=.example.com; Path=/ivr, safe=3; Secure, old=4; Max-Age=5", 0.0)
    assert jar.matching("www.Example.com", "/ivr/menu", 1.0, secure=False) == "any=1; host=2; old=4"
    assert jar.matching("example.com", "/ivr", 9.0, secure=True) == "any=1; host=2; safe=3"
    assert jar.matching("badexample.com", "/ivrx", 9.0, secure=False) == "any=1"
    assert jar.matching("example.com", "", 9.0, secure=False) == "any=1"


def test_cookie_of_an_origin_gets_the_defaults_of_rfc_6265() -> None:
    jar = CookieJar()
    assert jar.put_from_origin("a=1", "h.example", "/x/y.ssml", 0.0) == "a=1; Domain=h.example; Path=/x; Age=0"
    assert jar.put_from_origin("b=1", "h.example", "/y", 0.0) == "b=1; Domain=h.example; Path=/; Age=0"
    assert jar.put_from_origin("c=1; Domain=d; Path=/p", "h", "/", 0.0) == "c=1; Domain=d; Path=/p; Age=0"
    assert jar.matching("h.example", "/x/z", 0.0, secure=False) == "a=1; b=1"
