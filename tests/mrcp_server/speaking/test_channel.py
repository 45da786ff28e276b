"""A synthesizer channel at work: the real state machine and talks over a leg whose plane is a script.

What goes to the client is compared as `SPEAK-COMPLETE 1 (000 normal)` or `1 200 IN-PROGRESS`; what would be played is
read off the stream's bytes (a word is 100 ms of its first letter).
"""

import asyncio
import gc
import itertools
import re
from collections.abc import Callable, Coroutine, Iterable, MutableMapping
from typing import Any

import pytest
import structlog

from engine.apart import InThreads
from engine.errors import ClipError, EngineError, LanguageUnsupportedError
from engine.interface import AudioFormat
from mrcp_server.call.control_channel import ChannelContext
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.call.leg import Leg
from mrcp_server.call.media import LineCodec
from mrcp_server.fetching.fetcher import Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.message import Headers, Request
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy, get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.speaking.channel import SpeakingOptions, SynthesizerChannel
from rtp.messages import PromptKilled, StoppedUtterance, StreamSpec
from tests.fakes.peer import Peer
from tests.fakes.stream import FakeStream
from tests.fakes.talking import FakeSpeaker

IDENTIFIER = ChannelIdentifier("abc", "speechsynth")
SSML = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">{}</speak>'


class Rig:
    """One channel with everything below it scripted."""

    def __init__(self, *, with_leg: bool = True, drain_s: float = 0.0, options: SpeakingOptions | None = None) -> None:
        self.peer = Peer()
        self.speaker = FakeSpeaker()
        self.metrics = Metrics()
        self.leg = Leg("1", LineCodec(AudioFormat()))
        self.stream = FakeStream(StreamSpec(remote=("192.0.2.1", 4000)), self.leg.on_event)
        self.leg.attach(self.stream.as_stream())
        loop = asyncio.get_running_loop()
        feed = Feed().open("abc", 0.0, "peer")
        context = ChannelContext("abc", loop.time, get_logger(), feed, self.metrics)
        machine = Synthesizer(str(IDENTIFIER), wall_offset_s=0.0, times=SynthesizerTimes(drain_s=drain_s))
        self.cookies = CookieJar()
        self.fetcher = Fetcher(FetchPolicy(), HttpCache(1 << 20))
        self.contents = Contents()
        self.channel = SynthesizerChannel(
            Channel(IDENTIFIER, machine, RequestIds()),
            machine,
            context,
            make_speaker=self.speaker.with_fetch,
            source=SessionSource(self.contents, self.cookies, self.fetcher),
            text_policy=TextPolicy("full"),
            options=options or SpeakingOptions(),
            apart=InThreads(),
        )
        if with_leg:
            self.channel.leg = self.leg
        self._ids = itertools.count(1)

    async def request(self, method: str, body: str = "", content_type: str = "text/plain", **headers: str) -> list[str]:
        return await self.begin(method, body, content_type, **headers)

    def begin(
        self, method: str, body: str = "", content_type: str = "text/plain", **headers: str
    ) -> Coroutine[None, None, list[str]]:
        """Sends a request; nothing is done about it yet but what is done at once."""
        fields = [("Channel-Identifier", str(IDENTIFIER))]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        if body:
            fields.append(("Content-Type", content_type))
        self.channel.receive(Request(method, next(self._ids), Headers(fields), body.encode()), self.peer)
        return self.settle()

    async def settle(self) -> list[str]:
        for _ in range(30):
            await asyncio.sleep(0)
        return self.peer.take()

    def played(self, utterance: int) -> str:
        """As in "aab": two words with a, one with b."""
        return re.sub(r"(.)\1{799}", r"\1", self.stream.audio[utterance].decode("latin-1"))


def scenario(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Runs a coroutine test in a loop of its own."""

    def run() -> None:
        asyncio.run(test())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@scenario
async def test_a_speak_is_played_and_completes() -> None:
    rig = Rig()
    assert await rig.request("SPEAK", "one two") == ["1 200 IN-PROGRESS"]
    assert rig.played(1) == "ot"
    assert rig.stream.final == {1}
    rig.stream.started(1)
    rig.stream.finished(1)
    assert await rig.settle() == ["SPEAK-COMPLETE 1 (000 normal)"]
    assert 'speak_requests_total{cause="000 normal"} 1.0' in rig.metrics.render().decode()


@scenario
async def test_completion_waits_for_the_drain_before_silence() -> None:
    rig = Rig(drain_s=0.02)
    await rig.request("SPEAK", "one")
    rig.stream.finished(1, at=asyncio.get_running_loop().time())
    assert await rig.settle() == []
    await asyncio.sleep(0.03)
    assert rig.peer.take() == ["SPEAK-COMPLETE 1 (000 normal)"]


@scenario
async def test_a_queued_speak_is_laid_behind_the_active_one() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    assert await rig.request("SPEAK", "two") == ["2 200 PENDING"]
    assert rig.played(2) == "t"
    rig.stream.started(1)
    rig.stream.finished(1)
    rig.stream.started(2)
    assert await rig.settle() == ["SPEAK-COMPLETE 1 (000 normal)", "SPEECH-MARKER 2"]


@scenario
async def test_a_long_queue_costs_nothing_before_its_turn() -> None:
    rig = Rig()
    for word in ("one", "two", "three", "four"):
        await rig.request("SPEAK", word)
    assert set(rig.stream.audio) == {1, 2}
    rig.stream.finished(1)
    await rig.settle()
    assert set(rig.stream.audio) == {1, 2, 3}


@scenario
async def test_stop_answers_when_the_plane_is_silent() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    await rig.request("SPEAK", "two")
    assert await rig.request("STOP") == []
    assert rig.stream.calls[-1] == ("stop", (1, 2))
    rig.stream.stopped(1, 2)
    assert await rig.settle() == ["3 200 COMPLETE [1,2]"]
    rig.stream.finished(1)  # crossed the stop
    assert await rig.settle() == []


@scenario
async def test_stop_is_answered_even_when_the_plane_says_nothing() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    await rig.request("STOP")
    await asyncio.sleep(0.07)
    assert rig.peer.take() == ["2 200 COMPLETE [1]"]


@scenario
async def test_stop_during_the_drain_lists_the_request() -> None:
    rig = Rig(drain_s=5.0)
    await rig.request("SPEAK", "one")
    rig.stream.finished(1, at=asyncio.get_running_loop().time())
    assert await rig.request("STOP") == ["2 200 COMPLETE [1]"]


@scenario
async def test_stop_of_the_active_one_lets_the_next_go_on() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    await rig.request("SPEAK", "two")
    await rig.request("STOP", Active_Request_Id_List="1")
    rig.stream.stopped(1)
    assert (await rig.settle())[0] == "3 200 COMPLETE [1]"
    assert rig.stream.calls[-1] == ("stop", (1,))
    rig.stream.finished(2)
    assert "SPEAK-COMPLETE 2 (000 normal)" in await rig.settle()


@scenario
async def test_pause_holds_what_follows_too() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    assert await rig.request("PAUSE") == ["2 200 COMPLETE [1]"]
    await rig.request("SPEAK", "two")
    await rig.request("STOP", Active_Request_Id_List="1")
    rig.stream.stopped(1)
    await rig.settle()
    assert rig.leg.is_paused
    assert await rig.request("RESUME") == ["5 200 COMPLETE [3]"]
    assert not rig.leg.is_paused


@scenario
async def test_a_new_speak_after_stop_while_paused_is_played() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    await rig.request("PAUSE")
    await rig.request("STOP")
    rig.stream.stopped(1)
    await rig.settle()
    await rig.request("SPEAK", "two")
    assert not rig.leg.is_paused
    assert rig.played(2) == "t"


@scenario
async def test_barge_in_empties_the_queue() -> None:
    rig = Rig()
    await rig.request("SPEAK", "one")
    await rig.request("SPEAK", "two")
    await rig.request("BARGE-IN-OCCURRED")
    rig.stream.stopped(1, 2)
    assert await rig.settle() == ["3 200 COMPLETE [1,2]"]


@scenario
async def test_marks_become_events() -> None:
    rig = Rig()
    await rig.request("SPEAK", SSML.format('one <mark name="here"/>two'), "application/ssml+xml")
    assert rig.stream.marks[1] == [(800, "here")]
    rig.stream.started(1)
    rig.stream.mark(1, "here")
    assert await rig.settle() == ["SPEECH-MARKER 1"]


@scenario
async def test_a_long_prompt_waits_for_room() -> None:
    rig = Rig()
    rig.stream.room_bytes = 1600
    await rig.request("SPEAK", " ".join(["word"] * 30))
    assert len(rig.stream.audio[1]) == 1600
    rig.stream.wants_more(1)
    await rig.settle()
    assert len(rig.stream.audio[1]) == 1600 + 16000
    rig.stream.wants_more(1)
    await rig.settle()
    assert len(rig.stream.audio[1]) == 24000
    assert rig.stream.final == {1}


@scenario
async def test_lead_in_and_out_are_silence_around_the_prompt() -> None:
    rig = Rig(options=SpeakingOptions(lead_in_ms=20, lead_out_ms=40))
    await rig.request("SPEAK", "one")
    assert rig.stream.audio[1] == b"\xff" * 160 + b"o" * 800 + b"\xff" * 320


class TestFailures:
    """RFC 6787 §8.4.4: every SPEAK that goes wrong says how."""

    @pytest.mark.parametrize(
        ("body", "content_type", "cause"),
        [
            ("<speak", "application/ssml+xml", "002 parse-failure"),
            ("<speak><bogus/></speak", "application/synthesis+ssml", "002 parse-failure"),
            ("FAIL two", "text/plain", "004 error"),
            ("# nothing\r\n", "text/uri-list", "002 parse-failure"),
            ("http://127.0.0.1:1/x.wav", "text/uri-list", "003 uri-failure"),
            ("session:absent", "text/uri-list", "003 uri-failure"),
        ],
    )
    def test_the_cause_tells(self, body: str, content_type: str, cause: str) -> None:
        async def run() -> None:
            rig = Rig()
            messages = await rig.request("SPEAK", body, content_type)
            deadline = asyncio.get_running_loop().time() + 5
            while len(messages) < 2 and asyncio.get_running_loop().time() < deadline:
                await asyncio.sleep(0.005)
                messages += rig.peer.take()
            assert messages == ["1 200 IN-PROGRESS", f"SPEAK-COMPLETE 1 ({cause})"]
            await rig.fetcher.close()

        asyncio.run(run())

    def test_a_failure_cancels_the_queue(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.speaker.gate.clear()
            await rig.request("SPEAK", "FAIL")
            await rig.request("SPEAK", "two")
            rig.speaker.gate.set()
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (004 error)", "SPEAK-COMPLETE 2 (007 cancelled)"]

        asyncio.run(run())

    def test_what_was_already_laid_out_is_played_to_its_end(self) -> None:
        async def run() -> None:
            rig = Rig()
            with structlog.testing.capture_logs() as lines:
                assert await rig.request("SPEAK", "one FAIL two") == ["1 200 IN-PROGRESS"]
                assert await rig.request("SPEAK", "three") == ["2 200 PENDING"]
                assert (rig.played(1), rig.stream.final) == ("o", {1})
                rig.stream.started(1)
                rig.stream.finished(1)
                assert await rig.settle() == ["SPEAK-COMPLETE 1 (004 error)", "SPEAK-COMPLETE 2 (007 cancelled)"]
            assert list(rig.stream.audio) == [1]
            assert not any(call[0] == "stop" for call in rig.stream.calls)
            assert records_of(lines) == [("1", "004 error", 100, None), ("2", "007 cancelled", 0, None)]

        asyncio.run(run())

    def test_a_stop_cuts_what_is_left_of_a_failed_one(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "one FAIL two")
            assert await rig.request("STOP") == []
            rig.stream.stopped(1)
            assert await rig.settle() == ["2 200 COMPLETE [1]"]

        asyncio.run(run())

    def test_a_new_plane_is_a_new_chance(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "one FAIL two")
            rig.speaker.error = EngineError("still broken")
            rig.stream.interrupted(1)
            await rig.settle()
            assert rig.played(2) == "o"
            rig.stream.finished(2)
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (004 error)"]

        asyncio.run(run())

    @pytest.mark.parametrize(("jump", "played"), [("-9 Word", {1: "o", 2: "o"}), ("nowhere Tag", {1: "o"})])
    def test_a_jump_within_what_is_left_ends_with_the_failure_too(self, jump: str, played: dict[int, str]) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "one FAIL two")
            await rig.request("CONTROL", Jump_Size=jump)
            if len(played) > 1:
                rig.stream.stopped(1, played_ms=60)
            await rig.settle()
            assert {number: rig.played(number) for number in rig.stream.audio} == played
            rig.stream.finished(len(played))
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (004 error)"]

        asyncio.run(run())

    @pytest.mark.parametrize("is_paused", [False, True])
    def test_one_that_fails_before_its_turn_is_told_of_once_and_not_tried_again(self, is_paused: bool) -> None:
        async def run() -> None:
            rig = Rig()
            with structlog.testing.capture_logs() as lines:
                await rig.request("SPEAK", "one")
                if is_paused:
                    await rig.request("PAUSE")
                    rig.stream.finished(1)
                assert await rig.request("SPEAK", "FAIL") == [f"{3 if is_paused else 2} 200 PENDING"]
                if is_paused:
                    messages = (await rig.request("RESUME"))[1:]
                else:
                    rig.stream.finished(1)
                    messages = await rig.settle()
            second = "3" if is_paused else "2"
            assert messages == ["SPEAK-COMPLETE 1 (000 normal)", f"SPEAK-COMPLETE {second} (004 error)"]
            assert len(rig.speaker.speeches) == 2
            assert [record[:2] for record in records_of(lines)] in (
                [("1", "000 normal"), (second, "004 error")],
                [(second, "004 error"), ("1", "000 normal")],
            )

        asyncio.run(run())

    @pytest.mark.parametrize(
        ("error", "cause"),
        [
            (LanguageUnsupportedError("tlh"), "005 language-unsupported"),
            (ClipError("http://x/", "404 Not Found"), "003 uri-failure"),
        ],
    )
    def test_engine_errors_have_their_causes(self, error: LanguageUnsupportedError | ClipError, cause: str) -> None:
        async def run() -> None:
            rig = Rig()
            rig.speaker.refuses = error
            assert (await rig.request("SPEAK", "one"))[1] == f"SPEAK-COMPLETE 1 ({cause})"

        asyncio.run(run())

    def test_a_channel_without_audio_line_answers_and_ends(self) -> None:
        async def run() -> None:
            rig = Rig(with_leg=False)
            assert await rig.request("SPEAK", "one") == ["1 200 IN-PROGRESS", "SPEAK-COMPLETE 1 (004 error)"]
            await rig.request("SPEAK", "two")
            assert await rig.request("STOP") == ["3 200 COMPLETE"]

        asyncio.run(run())

    def test_a_line_that_is_closed_ends_what_was_spoken_into_it(self) -> None:
        async def run() -> None:
            rig = Rig()
            for text in ("one", "two", "three"):
                await rig.request("SPEAK", text)
            with structlog.testing.capture_logs() as lines:
                rig.leg.close()
                rig.channel.attach(None)
                assert await rig.settle() == [
                    "SPEAK-COMPLETE 1 (004 error)",
                    "SPEAK-COMPLETE 2 (007 cancelled)",
                    "SPEAK-COMPLETE 3 (007 cancelled)",
                ]
            assert [record[:2] for record in records_of(lines)] == [
                ("1", "004 error"),
                ("2", "007 cancelled"),
                ("3", "007 cancelled"),
            ]

        asyncio.run(run())

    def test_our_own_bug_ends_one_speak(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.speaker.speak = None  # type: ignore[assignment, method-assign]  # calling it raises TypeError
            assert (await rig.request("SPEAK", "one"))[1] == "SPEAK-COMPLETE 1 (004 error)"

        asyncio.run(run())


class TestControl:
    """RFC 6787 §8.11."""

    def test_what_began_paused_and_was_resumed_is_not_held_again(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.stream.room_bytes = 0
            await rig.request("SPEAK", "one two")
            await rig.request("SPEAK", "three four five")
            await rig.request("PAUSE")
            await rig.request("STOP", Active_Request_Id_List="1")
            rig.stream.stopped(1)
            await rig.settle()
            await rig.request("CONTROL", Jump_Size="-1 Word")
            rig.stream.stopped(2)
            await rig.settle()
            await rig.request("RESUME")
            await rig.request("CONTROL", Jump_Size="-1 Word")
            rig.stream.stopped(3)
            await rig.settle()
            begun = [call[1:] for call in rig.stream.calls if call[0] == "begin"]
            assert begun == [(1, False), (2, True), (3, True), (4, False)]

        asyncio.run(run())

    def test_jumps_forward_from_what_was_played(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c d e f")
            await rig.request("CONTROL", Jump_Size="+2 Word")
            assert rig.stream.calls[-1] == ("stop", (1,))
            rig.stream.stopped(1, played_ms=100)
            assert await rig.settle() == ["2 200 COMPLETE [1]"]
            assert rig.played(2) == "def"

        asyncio.run(run())

    def test_before_the_start_restarts(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c")
            rig.channel.receive(
                Request("CONTROL", 2, Headers([("Channel-Identifier", str(IDENTIFIER)), ("Jump-Size", "-9 Word")])),
                rig.peer,
            )
            for _ in range(30):
                await asyncio.sleep(0)
            rig.stream.stopped(1, played_ms=200)
            for _ in range(30):
                await asyncio.sleep(0)
            answer = rig.peer.messages[-1]
            assert answer.headers.get("Speak-Restart") == "true"
            assert rig.played(2) == "abc"

        asyncio.run(run())

    def test_behind_the_end_completes(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c")
            await rig.request("CONTROL", Jump_Size="+9 Word")
            rig.stream.stopped(1, played_ms=100)
            assert await rig.settle() == ["2 200 COMPLETE [1]", "SPEAK-COMPLETE 1 (000 normal)"]

        asyncio.run(run())

    @pytest.mark.parametrize("jump", ["+2 Word", "-1 Word", "-9 Word"])
    def test_an_end_that_comes_in_the_middle_of_a_jump_is_told(self, jump: str) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c d e f")
            await rig.request("SPEAK", "x")
            control = rig.begin("CONTROL", Jump_Size=jump)
            rig.stream.finished(1)
            messages = await control
            rig.stream.stopped(2)
            messages += await rig.settle()
            assert messages == ["3 200 COMPLETE [1]", "SPEAK-COMPLETE 1 (000 normal)"]
            assert rig.played(max(rig.stream.audio)) == "x"
            rig.stream.finished(max(rig.stream.audio))
            assert await rig.settle() == ["SPEAK-COMPLETE 2 (000 normal)"]

        asyncio.run(run())

    def test_to_a_mark(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", SSML.format('a b <mark name="m"/>c d'), "application/ssml+xml")
            await rig.request("CONTROL", Jump_Size="m Tag")
            rig.stream.stopped(1)
            await rig.settle()
            assert rig.played(2) == "cd"

        asyncio.run(run())

    def test_an_unknown_mark_moves_nothing(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.stream.room_bytes = 800
            await rig.request("SPEAK", "a b c")
            messages = await rig.request("CONTROL", Jump_Size="nowhere Tag")
            assert len(messages) == 1
            assert not messages[0].startswith("2 200")
            rig.stream.wants_more(1)
            await rig.settle()
            assert rig.played(1) == "abc"
            assert rig.stream.final == {1}

        asyncio.run(run())

    def test_what_lay_behind_is_laid_again(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c")
            await rig.request("SPEAK", "x")
            await rig.request("CONTROL", Jump_Size="-1 Word")
            rig.stream.stopped(2)
            rig.stream.stopped(1, played_ms=200)
            await rig.settle()
            assert (rig.played(3), rig.played(4)) == ("bc", "x")

        asyncio.run(run())

    def test_speak_length_ends_early(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c d", Speak_Length="2 Word")
            assert rig.played(1) == "ab"
            await rig.request("SPEAK", "a b c d", Jump_Size="+2 Word")
            assert rig.played(2) == "cd"

        asyncio.run(run())


class TestSurvival:
    """What happens below is not the client's business."""

    def test_a_new_plane_goes_on_where_it_was(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "a b c d")
            rig.stream.started(1, at=asyncio.get_running_loop().time() - 0.25)
            rig.stream.interrupted(1)
            assert await rig.settle() == []
            assert rig.played(2) == "cd"
            rig.stream.finished(2)
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (000 normal)"]

        asyncio.run(run())

    def test_a_prompt_that_is_over_before_it_began_leaves_nothing(self) -> None:
        async def run() -> None:
            rig = Rig()
            fields = [("Channel-Identifier", str(IDENTIFIER)), ("Content-Type", "text/plain")]
            rig.channel.receive(Request("SPEAK", 1, Headers(fields), b"one"), rig.peer)
            rig.channel.barge_in("x")
            assert await rig.settle() == ["1 200 IN-PROGRESS", "SPEAK-COMPLETE 1 (001 barge-in)"]
            gc.collect()  # a coroutine that nobody awaited would complain

        asyncio.run(run())

    def test_closing_the_channel_ends_its_talks_and_says_nothing(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.stream.room_bytes = 0
            await rig.request("SPEAK", "a b c")
            rig.channel.close()
            await rig.settle()
            assert rig.speaker.speeches[0].cancelled
            rig.stream.finished(1)
            assert await rig.settle() == []

        asyncio.run(run())

    def test_records_come_in_order_whether_or_not_there_was_audio_yet(self) -> None:
        async def run() -> None:
            rig = Rig()
            await rig.request("SPEAK", "one two")
            rig.speaker.gate.clear()
            await rig.request("SPEAK", "three")
            with structlog.testing.capture_logs() as lines:
                rig.channel.close()
                await rig.settle()
                rig.stream.stopped(1, played_ms=100)
            assert records_of(lines) == [("1", "session ended", 100, "one"), ("2", "session ended", 0, None)]

        asyncio.run(run())


def records_of(lines: Iterable[MutableMapping[str, Any]]) -> list[tuple[str, str, int, str | None]]:
    """Request, cause, milliseconds and text that were played, of each SPEAK that was logged."""
    return [
        (line["utterance"], line["cause"], line["audio_ms"], line.get("heard", {}).get("text"))
        for line in lines
        if line["event"] == "speak"
    ]


class TestBargeIn:
    """RFC 6787 §8.4.2, §8.8, §9.12: START-OF-INPUT of the recognizer in the same session went out."""

    @staticmethod
    def kill(rig: Rig, *numbers: int, played_ms: int = 200) -> None:
        """The plane's reflex: the first was playing."""
        items = [StoppedUtterance(number, 0, 0) for number in numbers]
        items[0] = StoppedUtterance(numbers[0], played_ms // 20, played_ms)
        rig.leg.on_event(PromptKilled(1, tuple(items), 1.0, 0, 0))

    @staticmethod
    async def speaking(*words: str, **headers: str) -> Rig:
        rig = Rig()
        rig.channel.attach(rig.leg)
        for text in words:
            await rig.request("SPEAK", text, **headers)
        rig.stream.started(1)
        await rig.settle()
        return rig

    def test_the_plane_was_faster(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two three", "four")
            with structlog.testing.capture_logs() as lines:
                self.kill(rig, 1, 2)
                rig.channel.barge_in("x")
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)", "SPEAK-COMPLETE 2 (001 barge-in)"]
            assert ("stop", (1, 2)) not in rig.stream.calls
            assert records_of(lines) == [("1", "001 barge-in", 200, "one two"), ("2", "001 barge-in", 0, "")]

        asyncio.run(run())

    def test_the_plane_did_nothing(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two three", "four")
            with structlog.testing.capture_logs() as lines:
                rig.channel.barge_in("x")
                assert rig.stream.calls[-1] == ("stop", (1, 2))
                assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)", "SPEAK-COMPLETE 2 (001 barge-in)"]
                assert records_of(lines) == []
                rig.stream.stopped(1, played_ms=100)
            assert records_of(lines) == [("1", "001 barge-in", 100, "one"), ("2", "001 barge-in", 0, None)]

        asyncio.run(run())

    def test_what_was_begun_behind_the_planes_back_is_silenced_too(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two")
            self.kill(rig, 1)
            await rig.request("SPEAK", "three")
            assert rig.played(2) == "t"
            rig.channel.barge_in("x")
            assert rig.stream.calls[-1] == ("stop", (2,))
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)", "SPEAK-COMPLETE 2 (001 barge-in)"]

        asyncio.run(run())

    def test_a_prompt_without_audio_yet(self) -> None:
        async def run() -> None:
            rig = Rig()
            rig.speaker.gate.clear()
            await rig.request("SPEAK", "one")
            with structlog.testing.capture_logs() as lines:
                rig.channel.barge_in("x")
                assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)"]
            assert records_of(lines) == [("1", "001 barge-in", 0, None)]
            assert rig.speaker.speeches[0].cancelled
            assert rig.stream.calls == []

        asyncio.run(run())

    def test_one_that_is_not_to_be_killed_goes_on(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two", Kill_On_Barge_In="false")
            assert not rig.channel.killable
            rig.channel.barge_in("x")
            assert await rig.request("BARGE-IN-OCCURRED", Proxy_Sync_Id="x") == ["2 200 COMPLETE"]
            assert not any(call[0] == "stop" for call in rig.stream.calls)
            rig.stream.finished(1)
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (000 normal)"]

        asyncio.run(run())

    def test_the_clients_word_of_it_touches_nothing_later(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two")
            self.kill(rig, 1)
            rig.channel.barge_in("x")
            await rig.settle()
            await rig.request("SPEAK", "three")
            assert await rig.request("BARGE-IN-OCCURRED", Proxy_Sync_Id="x") == ["3 200 COMPLETE"]
            assert await rig.request("BARGE-IN-OCCURRED", Proxy_Sync_Id="y") == []
            rig.stream.stopped(2)
            assert await rig.settle() == ["4 200 COMPLETE [2]"]

        asyncio.run(run())

    def test_a_stop_that_crossed_it_is_answered(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two")
            self.kill(rig, 1)
            assert await rig.request("STOP") == []
            rig.channel.barge_in("x")
            rig.stream.stopped()
            assert await rig.settle() == ["2 200 COMPLETE [1]"]

        asyncio.run(run())

    def test_each_event_goes_to_where_its_request_came_from(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two")
            first, rig.peer = rig.peer, Peer()
            await rig.request("SPEAK", "three")
            rig.channel.barge_in("x")
            assert await rig.settle() == ["SPEAK-COMPLETE 2 (001 barge-in)"]
            assert first.take() == ["SPEAK-COMPLETE 1 (001 barge-in)"]

        asyncio.run(run())

    def test_another_line_hears_of_it(self) -> None:
        async def run() -> None:
            rig = await self.speaking("one two")
            other = Rig()
            rig.channel.attach(other.leg)
            assert (rig.leg.on_killed is None, other.leg.on_killed is None) == (True, False)
            rig.channel.attach(None)
            assert other.leg.on_killed is None

        asyncio.run(run())


class TestReflex:
    """The plane silenced the prompt by itself."""

    @staticmethod
    async def killed(rig: Rig, monkeypatch: pytest.MonkeyPatch, **headers: str) -> None:
        monkeypatch.setattr("mrcp_server.speaking.channel._REFLEX_PATIENCE_S", 0.01)
        rig.channel.attach(rig.leg)
        await rig.request("SPEAK", "aa bb", **headers)
        rig.stream.started(1)
        rig.leg.on_event(PromptKilled(1, (StoppedUtterance(1, 5, 100),), 1.0, 0, 0))

    def test_start_of_input_ends_the_speak_without_another_stop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def run() -> None:
            rig = Rig()
            await self.killed(rig, monkeypatch)
            rig.peer.take()
            rig.channel.barge_in("xyz")
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)"]
            await asyncio.sleep(0.02)
            assert not any(call[0] == "stop" for call in rig.stream.calls)
            assert await rig.settle() == []

        asyncio.run(run())

    def test_a_speak_ends_although_the_recognizer_took_no_notice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def run() -> None:
            rig = Rig()
            await self.killed(rig, monkeypatch)
            assert "SPEAK-COMPLETE 1 (001 barge-in)" not in await rig.settle()
            await asyncio.sleep(0.02)
            assert await rig.settle() == ["SPEAK-COMPLETE 1 (001 barge-in)"]

        asyncio.run(run())

    def test_a_later_prompt_is_not_ended_for_an_earlier_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def run() -> None:
            rig = Rig()
            await self.killed(rig, monkeypatch)
            await rig.request("STOP")
            rig.stream.stopped()
            await rig.request("SPEAK", "cc dd")
            await asyncio.sleep(0.02)
            assert await rig.settle() == []
            rig.stream.finished(2)
            assert await rig.settle() == ["SPEAK-COMPLETE 3 (000 normal)"]

        asyncio.run(run())

    def test_nothing_is_said_when_the_channel_is_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def run() -> None:
            rig = Rig()
            await self.killed(rig, monkeypatch)
            await rig.settle()
            rig.channel.close()
            await asyncio.sleep(0.02)
            assert await rig.settle() == []

        asyncio.run(run())

    def test_a_prompt_that_was_not_to_be_killed_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def run() -> None:
            rig = Rig()
            await self.killed(rig, monkeypatch, Kill_On_Barge_In="false")
            await asyncio.sleep(0.02)
            await rig.settle()
            assert rig.stream.calls[-1] == ("begin", 2, False)
            rig.channel.close()

        asyncio.run(run())


class TestLexicons:
    """RFC 6787 §8.14."""

    PLS = (
        '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" '
        'xml:lang="en-US"><lexeme><grapheme>BBC</grapheme><alias>xylophone</alias></lexeme></lexicon>'
    )

    def test_an_inline_lexicon_is_used_by_its_content_id(self) -> None:
        async def run() -> None:
            rig = Rig()
            answer = await rig.request("DEFINE-LEXICON", self.PLS, "application/pls+xml", Content_ID="<lex>")
            assert answer == ["1 200 COMPLETE"]
            document = SSML.format('<lexicon uri="session:lex"/>BBC')
            await rig.request("SPEAK", document, "application/ssml+xml")
            assert rig.played(1) == "x"

        asyncio.run(run())

    def test_a_broken_lexicon_is_407(self) -> None:
        async def run() -> None:
            rig = Rig()
            answer = await rig.request("DEFINE-LEXICON", "<lexicon", "application/pls+xml", Content_ID="<lex>")
            assert answer == ["1 407 COMPLETE (006 lexicon-load-failure)"]

        asyncio.run(run())
