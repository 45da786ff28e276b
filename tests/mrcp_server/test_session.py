"""A session is what its plan says or what it was before; the table finds channels."""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Self

import pytest
from structlog.testing import capture_logs

from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from mrcp_server.call.leg import Leg
from mrcp_server.call.media_trust import MediaTrust
from mrcp_server.call.negotiation import Granted, Plan, plan, read_offer
from mrcp_server.call.waveform_store import WaveformStore
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.mrcp.wire.message import Headers, Request
from mrcp_server.recognizing.channel import RecognizerChannel, RecognizerServices
from mrcp_server.session import Session, SessionTable
from mrcp_server.speaking.channel import SynthesizerChannel
from rtp.errors import NoPortError
from rtp.messages import AddressUnproved, Flooded, KeyPressed, PromptKilled, SpeechStarted, StoppedUtterance
from sip.errors import SdpError
from tests.fakes.doors import SYNTH_OFFER, Doors
from tests.fakes.peer import Peer
from tests.fakes.recognition_pool import FakeRecognitionPool


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


def make_session(doors: Doors, *, has_markers: bool = True) -> Session:
    doors.services.mrcp_port = 1544
    return Session(doors.services, peer="udp:192.0.2.9:5060", has_markers=has_markers)


@scenario
async def test_a_plan_opens_streams_and_channels() -> None:
    doors = Doors()
    session = make_session(doors)
    granted = session.apply(make_plan(), may_share=False)
    assert (granted[0].port, granted[1].port) == (1544, doors.stream.local_port)
    secret, _, resource = granted[0].channel.partition("@")
    assert resource == "speechsynth"
    assert len(bytes.fromhex(secret)) >= 16
    assert session.session_id not in secret
    assert secret not in repr(session.context.feed)
    assert granted[0].connection == "new"
    assert session.session_id.isalnum()
    channel = session.channels[0]
    assert isinstance(channel, SynthesizerChannel)
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
async def test_existing_on_a_second_line_is_the_connection_of_the_first() -> None:
    async with Call() as call:
        for first, granted in (("new", ["new", "existing", "existing"]), ("existing", ["new", "existing", "existing"])):
            lines = BOTH_OFFER.replace("connection:new", "connection:existing").split("m=")
            lines[1] = lines[1].replace("connection:existing", f"connection:{first}")
            answer = call.apply("m=".join(lines))
            assert [answer[line].connection for line in (SYNTH, RECOG, KEYS)] == granted


@scenario
async def test_a_line_that_changes_its_resource_gets_a_new_channel() -> None:
    async with Call() as call:
        before = {line: channel.identifier for line, channel in call.session.channels.items()}
        old = call.session.channels[RECOG]
        swapped = BOTH_OFFER.replace("speechrecog", "x").replace("dtmfrecog", "speechrecog").replace("x", "dtmfrecog")
        call.apply(swapped)
        after = {line: channel.identifier for line, channel in call.session.channels.items()}
        assert after == {SYNTH: before[SYNTH], RECOG: before[KEYS], KEYS: before[RECOG]}
        assert old.is_closed
        assert await call.request(KEYS, "RECOGNIZE", GRAMMAR, "application/srgs") == ["1 200 IN-PROGRESS"]


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


TWO_LINES = (SYNTH_OFFER + "m=audio 4002 RTP/AVP 0\r\na=sendonly\r\na=mid:2\r\n").replace(
    "a=cmid:1", "a=cmid:1\r\na=cmid:2"
)


@scenario
async def test_a_change_that_fails_in_its_second_line_changes_nothing() -> None:
    """RFC 3261 §14.1: the session goes on "as if no re-INVITE had been issued"."""
    doors = Doors()
    session = make_session(doors)
    session.apply(make_plan(TWO_LINES), may_share=False)
    first, second = doors.plane.opened
    before = (first.spec, session.legs[1].format, session.lines, dict(session.legs))
    second.is_without_ports = True
    other = TWO_LINES.replace("4000 RTP/AVP 0 8", "4010 RTP/AVP 8").replace("4002", "4012")
    with pytest.raises(NoPortError):
        session.apply(make_plan(other + "m=audio 4020 RTP/AVP 0\r\n", session), may_share=False)
    assert (first.spec, session.legs[1].format, session.lines, dict(session.legs)) == before
    assert first.calls == second.calls == []
    assert doors.plane.streams == 2


@pytest.mark.parametrize("has_markers", [True, False])
def test_a_synthesizer_sends_markers_or_not(*, has_markers: bool) -> None:
    async def run() -> None:
        async with Call(has_markers=has_markers) as call:
            await call.speak()
            call.doors.stream.mark(1, "here")
            assert await call.settle() == ["SPEECH-MARKER 1"] * has_markers

    asyncio.run(run())


def test_a_session_has_one_wall_clock_whoever_sets_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the media plane dates stands beside what we date, in the order in which it was."""

    async def run() -> None:
        async with Call() as call:
            wall_offset_s = call.doors.stream.wall_offset_s
            assert wall_offset_s == pytest.approx(time.time() - time.monotonic(), abs=5)
            monkeypatch.setattr(time, "time", lambda: 0.0)
            now = asyncio.get_running_loop().time()
            assert await call.speak() == ["1 200 IN-PROGRESS"]
            marker = call.peer.field("Speech-Marker")
            assert marker is not None
            timestamp = int(marker.partition("=")[2]) / 2**32 - 2_208_988_800
            assert 0 <= timestamp - wall_offset_s - now < 60

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
async def test_the_ack_vouches_for_media_that_is_elsewhere() -> None:
    doors = Doors()
    session = make_session(doors)
    session.apply(make_plan(), may_share=False)
    assert not doors.stream.spec.is_proven
    session.acknowledge()
    assert doors.stream.spec.is_proven
    assert doors.stream.calls == [("update",)]
    session.acknowledge()
    session.apply(make_plan(SYNTH_OFFER, session), may_share=False)
    assert doors.stream.calls == [("update",)]
    session.apply(make_plan(SYNTH_OFFER.replace("4000", "4010"), session), may_share=False)
    assert doors.stream.spec.is_proven


@scenario
async def test_media_of_the_caller_itself_needs_no_proof() -> None:
    for peer, host in (("udp:192.0.2.9:5060", "IP4 192.0.2.9"), ("tcp:[2001:db8::9]:5060", "IP6 2001:db8:0::9")):
        doors = Doors()
        session = Session(doors.services, peer=peer)
        session.apply(make_plan(SYNTH_OFFER.replace("c=IN IP4 127.0.0.1", f"c=IN {host}")), may_share=False)
        assert doors.stream.spec.is_proven


@scenario
async def test_where_media_has_to_answer_the_ack_is_no_proof() -> None:
    doors = Doors()
    doors.services.media_trust = MediaTrust(takes_ack=False)
    session = make_session(doors)
    session.apply(make_plan(), may_share=False)
    session.acknowledge()
    assert (doors.stream.spec.is_proven, doors.stream.calls) == (False, [])
    session.legs[1]._playing[1] = None  # type: ignore[assignment]  # something plays, no matter what
    session.legs[1].on_event(AddressUnproved(1))
    assert session.last_activity() == session.opened_at


@scenario
async def test_a_flood_that_comes_and_goes_writes_a_line_a_minute() -> None:
    doors = Doors()
    times = iter([10.0, 20.0, 69.9, 70.0])
    with capture_logs() as lines:
        session = make_session(doors)
        session.apply(make_plan(), may_share=False)
        doors.services.clock = lambda: next(times)
        for _ in range(4):
            session.legs[1].on_event(Flooded(1))
    assert (
        lines
        == [
            {
                "event": "media flood",
                "peer": "udp:192.0.2.9:5060",
                "session": session.session_id,
                "log_level": "warning",
            }
        ]
        * 2
    )


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


BOTH_OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechsynth\r\na=cmid:1\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechrecog\r\na=cmid:1\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:dtmfrecog\r\na=cmid:1\r\n"
    "m=audio 4000 RTP/AVP 0 8\r\na=sendrecv\r\na=mid:1\r\n"
)
SYNTH, RECOG, KEYS, AUDIO = range(4)
GRAMMAR = "#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = yes;\n"


class Call:
    """A dialog with a synthesizer and both recognizers on one audio line."""

    def __init__(self, *, has_markers: bool = True) -> None:
        self.doors = Doors()
        self.pool = FakeRecognitionPool()
        loop = asyncio.get_running_loop()
        self.waveforms = WaveformStore(lambda: "http://me/", max_bytes=10_000, keep_s=0, clock=loop.time)
        store, interpreter = GrammarStore(), InputInterpreter()
        self._owned = (store, interpreter)
        self.doors.services.recognizer_services = RecognizerServices(
            self.pool.as_pool(), store, interpreter, self.waveforms
        )
        self.doors.services.offer(ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG)
        self.doors.services.times = SynthesizerTimes(drain_s=0.0)
        self.session = make_session(self.doors, has_markers=has_markers)
        self.apply(BOTH_OFFER)
        self.peer = Peer()
        self._ids = itertools.count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.session.close("bye")
        for one in self._owned:
            one.close()
        await self.settle()

    def apply(self, offer: str) -> dict[int, Granted]:
        return self.session.apply(
            plan(
                read_offer(offer),
                resources=frozenset({ResourceType.SPEECHSYNTH, ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG}),
                encodings=("PCMU/8000", "PCMA/8000"),
                held=self.session.held,
            ),
            may_share=False,
        )

    @property
    def leg(self) -> Leg:
        return self.session.legs[AUDIO]

    async def request(
        self, line: int, method: str, body: str = "", kind: str = "text/plain", **headers: str
    ) -> list[str]:
        channel = self.session.channels[line]
        fields = [("Channel-Identifier", channel.identifier)]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        if body:
            fields.append(("Content-Type", kind))
        channel.receive(Request(method, next(self._ids), Headers(fields), body.encode()), self.peer)
        return await self.settle()

    async def speak(self, **headers: str) -> list[str]:
        return await self.request(SYNTH, "SPEAK", "one two", **headers)

    async def recognize(self, **headers: str) -> list[str]:
        return await self.request(RECOG, "RECOGNIZE", GRAMMAR, "application/srgs", **headers)

    async def settle(self) -> list[str]:
        recognizers = [one for one in self.session.channels.values() if isinstance(one, RecognizerChannel)]
        for _ in range(30):
            await asyncio.sleep(0)
        while any(one._tasks for one in recognizers):  # noqa: ASYNC110  # nothing signals it
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)
        return self.peer.take()

    def reflexes(self) -> list[tuple[int, bool, bool]]:
        """What the plane was told since the last call: prompt, speech, keys."""
        calls = self.doors.stream.calls
        reflexes = [call[1:] for call in calls if call[0] == "reflex"]
        calls.clear()
        return reflexes

    def begin_to_speak(self) -> None:
        now = asyncio.get_running_loop().time()
        self.leg.on_event(SpeechStarted(1, self.leg.listen_number, now, now, 0))


# --- barge-in (RFC 6787 §9.12) -----------------------------------------------------------------------------------


@scenario
async def test_speech_that_the_plane_answered_by_itself() -> None:
    async with Call() as call:
        await call.speak()
        assert call.reflexes() == []
        await call.recognize()
        assert call.reflexes() == [(1, True, False)]
        call.leg.on_event(PromptKilled(1, (StoppedUtterance(1, 5, 100),), 1.0, 0, 0))
        call.begin_to_speak()
        sync_id = call.peer.messages[0].headers.get("Proxy-Sync-Id")
        assert await call.settle() == ["START-OF-INPUT 2", "SPEAK-COMPLETE 1 (001 barge-in)"]
        assert sync_id is not None
        assert call.reflexes() == [(1, False, False)]
        await call.speak()
        answer = await call.request(SYNTH, "BARGE-IN-OCCURRED", Proxy_Sync_Id=sync_id)
        assert answer == ["4 200 COMPLETE"]
        assert call.session.state == "speaking, listening"


@scenario
async def test_speech_that_only_control_was_told_of() -> None:
    async with Call() as call:
        await call.recognize()
        await call.speak()
        assert call.reflexes() == [(1, True, False)]
        call.begin_to_speak()
        assert await call.settle() == ["START-OF-INPUT 1", "SPEAK-COMPLETE 2 (001 barge-in)"]
        assert ("stop", (1,)) in call.doors.stream.calls


@scenario
async def test_a_prompt_that_is_not_to_be_killed_is_left_alone() -> None:
    async with Call() as call:
        await call.speak(Kill_On_Barge_In="false")
        await call.recognize()
        call.begin_to_speak()
        assert await call.settle() == ["START-OF-INPUT 2"]
        assert call.reflexes() == []
        call.doors.stream.finished(1)
        assert await call.settle() == ["SPEAK-COMPLETE 1 (000 normal)"]


# --- the reflex: armed while a killable prompt plays and a recognizer waits for input, and at no other time ------


@scenario
async def test_stop_of_either_disarms() -> None:
    async with Call() as call:
        await call.speak()
        await call.recognize()
        await call.request(RECOG, "STOP")
        assert call.reflexes() == [(1, True, False), (1, False, False)]
        await call.recognize()
        await call.request(SYNTH, "STOP")
        call.doors.stream.stopped(1)
        assert call.reflexes() == [(1, True, False), (1, False, False)]
        await call.speak()
        assert call.reflexes() == [(1, True, False)]


@scenario
async def test_a_hotword_does_not_barge_in() -> None:
    async with Call() as call:
        await call.speak()
        await call.recognize(Recognition_Mode="hotword")
        assert call.reflexes() == []


@scenario
async def test_two_recognizers_on_one_line() -> None:
    async with Call() as call:
        await call.speak()
        await call.recognize()
        await call.request(KEYS, "RECOGNIZE", "builtin:dtmf/digits?length=1", "text/uri-list")
        assert call.reflexes() == [(1, True, False), (1, True, True)]
        call.leg.on_event(PromptKilled(1, (StoppedUtterance(1, 5, 100),), 1.0, 0, 0))
        call.leg.on_event(KeyPressed(1, 5, asyncio.get_running_loop().time(), 0, 0))
        messages = await call.settle()
        assert messages[:2] == ["START-OF-INPUT 3", "SPEAK-COMPLETE 1 (001 barge-in)"]
        assert messages[2:] == ["RECOGNITION-COMPLETE 3 (000 success)"]
        assert call.reflexes() == [(1, False, False)]


@scenario
async def test_a_recognizer_that_is_taken_away_disarms() -> None:
    async with Call() as call:
        await call.speak()
        await call.recognize()
        lines = BOTH_OFFER.split("m=")
        lines[2], lines[3] = (line.replace("application 9", "application 0") for line in lines[2:4])
        call.apply("m=".join(lines))
        assert list(call.session.held) == [SYNTH]
        assert call.reflexes() == [(1, True, False), (1, False, False)]


@scenario
async def test_results_are_in_the_format_of_the_last_offer_that_asked_for_one() -> None:
    """RFC 6787 §6.3."""
    async with Call() as call:

        async def accepted() -> str | None:
            await call.request(RECOG, "GET-PARAMS", Accept="")
            return call.peer.field("Accept")

        assert await accepted() == "application/nlsml+xml"
        asking = BOTH_OFFER.replace("t=0 0\r\n", "t=0 0\r\na=resultformat:application/emma+xml\r\n")
        for offer in (asking, BOTH_OFFER):
            call.apply(offer)
            assert await accepted() == "application/emma+xml"


@scenario
async def test_recordings_go_with_the_session() -> None:
    async with Call() as call:
        waveform = call.waveforms.store(b"\1\0" * 8, 8000, None, call.session.session_id)
        assert waveform is not None
        call.session.close("bye")
        assert call.waveforms.bytes == 0
