"""What a started server answers about the input of a call, as Asterisk's and FreeSWITCH's modules read it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from lxml import etree

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import Exchange, answer_of, completion_of
from mrcp_server.mrcp.wire.message import Event, Response
from tests.fakes.whole_server import hearing, scenario, uri_of

pytestmark = pytest.mark.interop

ANSWER_S = 10.0
NLSML = "{urn:ietf:params:xml:ns:mrcpv2}"
ONE_KEY = "builtin:dtmf/digits?length=1"


@asynccontextmanager
async def listening(*settings: str) -> AsyncIterator[MrcpClient]:
    """A call to a recogniser."""
    async with (
        hearing("engine.recognizer=sphinx", *settings) as server,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as client,
    ):
        yield client


async def recognize(client: MrcpClient, grammar: str, **headers: str) -> Exchange:
    fields = [("Content-Type", "text/uri-list"), ("Cancel-If-Queue", "false")]
    fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
    channel = client.call.channels[RECOGNIZER]
    return await channel.request("RECOGNIZE", fields, grammar.encode(), timeout_s=ANSWER_S)


async def ask(client: MrcpClient, method: str, fields: Sequence[tuple[str, str]] = ()) -> Response:
    return await answer_of(client.call.channels[RECOGNIZER].send(method, fields), ANSWER_S)


async def press(client: MrcpClient, keys: str) -> None:
    answer = client.call.answer
    assert answer.telephone_event_type is not None
    await client.audio.send_keys(keys, answer.audio, answer.telephone_event_type)


def confidence_of(complete: Event) -> str | None:
    """What app_unimrcp shows as RECOG_CONFIDENCE; without the attribute it shows 1.00."""
    interpretation = etree.fromstring(complete.body).find(f"{NLSML}interpretation")
    assert interpretation is not None
    return interpretation.get("confidence")


@scenario
async def test_nobody_spoke_and_the_timers_that_cross_it_are_no_error() -> None:
    """mod_unimrcp counts a channel as broken once START-INPUT-TIMERS has been refused."""
    async with listening() as client:
        assert (await ask(client, "START-INPUT-TIMERS")).status == 402
        for _ in range(2):
            complete = await completion_of(await recognize(client, ONE_KEY, No_Input_Timeout="1"), ANSWER_S)
            assert complete.headers.get("Completion-Cause") == "002 no-input-timeout"
            assert confidence_of(complete) == "0.00"
            assert (await ask(client, "START-INPUT-TIMERS")).status == 200
            assert (await ask(client, "GET-RESULT")).status == 200


@scenario
async def test_what_matched_nothing_has_no_confidence() -> None:
    async with listening() as client:
        listens = await recognize(client, ONE_KEY)
        await press(client, "*")
        complete = await completion_of(listens, ANSWER_S)
        assert complete.headers.get("Completion-Cause") == "001 no-match"
        assert confidence_of(complete) == "0.00"


@scenario
async def test_type_ahead_is_recognized_no_sooner_than_a_client_can_take_notice() -> None:
    """RECOGNITION-COMPLETE right behind IN-PROGRESS overtakes it inside of app_unimrcp, which shows an error then."""
    async with listening("mrcp.settle_ms=600") as client:
        await press(client, "5")
        await asyncio.sleep(0.1)
        listens = await recognize(client, ONE_KEY)
        complete = await completion_of(listens, ANSWER_S)
        assert complete.headers.get("Completion-Cause") == "000 success"
        (started_ns, started), (completed_ns, _) = listens.events
        assert started.name == "START-OF-INPUT"
        assert started_ns - listens.responded_ns < 300e6
        assert completed_ns - listens.responded_ns > 300e6


@scenario
async def test_nothing_waits_behind_a_result_that_waits() -> None:
    async with listening("mrcp.settle_ms=1000") as client:
        await press(client, "57")
        await asyncio.sleep(0.1)
        first = await recognize(client, ONE_KEY)
        await asyncio.sleep(0.4)
        assert [event.name for _, event in first.events] == ["START-OF-INPUT"]
        second = await recognize(client, ONE_KEY)
        assert (await completion_of(first, 0.1)).headers.get("Completion-Cause") == "000 success"
        assert first.completed_ns <= second.responded_ns < first.responded_ns + 900e6
        await asyncio.sleep(0.4)
        assert (await ask(client, "GET-PARAMS", [("Confidence-Threshold", "")])).status == 200
        assert b"7" in (await completion_of(second, 0.1)).body
        assert second.completed_ns < second.responded_ns + 900e6


@scenario
async def test_an_interpretation_waits_too() -> None:
    async with listening("mrcp.settle_ms=600") as client:
        fields = [("Content-Type", "text/uri-list"), ("Interpret-Text", "five")]
        channel = client.call.channels[RECOGNIZER]
        reads = await channel.request("INTERPRET", fields, b"builtin:grammar/digits", timeout_s=ANSWER_S)
        complete = await completion_of(reads, ANSWER_S)
        assert complete.name == "INTERPRETATION-COMPLETE"
        assert reads.completed_ns - reads.responded_ns > 300e6
