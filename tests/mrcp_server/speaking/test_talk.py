"""A talk on its own: what it reports and what it remembers. Its work on a channel is in test_channel."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
import structlog.testing

from engine.apart import InThreads
from engine.interface import AudioFormat, Clip, Element, Recording
from mrcp_server.call.leg import Leg
from mrcp_server.call.media import LineCodec
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.records import SpeakRecord
from mrcp_server.speaking.composing import Composer
from mrcp_server.speaking.talk import SpeakOrder, Talk, TalkState
from rtp.messages import Finished, MarkReached, Started, StreamSpec
from tests.fakes.stream import FakeStream
from tests.fakes.talking import FakeSpeaker


class Observer:
    def __init__(self) -> None:
        self.told: list[str] = []

    def on_talk_started(self, talk: Talk, event: Started) -> None:
        self.told.append("started")

    def on_talk_mark(self, talk: Talk, event: MarkReached) -> None:
        self.told.append(event.name)

    def on_talk_written(self, talk: Talk) -> None:
        self.told.append("written")

    def on_talk_finished(self, talk: Talk, event: Finished) -> None:
        self.told.append("finished")

    def on_talk_failed(self, talk: Talk, failure: SpeakFailure) -> None:
        self.told.append(str(failure.cause))


class NoSource:
    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        raise AssertionError(uri)

    async def open(self, uri: str, parameters: SpeakParameters) -> Entity | StreamedBody:
        raise AssertionError(uri)


class NoRecordings:
    def prefetch(self, elements: Sequence[Element]) -> None:
        pass

    def close(self) -> None:
        pass


def make_talk(text: str, parameters: SpeakParameters | None = None) -> tuple[Talk, FakeStream, Observer, FakeSpeaker]:
    leg = Leg("1", LineCodec(AudioFormat()))
    stream = FakeStream(StreamSpec(remote=("192.0.2.1", 4000)), leg.on_event)
    leg.attach(stream.as_stream())
    observer, speaker = Observer(), FakeSpeaker()

    async def no_fetch(clip: Clip) -> Recording:
        raise AssertionError(clip.uri)

    talk = Talk(
        SpeakOrder(1, (Entity("text/plain", text.encode()),), parameters or SpeakParameters.defaults()),
        leg=leg,
        speaker=speaker.with_fetch(no_fetch),
        composer=Composer(NoSource(), language="en-US", lexicons={}, apart=InThreads()),
        recordings=NoRecordings(),
        record=SpeakRecord("mrcp", "1", received_at=0.0),
        observer=observer,
        logger=get_logger,
    )
    return talk, stream, observer, speaker


async def until(is_so: Callable[[], bool]) -> None:
    """What is read in a thread takes a moment."""
    while not is_so():  # noqa: ASYNC110 (nothing tells of it)
        await asyncio.sleep(0.001)


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


def test_the_record_gets_its_four_times_and_the_text() -> None:
    async def run() -> None:
        talk, stream, observer, _ = make_talk("one two")
        assert not talk.is_begun
        talk.start()
        await settle()
        stream.started(1, at=3.0)
        stream.finished(1, at=4.0)
        record = talk.record
        assert record.text_ready_at is not None
        assert record.first_audio_at is not None
        assert (record.first_packet_at, record.last_packet_at) == (3.0, 4.0)
        assert record.text == "one two"
        assert observer.told == ["written", "started", "finished"]
        assert talk.number is None

    asyncio.run(run())


def test_a_long_text_is_spoken_portion_by_portion() -> None:
    async def run() -> None:
        talk, stream, _, speaker = make_talk("Some words make a sentence here. " * 100)
        stream.room_bytes = 1 << 30
        talk.start()
        await until(lambda: stream.final == {1})
        assert len(speaker.speeches) > 3
        assert len(stream.audio[1]) == 600 * 800
        assert stream.final == {1}

    asyncio.run(run())


@pytest.mark.parametrize(
    ("played_ms", "noted"), [(200, (200, "one two")), (0, (0, "")), (None, (0, None))], ids=["200", "0", "nobody knows"]
)
def test_what_was_heard_is_what_was_played(played_ms: int | None, noted: tuple[int, str | None]) -> None:
    async def run() -> None:
        talk, _, _, _ = make_talk("one two three")
        talk.start()
        await settle()
        talk.note_heard(played_ms)
        assert (talk.record.audio_ms, talk.record.heard_text) == noted

    asyncio.run(run())


def test_what_was_heard_before_a_jump_and_after_it() -> None:
    async def run() -> None:
        talk, stream, _, _ = make_talk("a b c d e f g h")
        talk.start()
        await settle()
        talk.move(SpeechLength(Unit.WORD, 3), None, lambda _outcome: None)
        await settle()
        stream.stopped(1, played_ms=200)
        await settle()
        talk.note_heard(300)
        assert (talk.record.audio_ms, talk.record.heard_text) == (500, "a b f g h")
        assert talk.record.text == "a b c d e f g h"

    asyncio.run(run())


def test_the_portions_of_a_long_text_are_recorded_as_they_were_written() -> None:
    async def run() -> None:
        text = "Some words make a sentence here. " * 100
        talk, stream, _, _ = make_talk(text)
        stream.room_bytes = 1 << 30
        talk.start()
        await until(lambda: len(talk.record.text) >= len(text.strip()))
        assert talk.record.text == text.strip()

    asyncio.run(run())


def test_the_text_is_all_of_it_when_a_jump_has_read_ahead() -> None:
    async def run() -> None:
        text = "Some words make a sentence here. " * 100
        talk, stream, _, _ = make_talk(text)
        stream.room_bytes = 800
        talk.start()
        await settle()
        assert talk.record.text < text.strip()
        talk.move(SpeechLength(Unit.WORD, 3), None, lambda _outcome: None)
        await until(lambda: len(talk.record.text) >= len(text.strip()))
        assert talk.record.text == text.strip()

    asyncio.run(run())


def test_after_a_jump_the_clock_of_the_stretch_before_counts_no_more() -> None:
    """The plane dies before the first packet from the new place has left."""

    async def run() -> None:
        talk, stream, _, speaker = make_talk("a b c d e f g h")
        talk.start()
        await settle()
        stream.started(1, at=asyncio.get_running_loop().time() - 0.3)
        talk.move(SpeechLength(Unit.WORD, 1), None, lambda _outcome: None)
        await settle()
        stream.stopped(1, played_ms=300)
        await settle()
        stream.interrupted(2)
        await settle()
        assert [speech.start.word for speech in speaker.speeches] == [0, 3, 4, 4]

    asyncio.run(run())


def test_a_jump_whose_stop_the_plane_died_over_counts_by_the_clock() -> None:
    async def run() -> None:
        talk, stream, _, speaker = make_talk("a b c d e f g h")
        talk.start()
        await settle()
        stream.started(1, at=asyncio.get_running_loop().time() - 0.35)
        talk.move(SpeechLength(Unit.WORD, 1), None, lambda _outcome: None)
        await settle()
        stream.interrupted(answers_lost=True)
        await settle()
        assert speaker.speeches[-1].start.word == 4

    asyncio.run(run())


@pytest.mark.parametrize("is_paused", [True, False])
def test_pauses_are_no_playing_time(is_paused: bool) -> None:
    async def run() -> None:
        talk, stream, _, speaker = make_talk("a b c d e f g h")
        talk.start()
        await settle()
        stream.started(1, at=asyncio.get_running_loop().time() - 0.25)
        talk._leg.pause()
        await asyncio.sleep(0.25)
        if not is_paused:
            talk._leg.resume()
        stream.interrupted(1)
        await settle()
        assert speaker.speeches[-1].start.word in (2, 3)

    asyncio.run(run())


def test_short_portions_wait_for_room_too() -> None:
    """Each of them is one chunk, the last of its speech: no more of them are written than the ring takes."""

    async def run() -> None:
        text = "\n\n".join(["word " * 130 + "end."] * 4)
        talk, stream, _, _ = make_talk(text)
        stream.room_bytes = 1
        talk.start()
        await settle()
        assert len(stream.audio[1]) == 800
        stream.wants_more(1)
        await until(lambda: len(stream.audio[1]) > 800)
        await settle()
        assert len(stream.audio[1]) == 800 * 21

    asyncio.run(run())


def test_states_on_the_way() -> None:
    async def run() -> None:
        talk, stream, _, _ = make_talk("one two three")
        states = [talk.state]
        stream.room_bytes = 800
        talk.start()
        states.append(talk.state)
        await settle()
        states.append(talk.state)
        assert (talk.number, talk.is_written) == (1, False)
        stream.wants_more(1)
        await settle()
        states.append(talk.state)
        assert (talk.number, talk.is_written) == (1, True)
        stream.finished(1)
        states.append(talk.state)
        assert (talk.number, talk.is_written) == (None, False)
        assert states == [*list(TalkState)[:4], TalkState.ENDED]

    asyncio.run(run())


def test_one_that_fails_ends_when_what_lies_in_the_leg_has_been_played() -> None:
    async def run() -> None:
        talk, stream, observer, _ = make_talk("one FAIL")
        talk.start()
        await settle()
        assert (talk.state, talk.number, stream.final) == (TalkState.FAILED, 1, {1})
        assert observer.told == []
        stream.finished(1)
        assert (talk.state, observer.told) == (TalkState.ENDED, ["004 error"])

    asyncio.run(run())


def test_one_that_fails_before_any_audio_ends_at_once() -> None:
    async def run() -> None:
        talk, stream, observer, _ = make_talk("FAIL")
        talk.start()
        await settle()
        assert (talk.state, stream.audio, observer.told) == (TalkState.ENDED, {}, ["004 error"])

    asyncio.run(run())


def test_one_that_moves_is_silent_until_it_speaks_there() -> None:
    """What follows it, and came behind the CONTROL, must not be laid into the leg before it."""

    async def run() -> None:
        talk, stream, _, _ = make_talk("one two three")
        talk.start()
        await settle()
        states = [talk.state]
        talk.move(SpeechLength(Unit.WORD, -1), None, lambda _outcome: states.append(talk.state))
        await settle()
        assert talk.number is None
        stream.stopped(1, played_ms=200)
        await settle()
        assert [*states, talk.state] == [TalkState.WRITTEN, TalkState.SILENT, TalkState.WRITTEN]

    asyncio.run(run())


def test_one_whose_plane_is_replaced_begins_again_where_it_was() -> None:
    async def run() -> None:
        talk, stream, _, _ = make_talk("one two three")
        talk.start()
        await settle()
        stream.started(1, at=asyncio.get_running_loop().time())
        stream.interrupted(1)
        assert (talk.state, talk.number) == (TalkState.SILENT, None)
        await settle()
        assert (talk.state, talk.number) == (TalkState.WRITTEN, 2)

    asyncio.run(run())


def test_cancelling_stops_the_engine_and_reports_nothing() -> None:
    async def run() -> None:
        talk, stream, observer, speaker = make_talk("one two three")
        stream.room_bytes = 800
        talk.start()
        await settle()
        talk.cancel()
        await settle()
        assert speaker.speeches[0].cancelled
        assert observer.told == []

    asyncio.run(run())


def test_an_empty_text_ends_at_once() -> None:
    async def run() -> None:
        talk, stream, observer, _ = make_talk(" ")
        talk.start()
        await settle()
        assert stream.audio == {1: b""}
        assert observer.told == ["written"]

    asyncio.run(run())


def test_what_the_environment_must_be_told_is_logged() -> None:
    """SSML 1.1 §3.1.13, §3.3.1: another voice for a language, other content for a recording."""

    async def run() -> None:
        with structlog.testing.capture_logs() as lines:
            talk, _, _, speaker = make_talk("One.")
            speaker.changes_voice = True
            speaker.replaced = [("http://h/a.wav", "404 Not Found")]
            talk.start()
            await settle()
        told = [line for line in lines if line["event"] in ("voice changed", "recording replaced")]
        assert [(line["log_level"], line["event"]) for line in told] == [
            ("info", "voice changed"),
            ("warning", "recording replaced"),
        ]
        assert (told[0]["language"], told[0]["voice"]) == ("en-US", "nobody")
        assert (told[1]["uri"], told[1]["reason"]) == ("http://h/a.wav", "404 Not Found")

    asyncio.run(run())


def test_what_is_wrong_in_a_document_is_told_once() -> None:
    async def run() -> None:
        with structlog.testing.capture_logs() as lines:
            talk, stream, _, _ = make_talk("<speak><x:y>One.</x:y><bookmark mark='m'/> Two.</speak>")
            talk.start()
            await settle()
            talk.move(SpeechLength(Unit.SENTENCE, 1), None, lambda _: None)
            await settle()
            stream.stopped(1, played_ms=0)
            await settle()
        told = [line for line in lines if line["event"] == "markup not as it should be"]
        assert [(line["log_level"], len(line["notes"])) for line in told] == [("warning", 2)]

    asyncio.run(run())


def test_the_voice_is_recorded_and_a_wish_that_nobody_meets_is_told_once() -> None:
    async def run() -> None:
        with structlog.testing.capture_logs() as lines:
            parameters = SpeakParameters.defaults(voice_name="nobody's", voice_age=9)
            talk, _, _, _ = make_talk("One. Two.\n\nThree.", parameters)
            talk.start()
            await settle()
        assert talk.record.voice == "nobody"
        wanted = {"name": "nobody's", "age": "9"}
        assert [(line["event"], line["wanted"]) for line in lines] == [("voice wish not met", wanted)]
        assert talk.record.cached

    asyncio.run(run())
