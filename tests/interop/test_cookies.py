"""Cookies of one call are that call's: two dialogs of a started server, and what their origins saw."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.mrcp.wire.message import Event
from tests.fakes.cookie_origin import CookieOrigin, keeping_accounts
from tests.fakes.whole_server import running, scenario, uri_of

Callers = tuple[MrcpClient, MrcpClient]


@asynccontextmanager
async def two_calls() -> AsyncIterator[tuple[Callers, CookieOrigin, CookieOrigin]]:
    with keeping_accounts() as bank, keeping_accounts() as shop:
        async with (
            running('mrcp.resources=["speechsynth"]', "fetch.blocked_networks=[]") as server,
            MrcpClient(uri_of(server)) as first,
            MrcpClient(uri_of(server)) as second,
        ):
            yield (first, second), bank, shop


async def heard(caller: MrcpClient, *uris: str, cookie: str = "") -> Event:
    """SPEAK-COMPLETE of what stands at these URIs."""
    headers = [("Set-Cookie", cookie)] if cookie else []
    speak = await caller.begin_speak("\r\n".join(uris), content_type="text/uri-list", headers=headers)
    event = await completion_of(speak, 10)
    assert event.headers.get("Completion-Cause") == "000 normal"
    return event


@scenario
async def test_what_one_call_was_given_is_not_sent_for_another() -> None:
    """RFC 6787 §6.2.15: "The stored cookies on the server persist for the duration of the MRCPv2 session"."""
    async with two_calls() as ((first, second), bank, shop):
        event = await heard(first, bank.url("/login"))
        assert event.headers.get("Set-Cookie") == "id=1; Domain=127.0.0.1; Path=/; Age=0"
        await heard(second, bank.url("/menu"), shop.url("/menu"))
        assert (bank.cookies_at("/menu"), shop.cookies_at("/menu")) == ([""], [""])
        await heard(first, bank.url("/own"))
        assert bank.cookies_at("/own") == ["id=1"]


@scenario
async def test_an_answer_made_for_one_call_is_not_kept_for_another() -> None:
    async with two_calls() as ((first, second), bank, _):
        await heard(first, bank.url("/login"), bank.url("/menu"))
        await heard(second, bank.url("/menu"))
        await heard(second, bank.url("/menu"))
        # The second asks for itself, and then has what it was told; the first goes on to be asked about.
        assert bank.cookies_at("/menu") == ["id=1", ""]
        await heard(first, bank.url("/menu"))
        assert bank.cookies_at("/menu") == ["id=1", "", "id=1"]


@scenario
async def test_a_cookie_without_domain_stays_with_its_host_through_redirects() -> None:
    async with two_calls() as ((first, second), bank, shop):
        elsewhere = shop.url("/menu", "localhost")
        await heard(first, bank.url("/login"), bank.url(f"/away?to={elsewhere}"))
        assert (bank.cookies_at("/away"), shop.cookies_at("/menu")) == (["id=1"], [""])
        # And back: the way through another host takes nothing away.
        await heard(first, shop.url(f"/away?to={bank.url('/own')}", "localhost"))
        assert bank.cookies_at("/own") == ["id=1"]
        await heard(second, bank.url("/entry"))
        assert bank.cookies_at("/menu") == ["id=2"]


@scenario
async def test_what_the_way_to_an_answer_was_paved_with_is_its_callers_too() -> None:
    """A redirect that sets a cookie leads to an answer for that cookie."""
    async with two_calls() as ((first, second), bank, _):
        await heard(first, bank.url("/entry"))
        await heard(second, bank.url("/menu"))
        assert bank.cookies_at("/menu") == ["id=1", ""]


@scenario
async def test_an_origin_cannot_set_cookies_for_other_hosts() -> None:
    async with two_calls() as ((first, _), bank, shop):
        event = await heard(first, bank.url("/login?with=;Domain=localhost"))
        assert event.headers.get("Set-Cookie") is None
        await heard(first, shop.url("/menu", "localhost"))
        assert shop.cookies_at("/menu") == [""]


@scenario
async def test_a_pushed_cookie_without_domain_goes_to_the_host_it_was_pushed_for() -> None:
    async with two_calls() as ((first, _), bank, shop):
        await heard(first, bank.url("/own"), shop.url("/menu", "localhost"), cookie="pushed=1")
        assert (bank.cookies_at("/own"), shop.cookies_at("/menu")) == (["pushed=1"], [""])
