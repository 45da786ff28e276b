"""A leg numbers utterances, passes events on, and matches each Stop with its answer."""

import asyncio

import numpy as np

from engine.interface import AudioFormat
from mrcp_server.call.leg import Leg
from mrcp_server.call.media import LineCodec, line_codec
from rtp.messages import (
    AddressProved,
    AddressUnproved,
    AudioReceived,
    Finished,
    Flooded,
    KeyPressed,
    MarkReached,
    PromptKilled,
    SpeechEnded,
    SpeechStarted,
    Started,
    Stopped,
    StoppedUtterance,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
)
from rtp.wire.g722 import G722Decoder
from sip.offer_answer import Codec
from tests.fakes.stream import FakeStream

G722 = line_codec(Codec(9, "G722", 8000))


class PlaybackObserver:
    def __init__(self) -> None:
        self.events: list[str] = []

    def on_started(self, event: Started) -> None:
        self.events.append("started")

    def on_mark(self, event: MarkReached) -> None:
        self.events.append(f"mark {event.name}")

    def on_room(self) -> None:
        self.events.append("room")

    def on_finished(self, event: Finished) -> None:
        self.events.append("finished")

    def on_interrupted(self) -> None:
        self.events.append("interrupted")


def make_leg() -> tuple[Leg, FakeStream]:
    leg = Leg("1", LineCodec(AudioFormat()))
    stream = FakeStream(StreamSpec(remote=("192.0.2.1", 4000)), leg.on_event)
    leg.attach(stream.as_stream())
    return leg, stream


def test_events_reach_the_utterance_they_are_about_and_no_other() -> None:
    leg, stream = make_leg()
    first, second = PlaybackObserver(), PlaybackObserver()
    one, room = leg.begin(first, paused=False, source="a")
    two, _ = leg.begin(second, paused=True, source="a")
    assert (one, two, room) == (1, 2, 16000)
    assert stream.calls == [("begin", 1, False), ("begin", 2, True)]
    stream.started(1)
    stream.mark(1, "here")
    stream.wants_more(2)
    stream.finished(1, at=7.0)
    stream.started(1)  # stale
    assert first.events == ["started", "mark here", "finished"]
    assert second.events == ["room"]
    assert leg.last_packet_at == 7.0
    assert not leg.is_silent


def test_each_stop_gets_its_own_answer_in_order() -> None:
    leg, stream = make_leg()
    playing = PlaybackObserver()
    for _ in range(3):
        leg.begin(playing, paused=False, source="")
    answers: list[tuple[str, Stopped | None]] = []
    leg.stop([1], lambda event: answers.append(("first", event)))
    leg.drop([2])
    leg.stop([3], lambda event: answers.append(("third", event)))
    for number in (1, 2, 3):
        stream.stopped(number)
    assert [name for name, _ in answers] == ["first", "third"]
    assert answers[1][1] is not None
    assert answers[1][1].utterances[0].utterance == 3
    stream.stopped(9)  # an answer nobody waits for
    assert leg.is_silent
    assert playing.events == []


def test_a_dead_plane_answers_stops_and_tells_what_was_lost() -> None:
    leg, stream = make_leg()
    playing = PlaybackObserver()
    leg.begin(playing, paused=False, source="")
    leg.begin(playing, paused=False, source="")
    answers: list[Stopped | None] = []
    leg.stop([1], answers.append)
    stream.interrupted(2, 77)
    assert answers == [None]
    assert playing.events == ["interrupted"]


def test_a_change_of_codec_loses_audio_and_no_answer() -> None:
    leg, stream = make_leg()
    playing = PlaybackObserver()
    leg.begin(playing, paused=False, source="")
    leg.begin(playing, paused=False, source="")
    answers: list[Stopped | None] = []
    leg.stop([1], answers.append)
    stream.interrupted(2, answers_lost=False)
    assert (answers, playing.events) == ([], ["interrupted"])
    stream.stopped(1)
    assert [event is not None for event in answers] == [True]


def test_pause_is_remembered_until_resume() -> None:
    async def run() -> None:
        leg, stream = make_leg()
        leg.pause()
        leg.pause()
        assert leg.is_paused
        leg.resume()
        leg.resume()
        assert not leg.is_paused
        assert stream.calls == [("pause",), ("pause",), ("resume",), ("resume",)]

    asyncio.run(run())


def test_its_clock_stands_still_in_pauses() -> None:
    async def run() -> None:
        now = asyncio.get_running_loop().time
        leg, _ = make_leg()
        leg.pause()
        paused_at = leg.playing_time(now())
        await asyncio.sleep(0.02)
        assert leg.playing_time(now()) <= paused_at
        leg.resume()
        assert now() - leg.playing_time(now()) >= 0.02

    asyncio.run(run())


class InputObserver:
    def __init__(self) -> None:
        self.events: list[str] = []

    def on_key(self, event: KeyPressed) -> None:
        self.events.append(f"key {event.event}")

    def on_speech_started(self, event: SpeechStarted) -> None:
        self.events.append("speech")

    def on_speech_ended(self, event: SpeechEnded) -> None:
        self.events.append("silence")

    def on_audio(self, event: AudioReceived) -> None:
        self.events.append(f"audio {len(event.pcm)}")


def test_every_observer_is_told_of_keys() -> None:
    leg, _ = make_leg()
    leg.on_event(KeyPressed(1, 5, 1.0, 0, 0))
    first, second = InputObserver(), InputObserver()
    leg.add_observer(first)
    leg.add_observer(second)
    leg.on_event(KeyPressed(1, 6, 1.0, 0, 0))
    leg.remove_observer(second)
    leg.remove_observer(second)
    leg.on_event(KeyPressed(1, 7, 1.0, 0, 0))
    assert first.events == ["key 6", "key 7"]
    assert second.events == ["key 6"]


def listen(leg: Leg, observer: InputObserver) -> None:
    leg.listen(observer, sensitivity=0.7, wants_speech=True, wants_all_audio=False, forgets_line=True)


def test_what_an_earlier_listen_brings_is_stale() -> None:
    leg, stream = make_leg()
    observer = InputObserver()
    listen(leg, observer)
    assert stream.calls == [("listen", 1, 0.7, True, False, True)]
    for number in (1, 2):
        leg.on_event(SpeechStarted(1, number, 1.0, 0.9, 0))
        leg.on_event(AudioReceived(1, number, b"xx", 8000, 1.1, False))
        leg.on_event(SpeechEnded(1, number, 1.3, 1.2))
    assert observer.events == ["speech", "audio 2", "silence"]
    leg.stop_listening(observer)
    leg.on_event(SpeechStarted(1, 1, 2.0, 1.9, 0))
    assert [call[0] for call in stream.calls] == ["listen", "stop_listening"]
    assert len(observer.events) == 3


def test_only_who_listens_can_stop_it() -> None:
    leg, stream = make_leg()
    first, second = InputObserver(), InputObserver()
    listen(leg, first)
    listen(leg, second)
    leg.remove_observer(first)
    leg.on_event(SpeechStarted(1, 2, 1.0, 0.9, 0))
    assert (first.events, second.events) == ([], ["speech"])
    leg.close()
    leg.remove_observer(second)
    assert ("stop_listening",) not in stream.calls


def test_a_prompt_killed_by_the_plane_is_told() -> None:
    leg, stream = make_leg()
    playing = PlaybackObserver()
    leg.begin(playing, paused=False, source="")
    killed: list[PromptKilled] = []
    event = PromptKilled(1, (StoppedUtterance(1, 5, 100),), 1.0, 0, 0)
    leg.on_event(event)
    leg.on_killed = killed.append
    leg.on_event(event)
    stream.finished(1)
    assert killed == [event]
    assert leg.is_silent
    assert playing.events == []


def test_what_the_plane_has_against_the_peer_is_told_in_words() -> None:
    leg, _ = make_leg()
    complaints: list[str] = []
    leg.on_event(Flooded(1))
    leg.on_complaint = complaints.append
    leg.on_event(Flooded(1))
    assert complaints == ["media flood"]


def test_the_last_statistics_are_kept() -> None:
    leg, _ = make_leg()
    leg.on_event(StreamStatistics(1, packets_sent=3))
    assert leg.statistics is not None
    assert leg.statistics.packets_sent == 3
    leg.on_event(StreamClosed(1, StreamStatistics(1, packets_sent=4)))
    assert leg.statistics.packets_sent == 4


def test_closing_ends_the_stream_and_loses_no_answer() -> None:
    leg, stream = make_leg()
    answers: list[Stopped | None] = []
    leg.begin(PlaybackObserver(), paused=False, source="")
    leg.begin(PlaybackObserver(), paused=False, source="")
    leg.stop([1], answers.append)
    leg.stop([2], answers.append)
    leg.close()
    assert stream.is_closed
    assert answers == []
    stream.stopped(1, played_ms=20)
    stream.closed()
    assert [event is not None for event in answers] == [True, False]
    leg.stop([3], answers.append)
    assert answers[2:] == [None]
    assert stream.calls[-1] == ("close",)


def test_what_is_held_back_does_not_sound() -> None:
    leg, stream = make_leg()
    complaints: list[str] = []
    leg.on_complaint = complaints.append
    assert not leg.is_sounding
    leg.begin(PlaybackObserver(), paused=False, source="")
    assert leg.is_sounding
    leg.on_event(AddressUnproved(stream.number))
    assert (leg.is_sounding, leg.is_silent, complaints) == (False, False, ["media held back"])
    leg.on_event(AddressProved(stream.number))
    assert leg.is_sounding
    assert complaints == ["media held back"]


def make_g722_leg() -> tuple[Leg, FakeStream]:
    leg = Leg("1", G722)
    spec = StreamSpec(remote=("192.0.2.1", 4000), payload_type=9, encoding="G722")
    stream = FakeStream(spec, leg.on_event)
    leg.attach(stream.as_stream())
    return leg, stream


def test_g722_is_encoded_on_its_way_and_marks_are_told_in_ticks() -> None:
    leg, stream = make_g722_leg()
    pcm = (8000 * np.sin(np.arange(3201) * 0.4)).astype("<i2").tobytes()
    number, _ = leg.begin(PlaybackObserver(), paused=False, source="")
    leg.write(number, pcm[:3000], [(800, "here")])
    leg.write(number, pcm[3000:], final=True)
    assert len(stream.audio[number]) == 1601
    assert stream.marks[number] == [(400, "here")]
    played = G722Decoder().decode(stream.audio[number])
    assert abs(played[400:].std() - 8000 / np.sqrt(2)) < 300


def test_g722_goes_on_over_a_reinvite_that_changes_something_else() -> None:
    pcm = (8000 * np.sin(np.arange(1600) * 0.4)).astype("<i2").tobytes()
    payloads = []
    for codecs in ((), (G722,), (LineCodec(AudioFormat()), G722)):
        leg, stream = make_g722_leg()
        number, _ = leg.begin(PlaybackObserver(), paused=False, source="")
        leg.write(number, pcm)
        for codec in codecs:
            leg.change_codec(codec)
        leg.write(number, pcm, final=True)
        payloads.append(stream.audio[number])
    untouched, kept, begun_anew = payloads
    assert untouched == kept
    assert untouched != begun_anew
    assert untouched[:800] == begun_anew[:800] == begun_anew[800:]


def test_a_plain_codec_is_passed_on_as_it_comes() -> None:
    leg, stream = make_g722_leg()
    leg.change_codec(LineCodec(AudioFormat()))
    number, _ = leg.begin(PlaybackObserver(), paused=False, source="")
    leg.write(number, b"abcd", [(3, "here")], final=True)
    assert (leg.format.encoding, stream.audio[number], stream.marks[number]) == ("PCMU", b"abcd", [(3, "here")])
