"""Doors that are handed over, on real sockets in one process; all of it is in tests/interop/test_rolling_restart."""

import asyncio
import socket

from mrcp_server.client.client import MrcpClient
from mrcp_server.operation.handover import Other, close_all
from mrcp_server.operation.link import Head, Link, pair
from tests.fakes.whole_server import running, scenario, uri_of


@scenario
async def test_what_was_detached_waits_and_is_served_when_it_is_attached_again() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        udp.bind(("127.0.0.1", 0))
        tcp.bind(("127.0.0.1", udp.getsockname()[1]))
        port = udp.getsockname()[1]
    async with running(f"sip.port={port}", "sip.transports=['udp']") as server, MrcpClient(uri_of(server)) as before:
        channel = next(iter(before.call.channels.values()))
        assert server.doors.session_ids() == {channel.identifier.partition("@")[0]}
        assert len(server.doors.call_ids()) == 1
        sockets = server.doors.detach()
        assert set(sockets) == {"sip.udp", "mrcp.tcp", "http"}
        client = MrcpClient(uri_of(server), timeout_s=10)
        opening = asyncio.create_task(client.open())
        await asyncio.sleep(0.2)
        assert not opening.done()
        await server.doors.attach()
        await opening
        assert (await client.speak("Yes.")).is_normal
        assert (await before.speak("Yes.")).is_normal
        await client.close()


@scenario
async def test_who_is_leaving_tells_of_sessions_that_begin_nevertheless() -> None:
    ours, theirs = pair()
    link, told = Link(ours), Link(theirs)
    heads: list[Head] = []
    told.on_message = lambda head, _body, _descriptors: heads.append(head)
    async with running() as server, MrcpClient(uri_of(server)):
        server.doors.share(Other(link, server.doors, lambda _call_id: False), is_leaving=True)
        async with MrcpClient(uri_of(server)) as late:
            channel = next(iter(late.call.channels.values()))
            await late.speak("Yes.")
            named = [one for head in heads if head["kind"] == "sessions" for one in head["ids"]]
            assert named == [channel.identifier.partition("@")[0]]
    link.close()
    told.close()


@scenario
async def test_what_nobody_wants_is_closed() -> None:
    async with running() as server:
        sockets = server.doors.detach()
        server.doors.let_go()
        assert all(one.fileno() == -1 for group in sockets.values() for one in group)
        close_all(sockets)
