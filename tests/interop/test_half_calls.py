"""Calls that somebody begins and leaves, at a started server: an INVITE that is never acknowledged costs little and
keeps nobody out, and a call of which nobody makes use ends."""

import asyncio
import socket
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, header, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

SETTINGS = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
MOST = 20


async def test_who_never_acknowledges_gives_way_to_others_and_is_not_asked_again_and_again(tmp_path: Path) -> None:
    settings = {**SETTINGS, "limits.unconfirmed_sessions": str(MOST), "limits.drain_s": "0"}
    with (
        RunningServer(tmp_path / "log", settings, hears=False) as server,
        SipStranger(server, host="127.0.0.2") as stranger,
    ):
        for _ in range(MOST):
            stranger.send(stranger.request("INVITE", OFFER))
        answers = [stranger.receive() for _ in range(MOST)]
        statuses = Counter(answer.split()[1] for answer in answers)
        assert statuses == {"200": MOST // 2, "503": MOST // 2}
        assert all("Retry-After: " in answer for answer in answers if answer.startswith("SIP/2.0 503"))
        # One source has half of it at most: callers from elsewhere notice nothing.
        await assert_works(server)
        with SipStranger(server, host="127.0.0.3") as other:
            for _ in range(MOST // 2):
                other.send(other.request("INVITE", OFFER))
                assert other.receive().startswith("SIP/2.0 200")
            # While the oldest has waited for less than T2, nobody comes; then it makes room for a call.
            with SipStranger(server, host="127.0.0.4") as third:
                third.send(third.request("INVITE", OFFER))
                assert third.receive().startswith("SIP/2.0 503")
        await asyncio.sleep(4.2)
        stranger.drain()
        await assert_works(server)
        closed = [one["end"] for one in lines_since(server, 0) if one["event"] == "session closed"]
        assert closed.count("no-ack") == 1
        await asyncio.sleep(9)
        byes = Counter(header(one, "Call-ID") for one in stranger.drain() if one.startswith("BYE "))
        # What nobody answers is not repeated for long: four BYEs, where others get eleven.
        assert list(byes.values()) == [4]


def test_a_call_of_which_nobody_makes_use_ends(tmp_path: Path) -> None:
    settings = {**SETTINGS, "limits.unused_session_s": "1"}
    with RunningServer(tmp_path / "log", settings, hears=False) as server:
        with SipStranger(server) as stranger:
            stranger.send(stranger.request("INVITE", OFFER))
            answer = stranger.receive()
            stranger.acknowledge(answer)
            with socket.create_connection((server.host, server.mrcp_port), 5):
                # A client that shares its connection has one before it names the call's channel.
                time.sleep(2)
                assert server.metrics()["mrcp_sessions_active"] == 1
            began = time.monotonic()
            assert stranger.receive().startswith("BYE ")
            assert time.monotonic() - began < 2
        wait_for(lambda: server.metrics()["mrcp_sessions_active"] == 0)
        closed = [one for one in lines_since(server, 0) if one["event"] == "session closed"]
        assert [one["end"] for one in closed] == ["unused"]


def test_a_bye_is_over_when_its_connection_is(tmp_path: Path) -> None:
    settings = {**SETTINGS, "limits.unused_session_s": "1"}
    with RunningServer(tmp_path / "log", settings, hears=False) as server:
        with SipStranger(server, "tcp") as stranger:
            stranger.send(stranger.request("INVITE", OFFER))
            stranger.acknowledge(stranger.receive())
            assert stranger.receive().startswith("BYE ")
            invite_and_bye = server.metrics()["sip_transactions"]
        wait_for(lambda: server.metrics()["sip_transactions"] == invite_and_bye - 1)
