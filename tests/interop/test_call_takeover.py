"""A stranger tries for a call that is not his, over a started server: by what it shows, by its channels, by its SIP."""

import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, lines_since, mrcp_message, tag_of, unseen_host, wait_for

pytestmark = pytest.mark.interop

FOREIGN = "127.0.0.2"
LAST_ID = 4294967295


class Control:
    """A control connection from a host of choice."""

    def __init__(self, server: RunningServer, host: str = HOST) -> None:
        self._socket = socket.create_connection((server.host, server.mrcp_port), timeout=5, source_address=(host, 0))

    def ask(self, method: str, number: int, channel: str, body: bytes = b"", *headers: str) -> str:
        """Its request-id, status and state."""
        self._socket.sendall(mrcp_message(method, number, channel, body, *headers))
        return self.hear()

    def hear(self) -> str:
        """The same of the next message."""
        return " ".join(self._socket.recv(65536).decode().split("\r\n", 1)[0].split()[2:])

    def close(self) -> None:
        self._socket.close()


@contextmanager
def control_from(server: RunningServer, host: str = HOST) -> Iterator[Control]:
    control = Control(server, host)
    try:
        yield control
    finally:
        control.close()


@pytest.fixture(scope="module", name="tone")
def _tone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
    with RunningServer(tmp_path_factory.mktemp("tone") / "log", settings) as server:
        yield server


@contextmanager
def called(server: RunningServer, offer: str = OFFER, host: str = HOST) -> Iterator[tuple[SipStranger, str, str]]:
    """A call: its caller, the 200, and the Channel-Identifier in it."""
    with SipStranger(server, host=host) as caller:
        caller.send(caller.request("INVITE", offer))
        answer = caller.receive()
        found = re.search(r"a=channel:(\S+)", answer)
        assert found is not None, answer
        caller.acknowledge(answer)
        yield caller, answer, found[1]
        with suppress(TimeoutError):
            caller.bye(answer)
            caller.receive()


def page(server: RunningServer, path: str) -> str:
    with urllib.request.urlopen(server.health_url + path, timeout=5) as reply:  # noqa: S310  # loopback HTTP
        text: str = reply.read().decode()
        return text


def sessions_shown(server: RunningServer) -> list[str]:
    state: dict[str, Any] = json.loads(page(server, "/console/state"))
    return [row["session"] for row in (*state["sessions"], *state["recent"])]


def test_nothing_that_is_shown_opens_a_channel(tone: RunningServer) -> None:
    offset = tone.log.stat().st_size
    with called(tone) as (_, _, channel), control_from(tone) as control:
        assert control.ask("SPEAK", 1, channel, b"hello", "Content-Type: text/plain", f"Logging-Tag: {'x' * 8}")
        assert control.ask("STOP", 1, channel) == "1 410 COMPLETE"
        assert control.ask("NONSENSE", 2, channel).startswith("2 4")
        assert control.ask("STOP", 3, f"{channel.partition('@')[0]}@speechrecog") == "3 405 COMPLETE"
        with control_from(tone, FOREIGN) as stranger:
            stranger.ask("STOP", 4, channel)
        shown = [page(tone, path) for path in ("/console/state", "/metrics", "/healthz", "/readyz")]
        names = sessions_shown(tone)
        shown += [page(tone, f"/console/sessions/{name}") for name in names]
        with control_from(tone) as thief:
            for number, name in enumerate(names, 100):
                assert thief.ask("STOP", number, f"{name}@speechsynth") == f"{number} 405 COMPLETE"
        secret = channel.partition("@")[0]
    wait_for(lambda: "session closed" in tone.log.read_text())
    shown.append(json.dumps(lines_since(tone, offset)))
    assert len(secret) >= 32
    for length in (len(secret), 16, 12):  # nor a part of it
        assert not any(secret[:length] in text or secret[-length:] in text for text in shown)


def test_another_host_has_no_such_channel(tone: RunningServer) -> None:
    offset = tone.log.stat().st_size
    foreign = unseen_host()
    with called(tone) as (_, _, channel):
        with control_from(tone, foreign) as stranger:
            for number in (1, 2, LAST_ID):
                assert stranger.ask("STOP", number, channel) == f"{number} 405 COMPLETE"
        with control_from(tone) as owner:
            assert owner.ask("GET-PARAMS", 1, channel) == "1 200 COMPLETE"
    told = [line for line in lines_since(tone, offset) if line["event"] == "channel of another host"]
    assert [line["peer"] for line in told] == [foreign]
    assert tone.metrics()["mrcp_foreign_requests_total"] >= 3


def test_the_host_of_the_offer_and_the_one_that_called_may(tone: RunningServer) -> None:
    with called(tone, OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 127.0.0.3")) as (_, _, channel):
        for number, (host, status) in enumerate([("127.0.0.3", 200), (HOST, 200), (FOREIGN, 405)], 1):
            with control_from(tone, host) as control:
                assert control.ask("GET-PARAMS", number, channel) == f"{number} {status} COMPLETE"


def test_the_largest_request_id_does_not_lock_the_owner_out(tone: RunningServer) -> None:
    with called(tone) as (_, _, channel), control_from(tone) as owner:
        assert owner.ask("GET-PARAMS", 1, channel) == "1 200 COMPLETE"
        with control_from(tone) as other:
            assert other.ask("STOP", LAST_ID, channel) == f"{LAST_ID} 200 COMPLETE"
        assert owner.ask("GET-PARAMS", 2, channel) == "2 200 COMPLETE"


def test_the_same_request_id_again_takes_no_events_from_its_owner(tone: RunningServer) -> None:
    with called(tone) as (_, _, channel), control_from(tone) as owner, control_from(tone) as other:
        owner.ask("SPEAK", 1, channel, b"hello", "Content-Type: text/plain")
        assert other.ask("SPEAK", 1, channel, b"hello", "Content-Type: text/plain") == "1 410 COMPLETE"
        assert owner.hear() == "SPEAK-COMPLETE 1 COMPLETE"


def test_a_stranger_cannot_end_or_change_the_call(tone: RunningServer) -> None:
    offset = tone.log.stat().st_size
    foreign = unseen_host()
    with called(tone) as (_, answer, channel), SipStranger(tone, host=foreign) as stranger:
        call, tag = header(answer, "Call-ID"), tag_of(answer)
        for method, body in (("BYE", ""), ("INVITE", OFFER), ("UPDATE", OFFER)):
            stranger.send(stranger.request(method, body, call=call, to_tag=tag, cseq=7))
            assert stranger.receive().startswith("SIP/2.0 403 ")
        with control_from(tone) as owner:
            assert owner.ask("GET-PARAMS", 1, channel) == "1 200 COMPLETE"
    refused = [line for line in lines_since(tone, offset) if line["event"] == "rejected"]
    assert [(line["peer"], line["status"], line["method"]) for line in refused] == [(foreign, 403, "BYE")]


@pytest.mark.parametrize("name", ["Contact", "Record-Route"])
def test_a_foreign_address_is_not_connected_to(tone: RunningServer, name: str) -> None:
    with socket.create_server((FOREIGN, 0)) as elsewhere, SipStranger(tone) as caller:
        target = f"<sip:{FOREIGN}:{elsewhere.getsockname()[1]};transport=tcp;lr>"
        invite = caller.request("INVITE", OFFER)
        if name == "Contact":
            invite = re.sub(r"(?m)^Contact: .*(?=\r$)", f"Contact: {target}", invite)
        else:
            invite = invite.replace("Contact: ", f"Record-Route: {target}\r\nContact: ", 1)
        caller.send(invite)
        answer = caller.receive()
        caller.acknowledge(answer)
        found = re.search(r"a=channel:(\S+)", answer)
        assert found is not None, answer
        with control_from(tone) as control:
            control.ask("GET-PARAMS", 1, found[1])
        # The lost control connection ends the call (RFC 6787 §4.6): where does the BYE go?
        assert caller.receive().startswith("BYE ")
        elsewhere.settimeout(0.2)
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_networks_of_other_peers_may_where_they_are_configured(tmp_path: Path) -> None:
    settings = {
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "mrcp.any_peer": '["127.0.0.2/32"]',
    }
    with RunningServer(tmp_path / "log", settings) as server, called(server) as (_, _, channel):
        for number, (host, status) in enumerate([(FOREIGN, 200), ("127.0.0.3", 405)], 1):
            with control_from(server, host) as control:
                assert control.ask("GET-PARAMS", number, channel) == f"{number} {status} COMPLETE"
