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


@pytest.mark.parametrize("value", ["", "no pair", "=x", "a b=1", "a=" + "b" * 5000, "a=1\x01", "a=1; Path=/\x7f"])
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
    jar.put("host=2; Domain=.example.com; Path=/ivr, safe=3; Domain=example.com; Secure", 0.0)
    jar.put("old=4; Max-Age=5; Domain=Example.com", 0.0)
    assert jar.matching("www.Example.com", "/ivr/menu", 1.0, secure=False) == "host=2; old=4"
    assert jar.matching("example.com", "/ivr", 9.0, secure=True) == "host=2; safe=3"
    assert jar.matching("badexample.com", "/ivr", 1.0, secure=True) == ""
    assert jar.matching("example.com", "/ivrx", 9.0, secure=False) == ""
    assert jar.matching("example.com", "", 9.0, secure=False) == ""


def test_longer_paths_come_first() -> None:
    jar = CookieJar()
    jar.put("a=1; Domain=h.example, b=2; Domain=h.example; Path=/x/y, c=3; Domain=h.example; Path=/x", 0.0)
    assert jar.matching("h.example", "/x/y/z", 0.0, secure=False) == "b=2; c=3; a=1"


def test_a_pushed_cookie_without_domain_goes_to_the_host_it_is_first_fetched_from() -> None:
    jar = CookieJar()
    jar.put("a=1", 0.0)
    assert jar.matching("h.example", "/", 0.0, secure=False) == ""
    jar.settle("H.example")
    jar.settle("other.example")
    assert jar.matching("h.example", "/", 0.0, secure=False) == "a=1"
    for host in ("other.example", "www.h.example", "example"):
        assert jar.matching(host, "/", 0.0, secure=False) == ""
    assert jar.header_values(0.0) == ["a=1; Age=0"]


def test_a_pushed_cookie_said_again_stays_where_it_is() -> None:
    jar = CookieJar()
    jar.put("a=1", 0.0)
    jar.settle("h.example")
    jar.put("a=2", 0.0)
    jar.settle("other.example")
    assert jar.matching("h.example", "/", 0.0, secure=False) == "a=2"
    assert jar.matching("other.example", "/", 0.0, secure=False) == ""


def test_what_an_origin_set_for_itself_stays_its_own_when_the_client_gives_it_back() -> None:
    jar = CookieJar()
    told = jar.put_from_origin("a=1", "h.example", "/", 0.0)
    jar.put(told, 0.0)
    assert jar.matching("h.example", "/", 0.0, secure=False) == "a=1"
    assert jar.matching("www.h.example", "/", 0.0, secure=False) == ""


def test_a_domain_holds_no_addresses_and_a_single_label_no_hosts() -> None:
    jar = CookieJar()
    jar.put("a=1; Domain=0.0.1, b=2; Domain=com, c=3; Domain=::1, d=4; Domain=localhost", 0.0)
    assert jar.matching("127.0.0.1", "/", 0.0, secure=False) == ""
    assert jar.matching("h.com", "/", 0.0, secure=False) == ""
    assert jar.matching("::1", "/", 0.0, secure=False) == "c=3"
    assert jar.matching("localhost", "/", 0.0, secure=False) == "d=4"


def test_cookie_of_an_origin_gets_the_defaults_of_rfc_6265() -> None:
    jar = CookieJar()
    assert jar.put_from_origin("a=1", "h.example", "/x/y.ssml", 0.0) == "a=1; Domain=h.example; Path=/x; Age=0"
    assert jar.put_from_origin("b=1; Path=y", "h.example", "/y", 0.0) == "b=1; Domain=h.example; Path=/; Age=0"
    assert jar.put_from_origin("c=1; Domain=.", "h.example", "/y", 0.0) == "c=1; Domain=h.example; Path=/; Age=0"
    own = jar.put_from_origin("d=1; Domain=.Example.com; Path=/p", "h.example.com", "/", 0.0)
    assert own == "d=1; Domain=.Example.com; Path=/p; Age=0"
    assert jar.matching("h.example", "/x/z", 0.0, secure=False) == "a=1; b=1; c=1"
    assert jar.matching("www.h.example", "/x/z", 0.0, secure=False) == ""
    assert jar.matching("www.example.com", "/p", 0.0, secure=False) == "d=1"


@pytest.mark.parametrize(
    ("domain", "host"), [("d.example", "h.example"), ("example", "h.example"), ("x.h.example", "h.example")]
)
def test_an_origin_sets_no_cookie_for_others(domain: str, host: str) -> None:
    jar = CookieJar()
    with pytest.raises(ValueError, match="cookie of"):
        jar.put_from_origin(f"c=1; Domain={domain}", host, "/", 0.0)
    assert len(jar) == 0


def test_expires_counts_where_there_is_no_max_age() -> None:
    jar = CookieJar(lambda: 1_600_000_000.0)
    jar.put_from_origin("a=1; Expires=Sun, 13-Sep-2020 12:26:45 GMT", "h.example", "/", 0.0)
    jar.put("b=1; Domain=h.example; Max-Age=100; Expires=Sun, 13 Sep 2020 12:26:41 GMT", 0.0)
    jar.put("c=1; Domain=h.example; Expires=some day", 0.0)
    assert jar.matching("h.example", "/", 4.9, secure=False) == "a=1; b=1; c=1"
    assert jar.matching("h.example", "/", 5.0, secure=False) == "b=1; c=1"
    jar.put_from_origin("c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "h.example", "/", 6.0)
    assert jar.matching("h.example", "/", 6.0, secure=False) == "b=1"


def test_expires_counts_by_the_wall_clock_as_it_is_when_the_cookie_comes() -> None:
    offsets = [1_600_000_000.0 - 3600, 1_600_000_000.0]  # an hour behind until somebody has set it
    jar = CookieJar(lambda: offsets[0])
    del offsets[0]
    jar.put_from_origin("a=1; Expires=Sun, 13-Sep-2020 12:26:45 GMT", "h.example", "/", 0.0)
    assert jar.matching("h.example", "/", 4.9, secure=False) == "a=1"
    assert jar.matching("h.example", "/", 5.0, secure=False) == ""
