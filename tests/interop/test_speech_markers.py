"""SPEECH-MARKER on the wire of a started server: who gets it, and who would break on it."""

import asyncio
from pathlib import Path

import pytest

from tests.fakes.doors import HOST, SYNTH_OFFER, RawCaller, RawControl, channel_of
from tests.fakes.whole_server import running

RESOURCES = 'mrcp.resources=["speechsynth"]'
SSML = (
    '<speak version="1.1" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">one <mark name="m"/> two</speak>'
)
UNIMRCP = (Path(__file__).parents[1] / "vectors" / "traces" / "synth" / "01-invite.sip").read_bytes().decode()


def renamed_unimrcp(caller: RawCaller, server_port: int) -> str:
    """Its recorded INVITE under its user's names."""
    text = UNIMRCP.replace("UniMRCP SofiaSIP 1.8.0", "MyIVR").replace("o=UniMRCPClient", "o=MyIVR")
    values = {"{server}": f"{HOST}:{server_port}", "{client}": f"{HOST}:{caller.port}", "{rtp:1}": "4000"}
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    head, _, body = text.partition("\r\n\r\n")
    return f"{head}\r\n\r\n{body}".replace("Content-Length: 417", f"Content-Length: {len(body)}")


async def events_of_a_prompt(control_port: int, channel: str) -> list[str]:
    """Names of the events of a SPEAK with a mark, up to its end."""
    events: list[str] = []
    async with RawControl(control_port) as control:
        control.send("SPEAK", 1, channel, SSML, content_type="application/ssml+xml")
        assert "200 IN-PROGRESS" in await control.receive()
        while "SPEAK-COMPLETE" not in events:
            events.append((await control.receive()).split(" ")[2])
    return events


MARKED, PLAIN = ["SPEECH-MARKER", "SPEAK-COMPLETE"], ["SPEAK-COMPLETE"]


@pytest.mark.parametrize(
    ("agent", "origin", "settings", "expected"),
    [
        ("MyIVR", "-", [], MARKED),
        ("Asterisk", "-", [], PLAIN),
        ("MyIVR", "FreeSWITCH", [], PLAIN),
        ("MyIVR", "Asterisk", [], PLAIN),
        ("Asterisk", "Asterisk", ['mrcp.speech_markers_by_network={"127.0.0.0/8" = "on"}'], MARKED),
        ("MyIVR", "-", ['mrcp.speech_markers_by_network={"127.0.0.1/32" = "off"}'], PLAIN),
        ("MyIVR", "-", ["mrcp.speech_markers=off", 'mrcp.speech_markers_by_network={"10.0.0.0/8" = "on"}'], PLAIN),
    ],
)
def test_markers_go_to_those_that_understand_them(
    agent: str, origin: str, settings: list[str], expected: list[str]
) -> None:
    async def run() -> None:
        async with running(RESOURCES, *settings) as server, RawCaller(server.sip.ports["udp"]) as caller:
            answer = await caller.invite(SYNTH_OFFER.replace("o=-", f"o={origin}"), f"User-Agent: {agent}")
            assert await events_of_a_prompt(server.mrcp.port, channel_of(answer)) == expected

    asyncio.run(run())


def test_a_renamed_unimrcp_is_known_by_its_hand() -> None:
    async def run() -> None:
        async with running(RESOURCES) as server, RawCaller(server.sip.ports["udp"]) as caller:
            caller.send_text(renamed_unimrcp(caller, server.sip.ports["udp"]))
            answer = await caller.receive()
            assert await events_of_a_prompt(server.mrcp.port, channel_of(answer)) == PLAIN

    asyncio.run(run())


def test_a_caller_that_shows_itself_with_its_second_offer_is_spared() -> None:
    async def run() -> None:
        async with running(RESOURCES) as server, RawCaller(server.sip.ports["udp"]) as caller:
            await caller.invite("", "User-Agent: MyIVR")
            answer = await caller.invite(SYNTH_OFFER.replace("o=-", "o=FreeSWITCH"), "User-Agent: MyIVR")
            assert await events_of_a_prompt(server.mrcp.port, channel_of(answer)) == PLAIN

    asyncio.run(run())
