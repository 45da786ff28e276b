"""What peers may have a server remember, and write: bounded, whatever they send and however often."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import (
    OFFER,
    SipStranger,
    lines_since,
    mrcp_message,
    resident_kib,
    settled_kib,
    unseen_host,
    wait_for,
)

pytestmark = pytest.mark.interop

LARGE = 60_000
"""Octets that a header field of MRCP may have."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"limits.sessions": "3", "limits.drain_s": "1", "engine.synthesizer": "tone"}
    with RunningServer(tmp_path_factory.mktemp("hoarding") / "log", settings) as running:
        yield running


class Control:
    """A control channel that asks one thing after the other."""

    def __init__(self, connection: socket.socket, channel: str) -> None:
        self._connection = connection
        self._channel = channel
        self._number = 0

    def ask(self, method: str, *headers: str, body: bytes = b"") -> str:
        """The response."""
        self._number += 1
        self._connection.sendall(mrcp_message(method, self._number, self._channel, body, *headers))
        data = b""
        while not (whole := re.match(rb"MRCP/2\.0 ([0-9]+) ", data)) or len(data) < int(whole[1]):
            received = self._connection.recv(65536)
            assert received
            data += received
        return data.decode()


@contextmanager
def controlling(server: RunningServer, resource: str = "speechsynth") -> Iterator[Control]:
    with SipStranger(server) as caller:
        caller.send(caller.request("INVITE", OFFER.replace("speechsynth", resource).replace("recvonly", "sendrecv")))
        answer = caller.receive()
        caller.acknowledge(answer)
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        with socket.create_connection((HOST, server.mrcp_port), 5) as connection:
            yield Control(connection, channel)
        caller.bye(answer)
        caller.receive()


def test_a_logging_tag_does_not_fill_the_disk(server: RunningServer) -> None:
    with controlling(server) as control:
        assert " 200 COMPLETE" in control.ask("SET-PARAMS", f"Logging-Tag: blue{'x' * LARGE}")
        offset = server.log.stat().st_size
        for _ in range(5):
            control.ask("SPEAK", "No-Such-Field: 1")
        wait_for(lambda: len(lines_since(server, offset)) >= 5)
    lines = [line for line in lines_since(server, offset) if line["event"] == "request refused"]
    assert len(lines) == 5
    assert all(line["logging_tag"].startswith("blue") for line in lines)
    assert server.log.stat().st_size - offset < LARGE


def test_parameters_of_a_session_are_bounded(server: RunningServer) -> None:
    with controlling(server) as control:
        answers = [
            control.ask("SET-PARAMS", f"Vendor-Specific-Parameters: name{number}={'x' * LARGE}") for number in range(4)
        ]
        assert " 201 COMPLETE" in answers[0]
        assert all(" 409 COMPLETE" in answer for answer in answers[1:])
        assert "name0=" in control.ask("GET-PARAMS", "Vendor-Specific-Parameters:")


def test_names_of_contents_take_room(server: RunningServer) -> None:
    """Of a grammar whose Content-ID has 60,000 characters, and whose text has 50."""
    grammar = b"#ABNF 1.0;\nlanguage en-US;\nroot $r;\n$r = yes;\n"
    with controlling(server, "speechrecog") as control:
        answers = [
            control.ask(
                "DEFINE-GRAMMAR",
                "Content-Type: application/srgs",
                f"Content-ID: {number}{'n' * LARGE}",
                body=grammar,
            )
            for number in range(150)
        ]
    refused = [answer for answer in answers if " 407 COMPLETE" in answer and "no room" in answer]
    assert 0 < len(refused) < 50


def test_a_flood_of_large_invites_fills_no_memory(server: RunningServer) -> None:
    """A server without room for calls answers each 503, and remembers it for half a minute."""
    body = OFFER + "".join(f"a=x{number}:{'y' * 1_200}\r\n" for number in range(100))
    with SipStranger(server) as caller:
        answers = []
        for _ in range(3):
            caller.send(caller.request("INVITE", OFFER))
            answers.append(caller.receive())
            caller.acknowledge(answers[-1])
        before = settled_kib(server)
        with SipStranger(server, "tcp", host=unseen_host()) as flooding:
            for _ in range(1_500):
                flooding.send(flooding.request("INVITE", body))
                assert flooding.receive().startswith("SIP/2.0 503")
            grown = resident_kib(server) - before
        for answer in answers:
            caller.bye(answer)
            caller.receive()
    assert grown < 32 << 10
