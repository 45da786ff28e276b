"""Offers as callers make them, and what a started server answers: lines that cannot be, and calls that change."""

import asyncio
import re

import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from tests.fakes.doors import RawCaller, RawControl
from tests.fakes.whole_server import hearing, running, scenario, uri_of

HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"


def control(resource: str = "speechsynth", *, mid: int = 1, setup: str = "active", connection: str = "new") -> str:
    return (
        f"m=application 9 TCP/MRCPv2 1\r\na=setup:{setup}\r\na=connection:{connection}\r\n"
        f"a=resource:{resource}\r\na=cmid:{mid}\r\n"
    )


def audio(port: int = 4000, *, mid: int = 1) -> str:
    return f"m=audio {port} RTP/AVP 0 8\r\na=recvonly\r\na=mid:{mid}\r\n"


def warning_of(answer: str) -> str:
    found = re.search(r"(?m)^Warning: (.*)\r$", answer)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (control().replace("TCP/", "TCP/TLS/") + audio(), '302 mrcp-server "line 1: protocol TCP/TLS/MRCPv2 is not'),
        (control(setup="holdconn") + audio(), '399 mrcp-server "line 1: a=setup:holdconn'),
        (control("recorder") + audio(), '304 mrcp-server "line 1: resource recorder is not available"'),
    ],
    ids=["TLS", "holdconn", "a resource we lack"],
)
def test_an_offer_of_which_nothing_lives_is_488_and_told_why(lines: str, warning: str) -> None:
    async def run() -> None:
        async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
            answer = await caller.invite(HEAD + lines)
            assert answer.startswith("SIP/2.0 488")
            assert warning_of(answer).startswith(warning)
            assert len(server.table) == 0

    asyncio.run(run())


def channels_of(answer: str) -> list[str]:
    return re.findall(r"a=channel:(\S+)", answer)


async def speaks(control: RawControl, number: int, channel: str) -> str:
    """The start line of the answer to a SPEAK."""
    control.send("SPEAK", number, channel, "hello")
    return (await control.receive()).split("\r\n")[0]


@scenario
async def test_a_line_that_changes_its_resource_gets_a_channel_of_that_resource() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        (old,) = channels_of(await caller.invite(HEAD + control() + audio()))
        (new,) = channels_of(await caller.invite(HEAD + control("basicsynth") + audio()))
        assert (old.partition("@")[2], new.partition("@")[2]) == ("speechsynth", "basicsynth")
        async with RawControl(server.mrcp.port) as connection:
            assert (await speaks(connection, 1, new)).endswith("1 200 IN-PROGRESS")
        async with RawControl(server.mrcp.port) as connection:
            assert "405" in await speaks(connection, 2, old)


@scenario
async def test_fewer_lines_than_before_are_488_and_the_call_goes_on() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        (channel,) = channels_of(await caller.invite(HEAD + control() + audio()))
        refused = await caller.invite(HEAD + control())
        assert refused.startswith("SIP/2.0 488")
        assert "1 media lines where the session has 2" in warning_of(refused)
        async with RawControl(server.mrcp.port) as connection:
            assert (await speaks(connection, 1, channel)).endswith("1 200 IN-PROGRESS")


@scenario
async def test_a_second_line_shares_the_connection_that_the_first_asks_for() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        both = control() + control("basicsynth", mid=2, connection="existing") + audio() + audio(4002, mid=2)
        answer = await caller.invite(HEAD + both)
        assert re.findall(r"a=connection:(\w+)", answer) == ["new", "existing"]
        first, second = channels_of(answer)
        async with RawControl(server.mrcp.port) as connection:
            assert (await speaks(connection, 1, first)).endswith("1 200 IN-PROGRESS")
            assert (await speaks(connection, 2, second)).endswith("2 200 IN-PROGRESS")


@scenario
async def test_two_audio_lines_of_one_call_have_ports_of_their_own() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        both = control() + control("basicsynth", mid=2) + audio() + audio(4002, mid=2)
        answer = await caller.invite(HEAD + both)
        ports = re.findall(r"m=audio (\d+)", answer)
        assert len(set(ports)) == 2
        # A re-INVITE that moves the second to where the first listens leaves them apart.
        again = await caller.invite(HEAD + both.replace("4002", "4000"))
        assert len(set(re.findall(r"m=audio (\d+)", again))) == 2


# --- addresses and formats ---------------------------------------------------------------------------------------


def offer(*, host: str = "IP4 127.0.0.1", formats: str = "0", more: str = "") -> str:
    """A synthesizer at this host, its audio in these formats."""
    line = f"m=audio 4000 RTP/AVP {formats}\r\na=recvonly\r\na=mid:1\r\n{more}"
    return HEAD.replace("c=IN IP4 127.0.0.1", f"c=IN {host}") + control() + line


@scenario
async def test_a_host_name_in_an_offer_is_an_address_like_another() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        assert (await caller.invite(offer(host="IP4 localhost"))).startswith("SIP/2.0 200")
        async with RawCaller(server.sip.ports["udp"]) as other:
            answer = await other.invite(offer(host="IP4 media.invalid"))
            assert answer.startswith("SIP/2.0 488")
            assert warning_of(answer).startswith('301 mrcp-server "host media.invalid')


@scenario
async def test_ipv6_media_for_a_server_of_ipv4_is_488() -> None:
    async with running() as server, RawCaller(server.sip.ports["udp"]) as caller:
        answer = await caller.invite(offer(host="IP6 2001:db8::1"))
        assert answer.startswith("SIP/2.0 488")
        assert warning_of(answer) == '300 mrcp-server "no media over IPv6 here"'


@scenario
async def test_formats_that_are_written_loosely_are_understood() -> None:
    async with running() as server:
        for formats, more, line in (
            ("9", "a=rtpmap:9 G722/16000\r\n", "a=rtpmap:9 G722/8000"),
            ("0 101", "a=rtpmap:0 PCMU/8000\r\n", "a=rtpmap:101 telephone-event/8000"),
        ):
            async with RawCaller(server.sip.ports["udp"]) as caller:
                answer = await caller.invite(offer(formats=formats, more=more))
                assert answer.startswith("SIP/2.0 200")
                assert line in answer


@scenario
async def test_keys_that_nobody_announced_are_heard() -> None:
    async with (
        hearing('mrcp.resources=["dtmfrecog"]', "engine.recognizer=sphinx") as server,
        MrcpClient(uri_of(server), resources=("dtmfrecog",), offers_keys=False) as client,
    ):
        assert client.call.answer.telephone_event_type is None
        recognize = await client.call.channels["dtmfrecog"].request(
            "RECOGNIZE", [("Content-Type", "text/uri-list")], b"builtin:dtmf/digits?length=4", timeout_s=5
        )
        await client.audio.send_keys("4711", client.call.answer.audio, 101)
        event = await completion_of(recognize, 10)
        assert event.headers.get("Completion-Cause") == "000 success"
        assert re.search(r"<instance[^>]*>4711<", event.body.decode())
