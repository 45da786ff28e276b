"""What a caller may meet in the life of a call, on the sockets of a started server: refreshes, changes that cross or
fail, and connections of which only one end is left."""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.whole_server import hearing, scenario
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, ListeningAt, SipStranger, header, mrcp_message, tag_of, told, wait_for

pytestmark = pytest.mark.interop

TIMER = "Supported: timer"
MIN_SE_S = 120


@pytest.fixture(scope="module", name="alive")
def _alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that hears everybody, however much he says."""
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "sip.junk_per_s": "0"}
    with RunningServer(tmp_path_factory.mktemp("alive") / "log", settings) as server:
        yield server


@dataclass(slots=True)
class Caller:
    """A call of a stranger."""

    stranger: SipStranger
    answer: str = ""
    cseq: int = 1

    def invite(self, offer: str = OFFER, *headers: str) -> str:
        """INVITE or re-INVITE, with its ACK."""
        answer = self.ask("INVITE", offer, *headers)
        if answer.startswith("SIP/2.0 200") and not self.answer:
            self.answer = answer
        self.stranger.send(self.request("ACK"))
        return answer

    def ask(self, method: str, body: str = "", *headers: str) -> str:
        """A request in the call, and its final answer."""
        if self.answer:
            self.cseq += 1
        self.stranger.send(self.request(method, body, *headers))
        return self.stranger.receive()

    def request(self, method: str, body: str = "", *headers: str) -> str:
        call = header(self.answer, "Call-ID") if self.answer else ""
        tag = tag_of(self.answer) if self.answer else ""
        return self.stranger.request(method, body, *headers, call=call, to_tag=tag, cseq=self.cseq)


@pytest.fixture(name="caller")
def _caller(alive: RunningServer) -> Iterator[Caller]:
    with SipStranger(alive) as stranger:
        caller = Caller(stranger)
        yield caller
        if caller.answer:
            stranger.drain()
            assert caller.ask("BYE").startswith("SIP/2.0 200")


# --- RFC 4028 ---------------------------------------------------------------------------------------------------------


def test_an_interval_that_is_too_short_is_422_with_ours(alive: RunningServer) -> None:
    with SipStranger(alive) as stranger:
        stranger.send(stranger.request("INVITE", OFFER, TIMER, "Session-Expires: 90", "Min-SE: 90"))
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 422")
        assert header(answer, "Min-SE") == str(MIN_SE_S)


@pytest.mark.parametrize("method", ["UPDATE", "INVITE"])
def test_a_caller_that_refreshes_changes_nothing(caller: Caller, method: str) -> None:
    first = caller.invite(OFFER, TIMER, f"Session-Expires: {MIN_SE_S};refresher=uac")
    assert header(first, "Session-Expires") == f"{MIN_SE_S};refresher=uac"
    assert header(first, "Require") == "timer"
    body = OFFER if method == "INVITE" else ""
    again = caller.ask(method, body, TIMER, f"Session-Expires: {MIN_SE_S};refresher=uac")
    assert again.startswith("SIP/2.0 200")
    assert header(again, "Session-Expires") == f"{MIN_SE_S};refresher=uac"
    if body:
        caller.stranger.send(caller.request("ACK"))
        assert again.partition("\r\n\r\n")[2] == first.partition("\r\n\r\n")[2]


@pytest.mark.parametrize(("allow", "method"), [("INVITE, ACK, BYE, UPDATE", "UPDATE"), ("INVITE, ACK, BYE", "INVITE")])
def test_we_refresh_at_half_the_interval_where_we_are_asked_to(allow: str, method: str) -> None:
    """With the hour moved forward; and a peer that forgets the call (it was restarted) ends it."""

    @scenario
    async def run() -> None:
        async with hearing() as server:
            loop = asyncio.get_running_loop()
            with SipStranger(ListeningAt(server.sip.ports["udp"])) as stranger:
                caller = Caller(stranger)
                asked = (TIMER, f"Session-Expires: {MIN_SE_S};refresher=uas", f"Allow: {allow}")
                answer = await asyncio.to_thread(caller.invite, OFFER, *asked)
                assert header(answer, "Session-Expires") == f"{MIN_SE_S};refresher=uas"
                await asyncio.sleep(0.05)
                server.sip._agent.handle_timer(loop.time() + MIN_SE_S / 2 + 1)
                server.sip.transport.flush()
                refresh = await asyncio.to_thread(stranger.receive)
                assert refresh.startswith(f"{method} ")
                assert header(refresh, "Session-Expires") == f"{MIN_SE_S};refresher=uac"
                assert len(server.table) == 1
                stranger.send(answer_to(refresh, 481))
                async with asyncio.timeout(5):
                    while len(server.table):  # noqa: ASYNC110  # sockets: nothing here to signal
                        await asyncio.sleep(0.01)
                assert 'mrcp_sessions_total{end="gone"} 1.0' in server.metrics.render().decode()

    run()


def answer_to(request: str, status: int) -> str:
    lines = [f"SIP/2.0 {status} x"]
    lines += [f"{name}: {header(request, name)}" for name in ("Via", "From", "To", "Call-ID", "CSeq")]
    return "\r\n".join([*lines, "Content-Length: 0"]) + "\r\n\r\n"


# --- changes that cross, and ends -------------------------------------------------------------------------------------


def test_a_bye_wins_over_the_change_before_it(caller: Caller) -> None:
    caller.invite()
    caller.cseq += 1
    named = OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 no-such-host.invalid")
    caller.stranger.send(caller.request("INVITE", named))
    bye = caller.ask("BYE")
    other = caller.stranger.receive()
    statuses = {header(one, "CSeq").split()[1]: one.split()[1] for one in (bye, other)}
    assert statuses["BYE"] == "200"
    assert statuses["INVITE"] in ("487", "488")
    assert caller.ask("INVITE", OFFER).startswith("SIP/2.0 481")
    caller.answer = ""


def test_a_second_change_before_the_answer_to_the_first_is_500_with_retry_after(caller: Caller) -> None:
    """RFC 3261 §14.2."""
    caller.invite()
    caller.cseq += 1
    named = OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 no-such-host-either.invalid")
    caller.stranger.send(caller.request("INVITE", named))
    second = caller.ask("INVITE", OFFER)
    if second.startswith("SIP/2.0 488"):  # the name was known to be none before the second came
        pytest.skip("the resolver was faster")
    assert second.startswith("SIP/2.0 500")
    assert 0 <= int(header(second, "Retry-After")) <= 10
    caller.stranger.receive()


def test_an_invite_by_two_ways_is_one_call(alive: RunningServer) -> None:
    """§8.2.2.2: the second has another branch, or comes over another transport."""
    with SipStranger(alive) as over_udp, SipStranger(alive, "tcp") as over_tcp:
        first = over_udp.request("INVITE", OFFER, call="merged")
        over_udp.send(first)
        answer = over_udp.receive()
        assert answer.startswith("SIP/2.0 200")
        over_tcp.send(over_tcp.request("INVITE", OFFER, call="merged"))
        assert over_tcp.receive().startswith("SIP/2.0 482")
        over_udp.acknowledge(answer)
        over_udp.bye(answer)


def test_a_change_that_fails_in_its_second_line_leaves_the_first(tmp_path: Path) -> None:
    """The prompt goes on in the codec that was agreed on, to where it went."""
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "rtp.ports": two_pairs(), "limits.drain_s": "0"}
    with (
        RunningServer(tmp_path / "log", settings) as server,
        SipStranger(server) as stranger,
        SipStranger(server) as neighbour,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line,
    ):
        line.bind((HOST, 0))
        line.settimeout(5)
        port = line.getsockname()[1]
        offer = both_ways(port, 4102)
        caller = Caller(stranger)
        answer = caller.invite(offer)
        assert answer.startswith("SIP/2.0 200"), answer
        # Both pairs of ports have a line of this caller's address now: nobody else can have it there.
        beside = Caller(neighbour)
        assert beside.invite(both_ways(4200, 4200)).startswith("SIP/2.0 200")
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        with socket.create_connection((server.host, server.mrcp_port), 5) as control:
            control.sendall(mrcp_message("SPEAK", 1, channel, b"word " * 200, "Content-Type: text/plain"))
            assert payload_type(line) == 0
            failed = caller.invite(both_ways(port, 4200).replace("RTP/AVP 0 8", "RTP/AVP 8"))
            assert failed.startswith("SIP/2.0 503"), failed
            ends = time.monotonic() + 0.5
            while time.monotonic() < ends:
                assert payload_type(line) == 0


def both_ways(first: int, second: int) -> str:
    """A line to speak into and one to listen to, at two ports of the caller."""
    listening = (
        "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=resource:dtmfrecog\r\na=cmid:2\r\n"
        f"m=audio {second} RTP/AVP 0\r\na=sendonly\r\na=mid:2\r\n"
    )
    return OFFER.replace("4000", str(first)).replace("recvonly", "sendrecv") + listening


def payload_type(line: socket.socket) -> int:
    return line.recv(2048)[1] & 0x7F


def two_pairs() -> str:
    """Four ports in a row that are free."""
    for first in range(21000, 31000, 44):
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + 4):
                    opened = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    opened.bind((HOST, port))
            except OSError:
                continue
            return f"{first}-{first + 3}"
    raise AssertionError("no ports")


# --- connections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["sip", "mrcp", "http"])
def test_a_connection_whose_peer_has_vanished_is_asked_after(alive: RunningServer, door: str) -> None:
    """Its kernel sends nothing any more; ours has a timer that asks (RFC 9293 §3.8.4)."""
    port = {"sip": alive.sip_port, "mrcp": alive.mrcp_port, "http": alive.http_port}[door]
    with socket.create_connection((HOST, port), 5) as connection:
        own = connection.getsockname()[1]
        wait_for(lambda: "02:" in timer_of(port, own))


def timer_of(local: int, remote: int) -> str:
    """The kernel's timer of a connection, as in `02:00001234`: 02 is keep-alive."""
    table = Path("/proc/net/tcp").read_text()
    found = re.search(rf":{local:04X} [0-9A-F]{{8}}:{remote:04X} 01 \S+ (\S+)", table)
    return found[1] if found else ""


def test_a_sip_peer_that_does_not_read_is_cut_off_and_told(alive: RunningServer) -> None:
    with told(alive, "connection aborted"), SipStranger(alive, "tcp") as stranger, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((alive.host, alive.sip_port))
        deaf.settimeout(30)
        questions = "".join(stranger.request("OPTIONS") for _ in range(20_000)).encode()
        with pytest.raises(ConnectionError):
            deaf.sendall(questions * 8)
