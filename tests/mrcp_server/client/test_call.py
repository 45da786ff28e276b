"""Calls from INVITE to BYE against the scripted server."""

import asyncio

import pytest

from mrcp_server.client.call import Call, Caller
from mrcp_server.client.errors import (
    AnswerError,
    CallLostError,
    CallRefusedError,
    ClientError,
    ReplyTimeoutError,
    ServerUnreachableError,
)
from mrcp_server.client.offer import Offer
from mrcp_server.client.security import ClientTls
from sip.events import CallFailed
from tests.fakes.speech_server import HOST, FakeSpeechServer, Script, running

pytestmark = pytest.mark.anyio


async def call_once(fake: FakeSpeechServer, caller: Caller, timeout_s: float = 2.0) -> Call:
    return await caller.call(Offer(caller.local_host, 40000), timeout_s)


async def opened(fake: FakeSpeechServer, suffix: str = "") -> Caller:
    caller = Caller(f"sip:{HOST}:{fake.sip_port}{suffix}")
    await caller.open()
    return caller


async def test_a_call_goes_from_invite_to_bye() -> None:
    async with running() as fake:
        caller = await opened(fake)
        assert caller.local_host == HOST
        call = await call_once(fake, caller)
        assert call.answer.control == (HOST, fake.mrcp_port)
        assert call.answered_ns > call.invited_ns
        await call.open_channels(2.0)
        assert list(call.channels) == ["speechsynth"]
        connection = call.connection
        assert connection is not None
        assert connection.is_open
        await call.hang_up(2.0)
        assert call.end_reason == "local"
        await asyncio.sleep(0)
        assert not connection.is_open
        await caller.close()
    assert fake.requests == ["INVITE", "ACK", "BYE"]


async def test_a_second_call_may_share_the_connection() -> None:
    async with running() as fake:
        caller = await opened(fake)
        first, second, third = [await call_once(fake, caller) for _ in range(3)]
        await first.open_channels(2.0)
        # This server answers a=connection:new, so a connection of its own is opened in spite of the offer.
        await second.open_channels(2.0, first.connection)
        assert second.connection is not first.connection
        third.answer = first.answer.__class__.parse(
            "v=0\r\nc=IN IP4 127.0.0.1\r\nm=application 9 TCP/MRCPv2 1\r\na=connection:existing\r\n"
            "a=channel:3@speechsynth\r\nm=audio 9 RTP/AVP 0\r\n",
            ["speechsynth"],
        )
        await third.open_channels(2.0, first.connection)
        assert third.connection is first.connection
        await third.hang_up(2.0)
        assert first.connection is not None
        assert first.connection.is_open
        await second.hang_up(2.0)
        await first.hang_up(2.0, keep_connection=True)
        assert first.connection.is_open
        first.connection.close()
        await caller.close()


async def test_a_refusal_carries_status_and_warning() -> None:
    warning = 'Warning: 304 fake "no codec in common"\r\n'
    async with running(Script(invite_status=488, invite_headers=warning)) as fake:
        caller = await opened(fake)
        with pytest.raises(CallRefusedError, match=r"488 Scripted \(no codec in common\)") as raised:
            await call_once(fake, caller)
        assert raised.value.status == 488
        await caller.close()


async def test_no_warning_is_no_text() -> None:
    async with running(Script(invite_status=503, invite_headers="Warning: broken\r\n")) as fake:
        caller = await opened(fake)
        with pytest.raises(CallRefusedError, match=r"503 Scripted$"):
            await call_once(fake, caller)
        await caller.close()


async def test_silence_is_a_time_out_and_is_cancelled() -> None:
    async with running(Script(invite_status=0)) as fake:
        caller = await opened(fake)
        with pytest.raises(ReplyTimeoutError, match="not answered within 0"):
            await call_once(fake, caller, 0.05)
        await caller.close()


async def test_an_answer_without_our_resource_ends_the_call() -> None:
    async with running(Script(channel_port=0)) as fake:
        caller = await opened(fake)
        with pytest.raises(AnswerError, match="no speechsynth"):
            await call_once(fake, caller)
        for _ in range(100):
            if "BYE" in fake.requests:
                break
            await asyncio.sleep(0.01)
        await caller.close()
    assert fake.requests == ["INVITE", "ACK", "BYE"]


async def test_an_answer_that_comes_too_late_is_hung_up() -> None:
    async with running(Script(invite_delay_s=0.1)) as fake:
        caller = await opened(fake)
        with pytest.raises(ReplyTimeoutError):
            await call_once(fake, caller, 0.05)
        for _ in range(100):
            if "BYE" in fake.requests:
                break
            await asyncio.sleep(0.01)
        await caller.close()
    assert "BYE" in fake.requests


async def test_a_call_back_is_declined() -> None:
    async with running(Script(invites_back=True)) as fake:
        caller = await opened(fake)
        call = await call_once(fake, caller)
        await call.hang_up(2.0)
        await caller.close()
    assert fake.answers == ["SIP/2.0 488 Not Acceptable Here"]


async def test_a_call_nobody_answers_at_all_is_said() -> None:
    caller = Caller(f"sip:{HOST}:9")
    failure = caller._failure(CallFailed(None, 408, None))  # type: ignore[arg-type]  # the call is not looked at
    assert isinstance(failure, ReplyTimeoutError)
    assert "nobody answers SIP" in str(failure)


async def test_an_unanswered_bye_is_said() -> None:
    async with running(Script(answers_bye=False)) as fake:
        caller = await opened(fake)
        call = await call_once(fake, caller)
        with pytest.raises(ReplyTimeoutError, match="did not answer BYE"):
            await call.hang_up(0.05)
        await caller.close()


async def test_channels_fail_with_their_connection() -> None:
    async with running(Script(hangs_up_on="STOP")) as fake:
        caller = await opened(fake)
        call = await call_once(fake, caller)
        await call.open_channels(2.0)
        with pytest.raises(CallLostError):
            await call.channels["speechsynth"].request("STOP", timeout_s=2.0)
        await call.hang_up(2.0)
        await caller.close()


async def test_a_closed_port_is_found_at_once() -> None:
    caller = Caller(f"sip:{HOST}:9")
    with pytest.raises(ServerUnreachableError, match=r"no SIP server at 127\.0\.0\.1:9: Connection refused"):
        await caller.open()
    await caller.close()


async def test_a_closed_tcp_port_is_found_at_the_call() -> None:
    caller = Caller(f"sip:{HOST}:9;transport=tcp")
    await caller.open()
    with pytest.raises(ServerUnreachableError, match="over tcp"):
        await caller.call(Offer(caller.local_host, 40000), 2.0)
    await caller.close()


async def test_an_unknown_host_is_said() -> None:
    caller = Caller("sip:nowhere.invalid:8060")
    with pytest.raises(ServerUnreachableError, match=r"nowhere\.invalid"):
        await caller.open()


@pytest.mark.parametrize("address", ["http://127.0.0.1", "sip:", "sip:a b", "tel:+123", ":"])
def test_what_is_no_sip_address_is_said(address: str) -> None:
    with pytest.raises(ClientError, match="no SIP address"):
        Caller(address)


def test_a_bare_host_is_enough() -> None:
    Caller("localhost")


@pytest.mark.parametrize("address", ["sips:127.0.0.1", "sip:127.0.0.1;transport=tls"])
def test_tls_is_also_for_control_unless_said_otherwise(address: str) -> None:
    assert Caller(address).offers_secure_control
    assert not Caller(address, tls=ClientTls(control=False)).offers_secure_control
    assert not Caller("sip:127.0.0.1").offers_secure_control
    with pytest.raises(ClientError, match="not sctp"):
        Caller("sip:127.0.0.1;transport=sctp")
