"""The SIP door over real UDP: calls, refusals, changes, ends."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

import pytest

from mrcp_server.call.host_names import HostNames
from tests.fakes.doors import SYNTH_OFFER, Doors, RawCaller, channel_of


def run(work: Coroutine[None, None, None]) -> None:
    asyncio.run(work)


def test_a_call_is_answered_with_its_channel_and_ends_with_bye() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            answer = await caller.invite()
            assert answer.startswith("SIP/2.0 200")
            assert f"m=application {doors.mrcp.port} TCP/MRCPv2 1" in answer
            assert f"m=audio {doors.stream.local_port} RTP/AVP 0" in answer
            assert channel_of(answer).endswith("@speechsynth")
            assert doors.table.find(channel_of(answer)) is not None
            assert doors.stream.spec.remote == ("127.0.0.1", 4000)
            assert (await caller.bye()).startswith("SIP/2.0 200")
            assert len(doors.table) == 0
            assert doors.stream.is_closed
            assert 'mrcp_sessions_total{end="bye"} 1.0' in doors.metrics.render().decode()
            assert [event.label for event in doors.feed.recent(1)[0].events] == [
                "INVITE", "200 OK (INVITE)", "BYE (bye)",
            ]  # fmt: skip

    run(scenario())


@pytest.mark.parametrize(
    ("offer", "status", "warning"),
    [
        ("not sdp", 488, "307"),
        (SYNTH_OFFER.replace("RTP/AVP 0 8", "RTP/AVP 18"), 488, "305"),
        (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
            488,
            "304",
        ),
        (SYNTH_OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 host.invalid"), 488, "301"),
    ],
    ids=["no SDP", "no codec", "no control line", "a name for an address"],
)
def test_an_offer_that_cannot_be_met_is_488_with_a_warning(offer: str, status: int, warning: str) -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            answer = await caller.invite(offer)
            assert answer.startswith(f"SIP/2.0 {status}")
            if warning:
                assert f"Warning: {warning}" in answer
            assert len(doors.table) == 0
            assert doors.plane.streams == 0

    run(scenario())


class NameServer:
    """Knows one name, when it is told to go on."""

    def __init__(self) -> None:
        self.going_on = threading.Event()
        self.is_asked = threading.Event()

    def __call__(self, name: str, _family: socket.AddressFamily) -> str:
        self.is_asked.set()
        self.going_on.wait(10)
        if name != "media.svc":
            raise OSError("no such name")
        return "192.0.2.7"

    async def asked(self) -> None:
        assert await asyncio.to_thread(self.is_asked.wait, 5)


@asynccontextmanager
async def naming(timeout_s: float = 5.0) -> AsyncIterator[tuple[NameServer, Doors, RawCaller]]:
    server = NameServer()
    try:
        async with (
            Doors(host_names=HostNames(server, timeout_s=timeout_s)) as doors,
            RawCaller(doors.sip.ports["udp"]) as caller,
        ):
            yield server, doors, caller
    finally:
        server.going_on.set()


NAMED_OFFER = SYNTH_OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 media.svc")


def test_a_host_name_is_looked_up_while_others_are_answered() -> None:
    async def scenario() -> None:
        async with naming() as (server, doors, caller):
            waiting = asyncio.create_task(caller.invite(NAMED_OFFER))
            await server.asked()
            async with RawCaller(doors.sip.ports["udp"]) as other:
                assert (await other.invite()).startswith("SIP/2.0 200")
            assert not waiting.done()
            server.going_on.set()
            assert (await waiting).startswith("SIP/2.0 200")
            assert doors.stream.spec.remote == ("192.0.2.7", 4000)
            # Known by now, so that it changes at once.
            assert (await caller.invite(NAMED_OFFER.replace("4000", "4002"))).startswith("SIP/2.0 200")
            assert doors.stream.spec.remote == ("192.0.2.7", 4002)

    run(scenario())


def test_a_host_name_that_hangs_is_given_up() -> None:
    async def scenario() -> None:
        async with naming(timeout_s=0.1) as (_, doors, caller):
            answer = await caller.invite(NAMED_OFFER)
            assert answer.startswith("SIP/2.0 488")
            assert 'Warning: 301 mrcp-server "host media.svc not found' in answer
            assert len(doors.table) == 0

    run(scenario())


def test_a_caller_that_gives_up_while_its_name_is_looked_up_leaves_nothing() -> None:
    async def scenario() -> None:
        async with naming() as (server, doors, caller):
            caller.send("INVITE", NAMED_OFFER)
            await server.asked()
            caller.send("CANCEL", cseq=1)
            assert {(await caller.receive())[:11] for _ in range(2)} == {"SIP/2.0 200", "SIP/2.0 487"}
            server.going_on.set()
            async with RawCaller(doors.sip.ports["udp"]) as other:
                await other.invite()
            assert len(doors.table) == 1
            assert len(doors.plane.opened) == 1

    run(scenario())


def test_a_call_that_ends_while_a_name_of_its_new_offer_is_looked_up() -> None:
    async def scenario() -> None:
        async with naming() as (server, doors, caller):
            await caller.invite()
            caller.send("INVITE", NAMED_OFFER)
            await server.asked()
            caller.send("BYE")
            answers = {(await caller.receive())[:11] for _ in range(2)}
            assert answers == {"SIP/2.0 200", "SIP/2.0 487"}
            server.going_on.set()
            await asyncio.sleep(0.05)
            assert len(doors.table) == 0

    run(scenario())


def test_who_waits_for_a_name_is_told_when_the_server_stops() -> None:
    async def scenario() -> None:
        async with naming() as (server, doors, caller):
            caller.send("INVITE", NAMED_OFFER)
            await server.asked()
            await doors.sip.close()
            assert (await caller.receive()).startswith("SIP/2.0 503")

    run(scenario())


def test_media_of_an_ip_version_that_the_plane_lacks_is_488() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            doors.plane.ip_versions = frozenset({4})
            answer = await caller.invite(SYNTH_OFFER.replace("IN IP4 127.0.0.1\r\nt", "IN IP6 2001:db8::1\r\nt"))
            assert answer.startswith("SIP/2.0 488")
            assert 'Warning: 300 mrcp-server "no media over IPv6 here"' in answer

    run(scenario())


def test_callers_that_support_session_timers_are_asked_to_refresh() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            answer = await caller.invite(SYNTH_OFFER, "Supported: timer")
            assert "Session-Expires: 600;refresher=uac" in answer
            async with RawCaller(doors.sip.ports["udp"]) as other:
                assert "Session-Expires" not in await other.invite()

    run(scenario())


def test_an_unknown_resource_gets_port_zero_and_the_others_live() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            extra = "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:recorder\r\n"
            answer = await caller.invite(SYNTH_OFFER + extra)
            assert answer.startswith("SIP/2.0 200")
            assert "m=application 0 TCP/MRCPv2 1" in answer
            assert channel_of(answer)

    run(scenario())


def test_without_a_free_port_the_call_is_503_with_retry_after() -> None:
    async def scenario() -> None:
        async with Doors(streams=0) as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            answer = await caller.invite()
            assert answer.startswith("SIP/2.0 503")
            assert "Retry-After:" in answer
            assert len(doors.table) == 0

    run(scenario())


def test_a_full_server_is_503() -> None:
    async def scenario() -> None:
        async with Doors(sessions=1) as doors, RawCaller(doors.sip.ports["udp"]) as first:
            assert (await first.invite()).startswith("SIP/2.0 200")
            async with RawCaller(doors.sip.ports["udp"]) as second:
                assert (await second.invite()).startswith("SIP/2.0 503")

    run(scenario())


def test_hold_and_resume_keep_channel_and_stream() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            held = await caller.invite(SYNTH_OFFER.replace("recvonly", "inactive"))
            assert channel_of(held) == channel
            assert not doors.stream.spec.send
            back = await caller.invite(SYNTH_OFFER)
            assert channel_of(back) == channel
            assert doors.stream.spec.send
            assert len(doors.plane.opened) == 1

    run(scenario())


def test_a_refresh_without_change_touches_no_media() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            await caller.invite()
            await caller.invite(SYNTH_OFFER)
            assert doors.stream.calls == []

    run(scenario())


def test_a_removed_channel_is_forgotten_and_its_stream_closed() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            removed = SYNTH_OFFER.replace("m=application 9", "m=application 0").replace("m=audio 4000", "m=audio 0")
            assert "m=audio 0" in await caller.invite(removed)
            assert doors.table.find(channel) is None
            assert doors.stream.is_closed
            assert len(doors.table) == 1

    run(scenario())


def test_a_reinvite_that_cannot_be_met_changes_nothing() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            extra = "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=resource:speakverify\r\n"
            assert (await caller.invite(SYNTH_OFFER + extra)).startswith("SIP/2.0 488")
            assert doors.table.find(channel) is not None
            assert not doors.stream.is_closed

    run(scenario())


def test_an_invite_without_sdp_opens_an_empty_dialog_that_is_filled_later() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            answer = await caller.invite("")
            assert answer.startswith("SIP/2.0 200")
            assert "v=0" in answer
            assert "m=" not in answer.partition("v=0")[2]
            assert channel_of(await caller.invite(SYNTH_OFFER))

    run(scenario())


def test_options_lists_resources_and_codecs() -> None:
    """RFC 6787 §7."""

    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            caller.send("OPTIONS")
            answer = await caller.receive()
            assert answer.startswith("SIP/2.0 200")
            assert "m=application 0 TCP/MRCPv2 1\r\na=resource:speechsynth" in answer
            assert "m=audio 0 RTP/AVP 0 8" in answer

    run(scenario())


def test_a_draining_server_takes_no_calls_and_says_so_to_options() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            await caller.invite()
            doors.sip.stop_accepting()
            async with RawCaller(doors.sip.ports["udp"]) as second:
                assert (await second.invite()).startswith("SIP/2.0 503")
                second.to_tag = ""
                second.send("OPTIONS")
                assert (await second.receive()).startswith("SIP/2.0 503")
            assert (await caller.bye()).startswith("SIP/2.0 200")

    run(scenario())


def test_a_server_that_stops_takes_no_call_while_it_waits_for_answers_to_its_byes() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            await caller.invite()
            await asyncio.sleep(0.01)
            closing = asyncio.create_task(doors.sip.close())
            assert (await caller.receive()).startswith("BYE ")
            async with RawCaller(caller._port) as second:
                assert (await second.invite()).startswith("SIP/2.0 503")
            await closing
            assert len(doors.table) == 0

    run(scenario())


def test_hanging_up_sends_bye_and_ends_the_session() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            await caller.invite()
            await asyncio.sleep(0.01)
            session = next(iter(doors.table))
            doors.sip.hang_up(session, "idle")
            doors.sip.hang_up(session, "idle")
            assert (await caller.receive()).startswith("BYE ")
            assert len(doors.table) == 0

    run(scenario())


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("a bug")


def test_our_own_bug_after_the_answer_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            monkeypatch.setattr(doors.metrics.setup, "observe", fail)
            answer = await caller.invite()
            assert answer.startswith("SIP/2.0 200")
            while (message := await caller.receive()) == answer:
                pass  # repeated while the fault was being written down
            assert message.startswith("BYE ")
            assert len(doors.table) == 0

    run(scenario())


def test_our_own_bug_before_the_answer_leaves_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            monkeypatch.setattr(doors.sip, "_accept", fail)
            assert (await caller.invite()).startswith("SIP/2.0 500")
            assert len(doors.table) == 0
            assert doors.stream.is_closed

    run(scenario())


def test_our_own_bug_fails_one_call_only() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            planes = doors.services.planes
            doors.services.planes = []
            assert (await caller.invite()).startswith("SIP/2.0 500")
            doors.services.planes = planes
            async with RawCaller(doors.sip.ports["udp"]) as second:
                assert (await second.invite()).startswith("SIP/2.0 200")

    run(scenario())
