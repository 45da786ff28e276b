"""Names where addresses stand: which they are, how they are looked up, and what that may cost."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine

import pytest

from mrcp_server.call.host_names import (
    MOST_NAMES,
    MOST_THREADS,
    MOST_THREADS_OF_A_PEER,
    MOST_WAITING,
    MOST_WAITING_OF_A_PEER,
    HostNames,
    look_up,
    names_in,
    with_addresses,
)
from sip.errors import SdpError
from sip.sdp import SessionDescription

PEER = "192.0.2.9"
OFFER = (
    "v=0\r\no=- 1 1 IN IP4 ivr.svc\r\ns=-\r\nc=IN IP4 media.svc\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\nc=IN IP4 control.svc\r\na=cmid:1\r\n"
    "m=audio 4000 RTP/AVP 0\r\na=rtcp:4101 IN IP4 rtcp.svc\r\na=mid:1\r\n"
    "m=audio 4002 RTP/AVP 0\r\nc=IN IP6 six.svc/127\r\na=mid:2\r\n"
    "m=audio 0 RTP/AVP 0\r\nc=IN IP4 unused.svc\r\n"
)


def offer_at(*hosts: str) -> SessionDescription:
    lines = "".join(f"m=audio {4000 + 2 * n} RTP/AVP 0\r\nc=IN IP4 {host}\r\n" for n, host in enumerate(hosts))
    return SessionDescription.parse(f"v=0\r\n{lines}")


class NameServer:
    """Knows every name but `no…`; `hang…` waits until it is told to go on."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.going_on = threading.Event()

    def __call__(self, name: str, family: socket.AddressFamily) -> str:
        self.asked.append(name)
        if name.startswith("hang"):
            self.going_on.wait(10)
        if name.startswith("no"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return "2001:db8::7" if family == socket.AF_INET6 else "192.0.2.7"


def over(work: Callable[[HostNames, NameServer], Awaitable[None]], timeout_s: float = 5.0) -> None:
    async def run() -> None:
        server = NameServer()
        try:
            await work(HostNames(server, timeout_s=timeout_s), server)
        finally:
            server.going_on.set()

    asyncio.run(run())


def reasons(*results: SessionDescription | BaseException) -> list[str]:
    return [result.reason for result in results if isinstance(result, SdpError)]


def test_names_of_audio_in_use_are_found_and_no_others() -> None:
    offer = SessionDescription.parse(OFFER)
    assert names_in(offer) == {("media.svc", "IP4"), ("rtcp.svc", "IP4"), ("six.svc", "IP6")}
    assert names_in(offer_at("192.0.2.1")) == set()
    assert names_in(SessionDescription.parse("v=0\r\nc=IN IP4 a b c\r\nm=audio 4000 RTP/AVP 0\r\n")) == set()


def test_addresses_stand_where_the_names_stood() -> None:
    table = {("media.svc", "IP4"): "192.0.2.1", ("rtcp.svc", "IP4"): "192.0.2.2", ("six.svc", "IP6"): "2001:db8::1"}
    text = str(with_addresses(SessionDescription.parse(OFFER), table))
    expected = OFFER.replace("media.svc", "192.0.2.1").replace("rtcp.svc", "192.0.2.2")
    assert text == expected.replace("six.svc/127", "2001:db8::1")


def test_each_name_is_looked_up_in_its_family_and_known_for_a_while() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        first, second = await asyncio.gather(
            names.settled(SessionDescription.parse(OFFER), PEER), names.settled(offer_at("media.svc"), PEER)
        )
        assert [first.host_of(media) for media in first.media[1:3]] == ["192.0.2.7", "2001:db8::7"]
        assert second.host_of(second.media[0]) == "192.0.2.7"
        await names.settled(offer_at("media.svc", "rtcp.svc"), PEER)
        assert sorted(server.asked) == ["media.svc", "rtcp.svc", "six.svc"]
        assert await names.settled(offer_at("192.0.2.1"), PEER)

    over(work)


@pytest.mark.parametrize(
    ("hosts", "reason"),
    [
        (["nobody.svc"], "Name or service not known"),
        (["a%b"], "not a host name"),
        (["x" * 300], "not a host name"),
        ([f"h{n}" for n in range(MOST_NAMES + 1)], "9 host names in one offer"),
    ],
)
def test_what_nobody_knows_is_refused(hosts: list[str], reason: str) -> None:
    async def work(names: HostNames, _server: NameServer) -> None:
        with pytest.raises(SdpError, match=reason) as caught:
            await names.settled(offer_at(*hosts), PEER)
        assert (caught.value.status, caught.value.warning) == (488, 301)

    over(work)


def test_a_name_that_hangs_is_given_up_and_holds_up_nobody() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        hanging = asyncio.create_task(names.settled(offer_at("hang.svc"), PEER))
        assert await names.settled(offer_at("media.svc"), PEER)
        with pytest.raises(SdpError, match=r"host hang\.svc not found in 0\.2 s"):
            await hanging
        # It is not asked for a second time meanwhile, and known when it has come after all.
        server.going_on.set()
        assert await names.settled(offer_at("hang.svc"), PEER)
        assert server.asked.count("hang.svc") == 1

    over(work, timeout_s=0.2)


def test_each_peer_has_its_share_of_the_threads() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        def asking(peer: int, count: int) -> list[Coroutine[None, None, SessionDescription]]:
            return [names.settled(offer_at(f"hang{peer}-{n}.svc"), f"192.0.2.{peer}") for n in range(count)]

        tasks = [asyncio.create_task(one) for one in asking(1, MOST_THREADS)]
        await asyncio.sleep(0)
        assert await names.settled(offer_at("media.svc"), "192.0.2.2")
        assert sum(name.startswith("hang1") for name in server.asked) == MOST_THREADS_OF_A_PEER
        for peer in range(3, 10):
            tasks += [asyncio.create_task(one) for one in asking(peer, MOST_THREADS_OF_A_PEER)]
        await asyncio.sleep(0)
        assert len(server.asked) <= MOST_THREADS + 1
        # Who waits gets its turn.
        server.going_on.set()
        await asyncio.gather(*tasks)
        assert len(server.asked) == len(tasks) + 1

    over(work)


def test_what_has_waited_for_too_long_is_not_looked_up_any_more() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        asked = [names.settled(offer_at(f"hang{n}.svc"), PEER) for n in range(MOST_THREADS_OF_A_PEER + 1)]
        assert len(reasons(*await asyncio.gather(*asked, return_exceptions=True))) == MOST_THREADS_OF_A_PEER + 1
        server.going_on.set()
        assert await names.settled(offer_at("media.svc"), PEER)
        assert len(server.asked) == MOST_THREADS_OF_A_PEER + 1

    over(work, timeout_s=0.05)


def test_only_so_many_names_wait() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        # The first of each peer get threads, while there are some.
        count = MOST_WAITING_OF_A_PEER + MOST_THREADS_OF_A_PEER
        peers = MOST_WAITING // MOST_WAITING_OF_A_PEER
        asked = [
            names.settled(offer_at(f"hang{peer}-{n}.svc"), f"192.0.2.{peer}")
            for peer in range(peers + 1)
            for n in range(count)
        ]
        refused = reasons(*await asyncio.gather(*asked, return_exceptions=True))
        assert sum("too many" in reason for reason in refused) == count
        assert len(server.asked) == MOST_THREADS

    over(work, timeout_s=1.0)


def test_names_of_one_peer_that_hang_keep_no_others_out() -> None:
    async def work(names: HostNames, _server: NameServer) -> None:
        async def flood(turn: int) -> list[str]:
            asked = [names.settled(offer_at(f"hang{turn}-{n}.svc"), PEER) for n in range(MOST_WAITING)]
            return reasons(
                *await asyncio.gather(*asked, names.settled(offer_at("media.svc"), PEER), return_exceptions=True)
            )

        for turn in range(2):  # the second time with what nobody waits for any more
            flooding = asyncio.create_task(flood(turn))
            await asyncio.sleep(0)
            # Also a name for which the other one waits.
            assert await names.settled(offer_at("media.svc"), "192.0.2.2")
            assert sum("too many" in reason for reason in await flooding) > MOST_WAITING // 2

    over(work, timeout_s=0.5)


def test_a_peer_whose_names_hung_is_heard_again() -> None:
    async def work(names: HostNames, server: NameServer) -> None:
        asked = [names.settled(offer_at(f"hang{n}.svc"), PEER) for n in range(MOST_WAITING)]
        await asyncio.gather(*asked, return_exceptions=True)
        waiting = asyncio.create_task(names.settled(offer_at("media.svc"), PEER))
        await asyncio.sleep(0)
        server.going_on.set()
        assert await waiting

    over(work, timeout_s=0.5)


def test_the_systems_own_names_are_found() -> None:
    assert look_up("localhost", socket.AF_INET) == "127.0.0.1"
    with pytest.raises(OSError, match=r"."):
        look_up("host.invalid", socket.AF_INET)
