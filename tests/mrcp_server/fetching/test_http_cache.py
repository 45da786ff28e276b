"""What may be kept, for how long, and when the origin must be asked (RFC 9111; RFC 6787 §6.2.13)."""

from email.utils import formatdate

import pytest

from mrcp_server.fetching.http_cache import Directives, Freshness, HttpCache

NOW = 1_800_000_000.0
URI = "http://h/a.wav"
ANY = Directives()


def kept(headers: dict[str, str], *, has_cookies: bool = False) -> HttpCache:
    cache = HttpCache(10_000)
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    cache.store(URI, fields, b"x", now=NOW, date=NOW, has_cookies=has_cookies)
    return cache


def freshness(cache: HttpCache, wanted: Directives = ANY, after_s: float = 0.0) -> Freshness | None:
    found = cache.find(URI)
    return found.freshness(wanted, NOW + after_s) if found else None


@pytest.mark.parametrize(
    ("headers", "after_s", "expected"),
    [
        ({"cache_control": "max-age=60"}, 59, Freshness.FRESH),
        ({"cache_control": "max-age=60"}, 61, Freshness.REVALIDATE),
        ({"cache_control": "max-age=60", "age": "30"}, 31, Freshness.REVALIDATE),
        ({"cache_control": "no-cache, max-age=60"}, 0, Freshness.REVALIDATE),
        ({"expires": formatdate(NOW + 60, usegmt=True), "date": formatdate(NOW, usegmt=True)}, 59, Freshness.FRESH),
        ({"expires": "0"}, 0, Freshness.REVALIDATE),
        ({"last_modified": formatdate(NOW - 1000, usegmt=True)}, 99, Freshness.FRESH),
        ({"last_modified": formatdate(NOW - 1000, usegmt=True)}, 101, Freshness.REVALIDATE),
        ({"last_modified": "yesterday"}, 0, Freshness.REVALIDATE),
        ({}, 0, Freshness.REVALIDATE),
    ],
)
def test_an_answer_is_fresh_as_long_as_its_origin_says(
    headers: dict[str, str], after_s: float, expected: Freshness
) -> None:
    assert freshness(kept(headers), after_s=after_s) is expected


@pytest.mark.parametrize(
    ("directives", "after_s", "expected"),
    [
        ("max-age=10", 11, Freshness.REVALIDATE),
        ("max-age=900", 61, Freshness.REVALIDATE),
        ("min-fresh=30", 29, Freshness.FRESH),
        ("min-fresh=30", 31, Freshness.REVALIDATE),
        ("max-stale=30", 89, Freshness.FRESH),
        ("max-stale=30", 91, Freshness.REVALIDATE),
        ("max-stale", 9000, Freshness.FRESH),
        ("max-age=abc", 59, Freshness.FRESH),
    ],
)
def test_the_request_may_be_stricter_or_laxer(directives: str, after_s: float, expected: Freshness) -> None:
    assert freshness(kept({"cache_control": "max-age=60"}), Directives.parse(directives), after_s) is expected


def test_what_must_be_revalidated_is_never_stale() -> None:
    cache = kept({"cache_control": "max-age=60, must-revalidate"})
    assert freshness(cache, Directives.parse("max-stale"), 61) is Freshness.REVALIDATE


@pytest.mark.parametrize(
    "headers",
    [{"cache_control": "no-store"}, {"cache_control": "private"}, {"vary": "Accept, Cookie"}, {"set_cookie": "a=b"}],
)
def test_what_belongs_to_one_session_is_not_kept(headers: dict[str, str]) -> None:
    assert kept(headers).find(URI) is None
    assert kept({"cache_control": "max-age=60"}, has_cookies=True).find(URI) is None


def test_an_answer_for_a_cookie_leaves_what_is_everybodys() -> None:
    cache = kept({"cache_control": "max-age=60"})
    cache.store(URI, {"cache-control": "max-age=60"}, b"mine", now=NOW, date=NOW, has_cookies=True)
    found = cache.find(URI)
    assert found is not None
    assert found.body == b"x"


def test_validators_and_a_new_life_after_304() -> None:
    cache = kept({"cache_control": "max-age=60", "etag": '"v1"', "last_modified": "Mon, 01 Jan 2024 00:00:00 GMT"})
    found = cache.find(URI)
    assert found is not None
    assert found.validators() == {"If-None-Match": '"v1"', "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    cache.refresh(URI, {"cache-control": "max-age=60"}, now=NOW + 100, date=NOW + 100)
    assert freshness(cache, after_s=150) is Freshness.FRESH
    cache.refresh("http://h/unknown", {}, now=NOW, date=NOW)
    assert cache.find("http://h/unknown") is None


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    cache = HttpCache(10_000)
    for index in range(6):
        cache.store(
            f"http://h/{index}", {"cache-control": "max-age=60"}, b"x" * 1700, now=NOW, date=NOW, has_cookies=False
        )
        cache.find("http://h/0")
    assert cache.bytes <= 10_000
    assert cache.find("http://h/0") is not None
    assert cache.find("http://h/1") is None
    cache.store("http://h/big", {"cache-control": "max-age=60"}, b"x" * 2500, now=NOW, date=NOW, has_cookies=False)
    assert cache.find("http://h/big") is None


def test_a_smaller_cache_lets_the_oldest_go() -> None:
    cache = HttpCache(10_000)
    for number in range(4):
        cache.store(
            f"{URI}{number}", {"cache-control": "max-age=60"}, bytes(1700), now=NOW, date=NOW, has_cookies=False
        )
    cache.resize(5_000)
    assert [bool(cache.find(f"{URI}{number}")) for number in range(4)] == [False, False, True, True]
    cache.store(f"{URI}4", {"cache-control": "max-age=60"}, bytes(1700), now=NOW, date=NOW, has_cookies=False)
    assert cache.find(f"{URI}4") is None  # larger than a quarter of it


def test_a_clock_that_is_set_ages_nothing() -> None:
    """Only the origin's dates are compared with the wall clock."""
    cache = HttpCache(10_000)
    date = formatdate(NOW, usegmt=True)
    cache.store(
        URI, {"expires": formatdate(NOW + 60, usegmt=True), "date": date}, b"x", now=5.0, date=NOW, has_cookies=False
    )
    kept = cache.find(URI)
    assert kept is not None
    assert (kept.freshness(ANY, 64.0), kept.freshness(ANY, 66.0)) == (Freshness.FRESH, Freshness.REVALIDATE)


def test_answers_without_body_take_memory_as_well() -> None:
    cache = HttpCache(100_000)
    for index in range(1000):
        fields = {"cache-control": "max-age=60", "etag": "e" * 1000}
        cache.store(f"http://h/{index}", fields, b"", now=NOW, date=NOW, has_cookies=False)
    assert len(cache._kept) <= 60
    assert 90_000 < cache.bytes <= 100_000
    for index in range(1000):
        cache.forget(f"http://h/{index}")
    assert cache.bytes == 0
