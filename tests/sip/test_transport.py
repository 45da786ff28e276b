"""The asyncio adapter over loopback sockets: UDP, TCP and TLS listeners, framing, keep-alive, limits, reconnects."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.tls.credentials import CredentialFiles, Credentials, client_context
from mrcp_server.tls.endpoint import TlsClient, TlsDoor
from mrcp_server.tls.handshakes import Handshakes
from sip.configuration import UserAgentConfig
from sip.events import (
    Acked,
    CallAnswered,
    CallFailed,
    Ended,
    EndReason,
    Event,
    Invited,
    OptionsAsked,
    Rejected,
    Stalled,
)
from sip.flow import Flow
from sip.stream_connection import StreamConnection
from sip.timers import Timers
from sip.transport import ConnectTls, ListenAddress, SipTransport, TransportLimits
from sip.user_agent import UserAgent
from tests.fakes.certificates import Certificates
from tests.fakes.sip import SDP, SipPeer

LOCAL = "127.0.0.1"
OPTIONS = SipPeer().request("OPTIONS")


class Party:
    """An agent on sockets that answers every call and every ping."""

    def __init__(
        self,
        *,
        limits: TransportLimits | None = None,
        config: UserAgentConfig | None = None,
        connect_tls: ConnectTls | None = None,
    ) -> None:
        count = itertools.count(1)
        self.agent = UserAgent(
            config or UserAgentConfig(), new_token=lambda: f"{id(self)}x{next(count)}", random=lambda: 0.5
        )
        self.unreachable: list[str] = []
        self.transport = SipTransport(
            self.agent,
            self.handle,
            limits=limits,
            connect_tls=connect_tls,
            on_unreachable=lambda _flow, reason: self.unreachable.append(reason),
        )
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.fault: Exception | None = None

    def handle(self, event: Event) -> None:
        """Answer at once, and keep the event for the test."""
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        if isinstance(event, Invited | OptionsAsked):
            self.agent.respond(event.transaction, 200, now=asyncio.get_running_loop().time(), sdp=SDP.encode())
        self.events.put_nowait(event)

    async def event(self, kind: type[Event]) -> Event:
        """The next event, which must be of this type."""
        event = await asyncio.wait_for(self.events.get(), 5)
        assert isinstance(event, kind), event
        return event

    def now(self) -> float:
        return asyncio.get_running_loop().time()


@contextlib.asynccontextmanager
async def opened(party: Party, *listeners: ListenAddress) -> AsyncIterator[Party]:
    await party.transport.open(listeners)
    try:
        yield party
    finally:
        await party.transport.close()


def run(scenario: Callable[[], "asyncio.Future[None] | object"]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 20))  # type: ignore[arg-type]  # every scenario is a coroutine function


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something is so; `run` bounds the wait."""
    while not condition():  # noqa: ASYNC110  # the transport has no event for what tests look into
        await asyncio.sleep(0)


async def call_through(client: Party, server: Party, transport: str) -> None:
    """INVITE to BYE, hung up by the server: its BYE must find the way back."""
    host, port = server.transport.local_address(transport)
    flow = client.transport.flow_to(transport, host, port)
    client.agent.invite(f"sip:{host}:{port}", SDP.encode(), flow=flow, now=client.now())
    client.transport.flush()
    await server.event(Invited)
    acked = await server.event(Acked)
    assert isinstance(acked, Acked)
    answered = await client.event(CallAnswered)
    assert isinstance(answered, CallAnswered)
    server.agent.bye(acked.dialog, now=server.now())
    server.transport.flush()
    theirs, ours = await client.event(Ended), await server.event(Ended)
    assert isinstance(theirs, Ended)
    assert isinstance(ours, Ended)
    assert (theirs.reason, ours.reason, ours.status) == (EndReason.BYE, EndReason.LOCAL, 200)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("host", [LOCAL, "0.0.0.0"])
def test_a_call_goes_through(transport: str, host: str) -> None:
    async def scenario() -> None:
        async with (
            opened(Party(), ListenAddress("udp", host, 0), ListenAddress("tcp", host, 0)) as server,
            opened(Party(), ListenAddress(transport, LOCAL, 0)) as client,
        ):
            target = server.transport.local_address(transport)
            flow = client.transport.flow_to(transport, LOCAL, target[1])
            assert flow.local == client.transport.local_address(transport)
            client.agent.invite(f"sip:{LOCAL}:{target[1]}", SDP.encode(), flow=flow, now=client.now())
            client.transport.flush()
            await server.event(Invited)
            acked = await server.event(Acked)
            assert isinstance(acked, Acked)
            # Even on a wildcard socket we know our own address towards the peer.
            assert acked.dialog.flow.local[0] == LOCAL
            await client.event(CallAnswered)
            server.agent.bye(acked.dialog, now=server.now())
            server.transport.flush()
            await client.event(Ended)
            await server.event(Ended)

    run(scenario)


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="no IPv6 here")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_call_goes_through_over_ipv6(transport: str) -> None:
    async def scenario() -> None:
        async with (
            opened(Party(), ListenAddress("udp", LOCAL, 0), ListenAddress(transport, "::1", 0)) as server,
            opened(Party(), ListenAddress(transport, "::1", 0)) as client,
        ):
            port = server.transport.local_address("udp")[1] if transport == "udp" else 0
            socket_of_family = server.transport._socket_for("::1", port)
            target = socket_of_family.bound if transport == "udp" else server.transport.local_address("tcp")
            flow = client.transport.flow_to(transport, "::1", target[1])
            client.agent.invite(f"sip:[::1]:{target[1]}", SDP.encode(), flow=flow, now=client.now())
            client.transport.flush()
            await client.event(CallAnswered)

    run(scenario)


@contextlib.contextmanager
def tls(folder: Path) -> Iterator[tuple[ListenAddress, TlsClient]]:
    """A place to listen at, and what connects there."""
    certificates = Certificates(folder)
    handshakes = Handshakes()
    door = TlsDoor(Credentials(CredentialFiles(str(certificates.issue()))), handshakes, PeerLog(get_logger()))
    client = TlsClient(lambda: client_context(str(certificates.ca)), handshakes)
    yield ListenAddress("tls", LOCAL, 0, door.accept), client
    handshakes.close()


def test_a_call_goes_through_over_tls(tmp_path: Path) -> None:
    async def scenario() -> None:
        with tls(tmp_path) as (listener, client_side):
            async with (
                opened(Party(), listener) as server,
                opened(Party(connect_tls=client_side.connect), listener) as client,
            ):
                await call_through(client, server, "tls")

    run(scenario)


def test_a_caller_over_tls_need_not_listen(tmp_path: Path) -> None:
    """Requests come back on its connection (RFC 5923); its Contact names the default port."""

    async def scenario() -> None:
        with tls(tmp_path) as (listener, client_side):
            async with opened(Party(), listener) as server, opened(Party(connect_tls=client_side.connect)) as client:
                assert client.transport.flow_to("tls", LOCAL, 1).local == (LOCAL, 5061)
                await call_through(client, server, "tls")

    run(scenario)


@pytest.mark.parametrize("scheme", ["sip", "sips"])
def test_contacts_of_a_sips_call_are_sips(tmp_path: Path, scheme: str) -> None:
    """RFC 3261 §12.1.1: "the Contact header field … MUST contain a SIPS URI as well"."""

    async def scenario() -> None:
        with tls(tmp_path) as (listener, client_side):
            async with opened(Party(), listener) as server, opened(Party(connect_tls=client_side.connect)) as client:
                host, port = server.transport.local_address("tls")
                flow = client.transport.flow_to("tls", host, port)
                uri = f"{scheme}:{host}:{port};transport=tls"
                call = client.agent.invite(uri, SDP.encode(), flow=flow, now=client.now())
                client.transport.flush()
                answered = await client.event(CallAnswered)
                assert isinstance(answered, CallAnswered)
                assert call.request.contact is not None
                assert answered.response.contact is not None
                assert call.request.contact.uri.scheme == answered.response.contact.uri.scheme == scheme
                assert answered.response.contact.uri.address == (host, port)

    run(scenario)


def test_tls_needs_somebody_who_does_it() -> None:
    async def scenario() -> None:
        with pytest.raises(ValueError, match="secure"):
            await Party().transport.open([ListenAddress("tls", LOCAL, 0)])
        with pytest.raises(ValueError, match="secure"):
            await Party().transport.open([ListenAddress("tcp", LOCAL, 0, lambda protocol: protocol)])
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as client:
            flow = Flow("tls", (LOCAL, 9), (LOCAL, 5061))
            client.agent.invite("sip:a", None, flow=flow, now=client.now())
            client.transport.flush()
            failed = await client.event(CallFailed)
            assert isinstance(failed, CallFailed)
            assert failed.status == 503
            assert client.unreachable == ["no TLS configured for outgoing connections"]
            with pytest.raises(LookupError):
                client.transport.flow_to("tls", LOCAL, 5061)

    run(scenario)


def test_an_address_in_use_opens_nothing() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("udp", LOCAL, 0)) as first:
            second = Party()
            taken = first.transport.local_address("udp")[1]
            with pytest.raises(OSError, match=r"[Aa]ddress already in use"):
                await second.transport.open([ListenAddress("tcp", LOCAL, 0), ListenAddress("udp", LOCAL, taken)])
            with pytest.raises(LookupError):
                second.transport.local_address("tcp")

    run(scenario)


def test_a_transport_that_is_not_open_says_so() -> None:
    transport = Party().transport
    with pytest.raises(RuntimeError):
        _ = transport.loop
    with pytest.raises(LookupError):
        transport.flow_to("udp", LOCAL, 5060)
    transport.flush()


def test_several_messages_and_keep_alives_share_a_connection() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            peer = SipPeer()
            both = peer.request("OPTIONS", cseq=1) + b"\r\n\r\n" + peer.request("OPTIONS", cseq=2)
            for at in range(0, len(both), 50):
                writer.write(both[at : at + 50])
                await writer.drain()
            first = await reader.readuntil(b"\r\n\r\n")
            assert first.startswith(b"SIP/2.0 200 OK")
            await reader.readexactly(len(SDP))
            assert await reader.readexactly(2) == b"\r\n"
            assert b"CSeq: 2 OPTIONS" in await reader.readuntil(b"\r\n\r\n")
            writer.close()

    run(scenario)


def test_a_stream_of_garbage_is_closed() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            writer.write(b"OPTIONS sip:a SIP/2.0\r\n\r\n" * 2)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            assert server.transport.counters.connections_broken == 1
            rejected = await server.event(Rejected)
            assert isinstance(rejected, Rejected)
            assert (rejected.status, rejected.reason) == (400, "Content-Length missing")
            writer.close()

    run(scenario)


@pytest.mark.parametrize(
    ("sent", "limits"),
    [
        (b"OPTIONS", TransportLimits(half_message_s=0.0)),
        (b"", TransportLimits(idle_s=0.0)),
        (b"", TransportLimits(first_message_s=0.0)),
    ],
)
def test_half_a_message_and_an_idle_connection_time_out(sent: bytes, limits: TransportLimits) -> None:
    async def scenario() -> None:
        async with opened(Party(limits=limits), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            writer.write(sent + b"\r\n")
            await until(lambda: bool(server.transport._connections))
            (connection,) = server.transport._connections.values()
            await until(lambda: not sent or connection._half_since is not None)
            server.transport._sweep()
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()

    run(scenario)


def test_a_connection_that_has_spoken_may_be_silent() -> None:
    async def scenario() -> None:
        limits = TransportLimits(first_message_s=0.0)
        async with opened(Party(limits=limits), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            writer.write(b"\r\n\r\n")
            assert await reader.readexactly(2) == b"\r\n"
            (connection,) = server.transport._connections.values()
            server.transport._sweep()
            assert connection.is_open
            writer.close()

    run(scenario)


def test_the_sweep_looks_at_every_connection() -> None:
    async def scenario() -> None:
        async with opened(Party(limits=TransportLimits(idle_s=-1.0)), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            await until(lambda: bool(server.transport._connections))
            server.transport._sweep()
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()

    run(scenario)


def test_too_many_connections_are_refused() -> None:
    async def scenario() -> None:
        async with opened(Party(limits=TransportLimits(max_connections=0)), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            assert server.transport.counters.connections_refused == 1
            writer.close()

    run(scenario)


def test_one_host_leaves_connections_to_others() -> None:
    async def scenario() -> None:
        limits = TransportLimits(max_connections=4, share_of_one_host=0.5)
        async with opened(Party(limits=limits), ListenAddress("tcp", LOCAL, 0)) as server:
            host, port = server.transport.local_address("tcp")
            writers = [(await asyncio.open_connection(host, port))[1] for _ in range(2)]
            reader, refused = await asyncio.open_connection(host, port)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            assert server.transport.counters.connections_refused == 1
            other = (await asyncio.open_connection(host, port, local_addr=("127.0.0.2", 0)))[1]
            await until(lambda: server.transport.counters.connections_accepted == 3)
            writers.pop().close()
            await until(lambda: len(server.transport._connections) == 2)
            again = (await asyncio.open_connection(host, port))[1]
            await until(lambda: server.transport.counters.connections_accepted == 4)
            for writer in (*writers, refused, other, again):
                writer.close()

    run(scenario)


def test_a_host_of_ipv6_is_its_64() -> None:
    async def scenario() -> None:
        limits = TransportLimits(max_connections=4, share_of_one_host=0.5)
        async with opened(Party(limits=limits), ListenAddress("tcp", LOCAL, 0)) as server:
            transport = server.transport
            made = [StreamConnection(transport, "tcp", (f"2001:db8::{last}", 5060)) for last in range(1, 4)]
            numbers = [transport.accept(connection) for connection in made]
            assert [number is None for number in numbers] == [False, False, True]
            assert transport.accept(StreamConnection(transport, "tcp", ("2001:db8:0:1::1", 5060))) is not None

    run(scenario)


def test_a_flood_on_one_connection_lets_others_in_between() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0), ListenAddress("udp", LOCAL, 0)) as server:
            _, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            peer = SipPeer()
            flood = b"".join(peer.request("OPTIONS", call_id=f"flood-{number}") for number in range(1000))
            writer.write(flood)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
                other.sendto(peer.request("OPTIONS", call_id="other"), server.transport.local_address("udp"))
                order = []
                for _ in range(1001):
                    asked = await server.event(OptionsAsked)
                    assert isinstance(asked, OptionsAsked)
                    order.append(asked.request.call_id)
            assert sorted(order) == sorted(["other", *(f"flood-{number}" for number in range(1000))])
            assert order.index("other") < 300
            writer.close()

    run(scenario)


def test_a_muted_host_gets_no_connection() -> None:
    async def scenario() -> None:
        config = UserAgentConfig(junk_per_s=0.001, junk_burst=1)
        async with opened(Party(config=config), ListenAddress("tcp", LOCAL, 0)) as server:
            address = server.transport.local_address("tcp")
            for expected in (0, 1):
                reader, writer = await asyncio.open_connection(*address)
                with contextlib.suppress(ConnectionError):
                    writer.write(b"x" * 20_000)
                    assert await reader.read() == b""
                writer.close()
                assert server.transport.counters.connections_refused == expected

    run(scenario)


def test_nobody_listening_fails_the_call() -> None:
    async def scenario() -> None:
        with socket.socket() as unused:
            unused.bind((LOCAL, 0))
            port = unused.getsockname()[1]
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as client:
            flow = client.transport.flow_to("tcp", LOCAL, port)
            for _ in range(2):
                client.agent.invite(f"sip:{LOCAL}:{port}", None, flow=flow, now=client.now())
            client.transport.flush()
            for _ in range(2):
                failed = await client.event(CallFailed)
                assert isinstance(failed, CallFailed)
                assert failed.status == 503

    run(scenario)


def test_a_connection_is_opened_again_after_it_closed() -> None:
    async def scenario() -> None:
        listener = ListenAddress("tcp", LOCAL, 0)
        async with opened(Party(), listener) as server, opened(Party(), listener) as client:
            await call_through(client, server, "tcp")
            for connection in list(server.transport._connections.values()):
                connection.close()
            await until(lambda: not client.transport._connections)
            await call_through(client, server, "tcp")

    run(scenario)


def test_a_bye_finds_the_peer_when_its_connection_is_gone() -> None:
    async def scenario() -> None:
        listener = ListenAddress("tcp", LOCAL, 0)
        async with opened(Party(), listener) as server, opened(Party(), listener) as client:
            port = server.transport.local_address("tcp")[1]
            flow = client.transport.flow_to("tcp", LOCAL, port)
            client.agent.invite(f"sip:{LOCAL}:{port}", SDP.encode(), flow=flow, now=client.now())
            client.transport.flush()
            await server.event(Invited)
            acked = await server.event(Acked)
            assert isinstance(acked, Acked)
            for connection in list(client.transport._connections.values()):
                connection.close()
            await until(lambda: not server.transport._connections)
            server.agent.bye(acked.dialog, now=server.now())
            server.transport.flush()
            await client.event(CallAnswered)
            await client.event(Ended)

    run(scenario)


@pytest.mark.parametrize("who", ["we", "the peer"])
def test_what_was_sent_over_a_connection_that_is_lost_fails(who: str) -> None:
    async def scenario() -> None:
        deaf: list[asyncio.StreamWriter] = []

        async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            deaf.append(writer)

        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as client:
            peer = await asyncio.start_server(accept, LOCAL, 0)
            async with peer:
                port = peer.sockets[0].getsockname()[1]
                flow = client.transport.flow_to("tcp", LOCAL, port)
                for _ in range(2):
                    client.agent.invite(f"sip:{LOCAL}:{port}", None, flow=flow, now=client.now())
                client.transport.flush()
                await until(lambda: bool(deaf and client.transport._connections))
                if who == "we":
                    (connection,) = client.transport._connections.values()
                    connection._break()
                else:
                    deaf[0].transport.abort()
                for _ in range(2):
                    failed = await client.event(CallFailed)
                    assert isinstance(failed, CallFailed)
                    assert failed.status == 503
                deaf[0].close()
        assert client.agent._core.client_transactions_to == {}

    run(scenario)


def test_a_bye_that_is_hung_up_on_ends_the_call() -> None:
    async def scenario() -> None:
        listener = ListenAddress("tcp", LOCAL, 0)
        async with opened(Party(), listener) as server:
            reader, writer = await asyncio.open_connection(LOCAL, server.transport.local_address("tcp")[1])
            peer = SipPeer(transport="tcp")
            writer.write(peer.request("INVITE", body=SDP))
            invited = await server.event(Invited)
            assert isinstance(invited, Invited)
            to_tag = invited.transaction.to_tag
            writer.write(peer.request("ACK", to_tag=to_tag))
            acked = await server.event(Acked)
            assert isinstance(acked, Acked)
            server.agent.bye(acked.dialog, now=server.now())
            server.transport.flush()
            await asyncio.wait_for(reader.readuntil(b"BYE "), 5)
            writer.close()
            ended = await server.event(Ended)
            assert isinstance(ended, Ended)
            assert (ended.reason, ended.status) == (EndReason.LOCAL, 503)
            assert list(server.agent.dialogs) == []

    run(scenario)


def test_timers_run_by_themselves() -> None:
    async def scenario() -> None:
        fast = UserAgentConfig(timers=Timers(t1=0.002, t2=0.004, t4=0.004))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
            deaf.bind((LOCAL, 0))
            async with opened(Party(config=fast), ListenAddress("udp", LOCAL, 0)) as client:
                flow = client.transport.flow_to("udp", *deaf.getsockname())
                client.agent.invite("sip:a", None, flow=flow, now=client.now())
                client.transport.flush()
                failed = await client.event(CallFailed)
                assert isinstance(failed, CallFailed)
                assert failed.status == 408
                # Seven when the loop keeps up (0, T1, 3*T1, …); a late one makes fewer of them.
                assert 2 <= client.transport.counters.datagrams_sent <= 7

    run(scenario)


def test_a_name_is_resolved_before_sending() -> None:
    async def scenario() -> None:
        async with (
            opened(Party(), ListenAddress("udp", LOCAL, 0)) as server,
            opened(Party(), ListenAddress("udp", LOCAL, 0)) as client,
        ):
            port = server.transport.local_address("udp")[1]
            flow = Flow("udp", ("localhost", port), client.transport.local_address("udp"))
            client.transport._socket_for("localhost", 0)
            family_of = client.transport.loop.getaddrinfo

            async def ipv4_only(host: str, number: int, **kind: int) -> object:
                return await family_of(host, number, family=socket.AF_INET, **kind)

            client.transport.loop.getaddrinfo = ipv4_only  # type: ignore[method-assign, assignment]
            client.agent.invite("sip:localhost", None, flow=flow, now=client.now())
            client.transport.flush()
            await client.event(CallAnswered)

    run(scenario)


def test_a_name_that_nobody_knows_fails_the_call() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("udp", LOCAL, 0)) as client:

            async def unknown(*_: object, **__: object) -> object:
                raise OSError("unknown")

            client.transport.loop.getaddrinfo = unknown  # type: ignore[method-assign, assignment]
            flow = Flow("udp", ("no.such.host.invalid", 5060), client.transport.local_address("udp"))
            client.agent.invite("sip:a", None, flow=flow, now=client.now())
            client.transport.flush()
            failed = await client.event(CallFailed)
            assert isinstance(failed, CallFailed)
            assert failed.status == 503

    run(scenario)


def test_what_cannot_be_sent_is_counted() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("udp", LOCAL, 0)) as client:
            client.agent.invite("sip:a", None, flow=Flow("udp", (LOCAL, 0), (LOCAL, 5060)), now=client.now())
            client.transport.flush()
            assert client.transport.counters.send_failures == 1
            client.transport._sockets[0].error_received(OSError())
            assert client.transport.counters.send_failures == 2

    run(scenario)


def test_a_fault_of_the_user_stops_nobody_else() -> None:
    async def scenario() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context["exception"]))
        async with (
            opened(Party(), ListenAddress("udp", LOCAL, 0)) as server,
            opened(Party(), ListenAddress("udp", LOCAL, 0)) as client,
        ):
            server.fault = RuntimeError("mine")
            target = server.transport.local_address("udp")
            flow = client.transport.flow_to("udp", *target)
            client.agent.invite("sip:first", None, flow=flow, now=client.now())
            client.agent.invite("sip:second", None, flow=flow, now=client.now())
            client.transport.flush()
            await client.event(CallAnswered)
            assert [str(error) for error in reported] == ["mine"]

    run(scenario)


def test_a_peer_that_does_not_read_is_cut_off() -> None:
    async def scenario() -> None:
        async with opened(Party(), ListenAddress("tcp", LOCAL, 0)) as server:
            reader, writer = await asyncio.open_connection(*server.transport.local_address("tcp"))
            await until(lambda: bool(server.transport._connections))
            (connection,) = server.transport._connections.values()
            for _ in range(64):
                connection.write(bytes(1024 * 1024))
            assert not connection.is_open
            server.transport.flush()
            stalled = await server.event(Stalled)
            assert isinstance(stalled, Stalled)
            assert stalled.flow.remote == writer.get_extra_info("sockname")
            failures = server.transport.counters.send_failures
            assert failures > 0
            writer.close()
            assert reader is not None

    run(scenario)


def test_the_port_of_the_flow_chooses_the_socket() -> None:
    async def scenario() -> None:
        two = (ListenAddress("udp", LOCAL, 0), ListenAddress("udp", LOCAL, 0))
        async with opened(Party(), *two) as server:
            first, second = server.transport._sockets
            assert server.transport._socket_for(LOCAL, second.bound[1]) is second
            assert server.transport._socket_for(LOCAL, 1) is first
            assert server.transport._socket_for("::1", 1) is first

    run(scenario)


def test_the_source_address_is_asked_once_and_has_a_fallback() -> None:
    transport = Party().transport
    assert transport.local_host_for(LOCAL) == LOCAL
    assert transport.local_host_for(LOCAL) == LOCAL
    assert transport.local_host_for("255.255.255.255") in {LOCAL, transport.local_host_for("255.255.255.255")}
    for number in range(5_000):
        transport._local_hosts[str(number)] = LOCAL
    transport.local_host_for("127.0.0.2")
    assert len(transport._local_hosts) == 1


def test_a_bug_of_ours_loses_one_message_and_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context["message"]))

        def fail(*_: object) -> None:
            raise RuntimeError("a bug")

        async with opened(Party(), ListenAddress("udp", LOCAL, 0)) as server:
            with monkeypatch.context() as patched:
                patched.setattr(server.agent, "receive", fail)
                patched.setattr(server.agent, "handle_timer", fail)
                server.transport.receive(OPTIONS, Flow("udp", (LOCAL, 9), (LOCAL, 9)))
                server.transport._on_timer()
            assert reported == ["SIP message failed", "SIP timer failed"]
            server.transport.receive(OPTIONS, Flow("udp", (LOCAL, 9), (LOCAL, 9)))
            await server.event(OptionsAsked)

    run(scenario)
