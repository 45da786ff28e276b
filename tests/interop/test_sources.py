"""Who may reach which door of a started server, and how much of it one source may have."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, lines_since, mrcp_message, tag_of, unseen_host, wait_for
from tests.interop.test_call_takeover import called, control_from, page

pytestmark = pytest.mark.interop

DOORS = ("sip", "mrcp", "http")
SETTINGS = {
    "engine.synthesizer": "tone",
    "engine.workers": "1",
    "mrcp.resources": '["speechsynth"]',
    "mrcp.max_connections": "12",
    "limits.sessions": "10",
    **{f"sources.{door}_networks": '["127.0.0.0/24"]' for door in DOORS},
    "sources.share_of_sessions": "0.2",
    "sources.share_of_connections": "0.34",
    "sources.calls_per_s": "4",
    "sources.mrcp_requests_per_s": "40",
    "sources.http_requests_per_s": "60",
}


@pytest.fixture(scope="module", name="bounded")
def _bounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("bounded") / "log", SETTINGS) as server:
        yield server


def refused(server: RunningServer, door: str, limit: str) -> float:
    line = f'source_refused_total{{door="{door}",limit="{limit}"}} '
    found = [text for text in page(server, "/metrics").splitlines() if text.startswith(line)]
    return float(found[0].removeprefix(line)) if found else 0.0


def told(server: RunningServer, offset: int, event: str) -> list[str]:
    return [line["peer"] for line in lines_since(server, offset) if line["event"] == event]


def http_from(
    server: RunningServer, host: str, path: str = "/healthz", headers: dict[str, str] | None = None
) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection(HOST, server.http_port, timeout=5, source_address=(host, 0))
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Retry-After")


def test_networks_that_are_not_named_reach_no_door(bounded: RunningServer) -> None:
    offset = bounded.log.stat().st_size
    before = [refused(bounded, door, "network") for door in DOORS]
    outside = unseen_host().replace("127.0.0.", "127.0.9.")
    for transport in ("udp", "tcp"):
        with SipStranger(bounded, transport, host=outside) as stranger:
            for method in ("OPTIONS", "INVITE", "BYE"):
                stranger.send(stranger.request(method, OFFER if method == "INVITE" else ""))
                assert stranger.receive().startswith("SIP/2.0 403 ")
    with socket.create_connection((HOST, bounded.mrcp_port), timeout=5, source_address=(outside, 0)) as control:
        assert not received(control)
    assert http_from(bounded, outside) == (403, None)
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "x" * 22 + "==",
        "Sec-WebSocket-Version": "13",
    }
    assert http_from(bounded, outside, "/v1/listen", upgrade) == (403, None)
    assert http_from(bounded, HOST) == (200, None)
    doors = [line["door"] for line in lines_since(bounded, offset) if line["event"] == "network not allowed"]
    assert sorted(doors) == ["http", "mrcp", "sip"]  # one line each, for all that was sent
    assert [refused(bounded, door, "network") for door in DOORS] == [
        count + more for count, more in zip(before, (6, 1, 2), strict=True)
    ]


def received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(100)
    except ConnectionResetError:
        return b""


def test_one_source_leaves_calls_to_others(bounded: RunningServer) -> None:
    offset, greedy = bounded.log.stat().st_size, unseen_host()
    before = refused(bounded, "sip", "share")
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(called(bounded, host=greedy))
        with SipStranger(bounded, host=greedy) as third:
            for _ in range(2):
                third.send(third.request("INVITE", OFFER))
                answer = third.receive()
                assert answer.startswith("SIP/2.0 503 ")
                assert header(answer, "Retry-After")
                third.send(third.request("ACK", call=header(answer, "Call-ID"), to_tag=tag_of(answer)))
        stack.enter_context(called(bounded, host=unseen_host()))
    assert told(bounded, offset, "source refused") == [greedy]
    assert refused(bounded, "sip", "share") == before + 2
    with called(bounded, host=greedy):  # what has ended counts no more
        pass


def test_one_source_begins_so_many_calls_a_second(bounded: RunningServer) -> None:
    statuses = []
    before = refused(bounded, "sip", "rate")
    with SipStranger(bounded, host=unseen_host()) as caller:
        for _ in range(12):
            caller.send(caller.request("INVITE", OFFER))
            answer = caller.receive()
            statuses.append(answer.split()[1])
            if statuses[-1] == "200":
                caller.acknowledge(answer)
                caller.bye(answer)
                assert caller.receive().startswith("SIP/2.0 200 ")
            else:
                caller.send(caller.request("ACK", call=header(answer, "Call-ID"), to_tag=tag_of(answer)))
    assert statuses[:4] == ["200"] * 4
    assert "503" in statuses
    assert refused(bounded, "sip", "rate") == before + statuses.count("503")


def test_one_source_leaves_control_connections_to_others(bounded: RunningServer) -> None:
    offset, greedy, calm = bounded.log.stat().st_size, unseen_host(), unseen_host()
    before = refused(bounded, "mrcp", "share")
    with ExitStack() as stack:
        _, _, channel = stack.enter_context(called(bounded, host=greedy))
        for number in range(5):
            control = stack.enter_context(control_from(bounded, greedy))
            assert control.ask("GET-PARAMS", number, channel) == f"{number} 200 COMPLETE"
        with socket.create_connection((HOST, bounded.mrcp_port), 5, source_address=(greedy, 0)) as sixth:
            assert not received(sixth)
        with called(bounded, host=calm) as (_, _, other), control_from(bounded, calm) as control:
            assert control.ask("GET-PARAMS", 1, other) == "1 200 COMPLETE"
    assert told(bounded, offset, "too many connections of this source") == [greedy]
    assert refused(bounded, "mrcp", "share") == before + 1


def test_too_many_mrcp_requests_of_a_source_wait(bounded: RunningServer) -> None:
    """Each is answered all the same, and another source's at once."""
    greedy, calm_host = unseen_host(), unseen_host()
    with ExitStack() as stack:
        _, _, channel = stack.enter_context(called(bounded, host=greedy))
        _, _, other = stack.enter_context(called(bounded, host=calm_host))
        flood = stack.enter_context(socket.create_connection((HOST, bounded.mrcp_port), 10, source_address=(greedy, 0)))
        calm = stack.enter_context(control_from(bounded, calm_host))
        began = time.monotonic()
        # In slices of 8 KB some 80 of these come at once.
        flood.sendall(b"".join(mrcp_message("STOP", number, channel) for number in range(240)))
        answers = flood.recv(100)
        assert calm.ask("STOP", 1, other) == "1 200 COMPLETE"
        assert answers.count(b" 200 COMPLETE\r\n") < 240
        while answers.count(b" 200 COMPLETE\r\n") < 240:
            answers += flood.recv(65536)
        # 240 less those of the first second, and one slice, at 40 a second.
        assert time.monotonic() - began > 1.5


def test_too_many_http_requests_of_a_source_are_429(bounded: RunningServer) -> None:
    offset, greedy = bounded.log.stat().st_size, unseen_host()
    answers = [http_from(bounded, greedy) for _ in range(200)]
    statuses = [status for status, _ in answers]
    assert statuses[:60] == [200] * 60
    assert (429, "1") in answers
    assert http_from(bounded, unseen_host()) == (200, None)
    wait_for(lambda: told(bounded, offset, "too many requests of this source") == [greedy])


def test_forged_datagrams_do_not_mute_who_comes_by_a_connection(tmp_path: Path) -> None:
    """Nothing grows back here within the test."""
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
    limits = {"sip.junk_per_s": "0.01", "sip.junk_burst": "5"}
    victim = unseen_host()
    with RunningServer(tmp_path / "log", {**settings, **limits}) as server:
        with SipStranger(server, host=victim) as forger:
            for _ in range(20):
                forger.send("FOO sip:x SIP/2.0\r\n\r\n")
            wait_for(lambda: told(server, 0, "source muted") != [])
        with SipStranger(server, "tcp", host=victim) as caller:
            caller.send(caller.request("INVITE", OFFER))
            answer = caller.receive()
            assert answer.startswith("SIP/2.0 200")
            caller.acknowledge(answer)
            caller.bye(answer)
            caller.receive()
