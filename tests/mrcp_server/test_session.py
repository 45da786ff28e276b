"""A session is what its plan says or what it was before; the table finds channels."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps

import pytest

from mrcp_server.mrcp.codes import ResourceType
from mrcp_server.negotiation import Plan, plan, read_offer
from mrcp_server.session import Session, SessionTable
from mrcp_server.speaking import SpeakingChannel
from rtp.errors import NoPortError
from sip.errors import SdpError
from tests.fakes.doors import SYNTH_OFFER, Doors


def scenario(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Runs a coroutine test in a loop of its own."""

    @wraps(test)
    def run() -> None:
        asyncio.run(test())

    return run


def make_plan(offer: str = SYNTH_OFFER, session: Session | None = None) -> Plan:
    return plan(
        read_offer(offer),
        resources=frozenset({ResourceType.SPEECHSYNTH}),
        encodings=("PCMU/8000", "PCMA/8000"),
        held=session.held if session else None,
    )


def make_session(doors: Doors, user_agent: str = "") -> Session:
    doors.services.mrcp_port = 1544
    return Session(doors.services, peer="udp:192.0.2.9:5060", user_agent=user_agent)


@scenario
async def test_a_plan_opens_streams_and_channels() -> None:
    doors = Doors()
    session = make_session(doors)
    granted = session.apply(make_plan(), may_share=False)
    assert (granted[0].port, granted[1].port) == (1544, doors.stream.local_port)
    assert granted[0].channel == f"{session.session_id}@speechsynth"
    assert granted[0].connection == "new"
    assert session.session_id.isalnum()
    channel = session.channels[0]
    assert isinstance(channel, SpeakingChannel)
    assert channel.leg is session.legs[1]
    assert session.held == {0: ResourceType.SPEECHSYNTH}
    assert session.state == "idle"
    session.close("bye")
    assert doors.stream.is_closed


@scenario
async def test_existing_is_granted_only_when_there_is_one() -> None:
    doors = Doors()
    wanted = make_plan(SYNTH_OFFER.replace("connection:new", "connection:existing"))
    assert make_session(doors).apply(wanted, may_share=True)[0].connection == "existing"
    assert make_session(doors).apply(wanted, may_share=False)[0].connection == "new"


@scenario
async def test_without_a_port_nothing_is_opened() -> None:
    doors = Doors(streams=1)
    session = make_session(doors)
    two_lines = SYNTH_OFFER + "m=audio 4002 RTP/AVP 0\r\na=recvonly\r\na=mid:2\r\n"
    with pytest.raises(NoPortError):
        session.apply(make_plan(two_lines.replace("a=cmid:1", "a=cmid:1\r\na=cmid:2")), may_share=False)
    assert doors.plane.streams == 0
    assert (session.legs, session.channels) == ({}, {})


@scenario
async def test_an_address_that_is_none_is_refused_with_its_warning() -> None:
    doors = Doors()
    with pytest.raises(SdpError) as caught:
        make_session(doors).apply(
            make_plan(SYNTH_OFFER.replace("IP4 127.0.0.1\r\nt=", "IP4 h.invalid\r\nt=")), may_share=False
        )
    assert caught.value.warning == 301


@scenario
async def test_a_changed_plan_updates_the_stream_it_has() -> None:
    doors = Doors()
    session = make_session(doors)
    session.apply(make_plan(), may_share=False)
    session.apply(make_plan(SYNTH_OFFER.replace("RTP/AVP 0 8", "RTP/AVP 8"), session), may_share=False)
    assert doors.stream.calls == [("update",)]
    assert doors.stream.spec.encoding == "PCMA"
    assert session.legs[1].format.encoding == "PCMA"


@pytest.mark.parametrize(
    ("policy", "agent", "sends"),
    [
        ("auto", "UniMRCP SofiaSIP 1.8.0", False),
        ("auto", "FreeSWITCH-mod_sofia", False),
        ("auto", "Asterisk PBX 20", False),
        ("auto", "Genesys", True),
        ("on", "Asterisk", True),
        ("off", "Genesys", False),
    ],
)
def test_markers_spare_the_stacks_that_choke_on_them(policy: str, agent: str, sends: bool) -> None:
    async def run() -> None:
        doors = Doors()
        doors.services.speech_markers = policy
        session = make_session(doors, agent)
        assert session._wants_markers() is sends

    asyncio.run(run())


@scenario
async def test_activity_is_signalling_requests_audio_and_the_peers_packets() -> None:
    doors = Doors()
    session = make_session(doors)
    session.apply(make_plan(), may_share=False)
    assert session.last_activity() == session.opened_at
    session.channels[0].last_request_at = session.opened_at + 1
    assert session.last_activity() == session.opened_at + 1
    doors.plane.rows.last_received_at[doors.stream.row] = session.opened_at + 2
    assert session.last_activity() == session.opened_at + 2
    session.legs[1]._playing[1] = None  # type: ignore[assignment]  # something plays, no matter what
    assert session.last_activity() >= session.opened_at


@scenario
async def test_the_table_finds_channels_until_they_are_gone() -> None:
    doors = Doors()
    table = SessionTable(1)
    session = make_session(doors)
    granted = session.apply(make_plan(), may_share=False)
    table.put(session)
    identifier = granted[0].channel
    assert table.is_full
    assert list(table) == [session]
    assert table.find(identifier) == (session, session.channels[0])
    session.channels.clear()
    table.put(session)
    assert table.find(identifier) is None
    table.remove(session)
    table.remove(session)
    assert len(table) == 0
