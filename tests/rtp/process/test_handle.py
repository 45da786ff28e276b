"""Credit: audio of any size goes to the plane as its ring has room, and to the right utterance."""

from collections.abc import Sequence

import pytest

from rtp.messages import (
    AnyCommand,
    AnyEvent,
    Begin,
    CloseStream,
    Finished,
    Interrupted,
    KeyPressed,
    Listen,
    LowWater,
    OpenStream,
    Pause,
    PromptKilled,
    Resume,
    SetReflex,
    SpeechStarted,
    Stop,
    StopListening,
    Stopped,
    StoppedUtterance,
    StreamSpec,
    UpdateStream,
    Write,
)
from rtp.process.handle import HasPort, Stream

SPEC = StreamSpec(remote=("192.0.2.1", 4000))
SECOND = bytes(8000)


class Owner:
    """Keeps what a stream sends."""

    def __init__(self) -> None:
        self.commands: list[AnyCommand] = []
        self.writes: list[Write] = []
        self.forgotten: list[Stream] = []
        self.moved_back: list[tuple[int, StreamSpec]] = []
        self.events: list[AnyEvent] = []
        self.stream = Stream(self, OpenStream(3, 1, 5000, SPEC, 9, 1, 2), self.events.append)

    def send_command(self, command: AnyCommand) -> None:
        self.commands.append(command)

    def send_audio(self, write: Write) -> None:
        self.writes.append(write)

    def now(self) -> float:
        return 77.0

    def move(self, stream: Stream, spec: StreamSpec, apart_from: Sequence[HasPort]) -> int:
        return 5002 if spec.remote != stream.spec.remote else stream.port_key

    def move_back(self, stream: Stream, key: int, spec: StreamSpec) -> None:
        self.moved_back.append((key, spec))

    def forget(self, stream: Stream) -> None:
        self.forgotten.append(stream)

    def written(self, utterance: int) -> int:
        return sum(len(write.payload) for write in self.writes if write.utterance == utterance)


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_the_first_two_seconds_leave_at_once_and_the_rest_waits(owner: Owner) -> None:
    assert owner.stream.begin(1, source="tone") == 16000
    assert owner.stream.write(1, SECOND * 5) == -24000
    assert [len(write.payload) for write in owner.writes] == [16000]
    assert owner.commands == [Begin(3, 1, False, "tone")]


def test_low_water_draws_what_waits_and_reaches_the_caller_when_nothing_does(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.write(1, SECOND * 3)
    stream.receive(LowWater(3, 1, 8000, 16000))
    assert owner.written(1) == 24000
    assert owner.events == []
    stream.receive(LowWater(3, 1, 12000, 20000))
    # 4,000 bytes were still between the two processes.
    assert owner.events == [LowWater(3, 1, 8000, 24000)]
    assert stream.write(1, SECOND[:4000], final=True) == 4000
    stream.receive(LowWater(3, 1, 8000, 28000))
    stream.receive(LowWater(3, 9, 8000, 0))
    assert len(owner.events) == 1


def test_chunks_are_cut_at_frame_borders_and_marks_go_with_their_audio(owner: Owner) -> None:
    owner.stream.begin(1)
    owner.stream.write(1, SECOND[:100])
    owner.stream.write(1, bytes(16500), [(0, "a"), (8000, "b"), (16500, "end")], final=True)
    owner.stream.receive(LowWater(3, 1, 1100, 15940))
    sizes = [(len(write.payload), write.marks, write.final) for write in owner.writes]
    assert sizes == [
        (100, (), False),
        (15840, ((0, "a"), (8000, "b")), False),
        (660, ((660, "end"),), True),
    ]


def test_audio_of_the_next_utterance_waits_for_the_end_of_the_first(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.begin(2)
    stream.write(2, SECOND, final=True)
    assert owner.writes == []
    stream.write(1, bytes(100), final=True)
    assert [write.utterance for write in owner.writes] == [1, 2]
    # The plane fills the frame: 160 bytes are gone for 100.
    assert stream._credit_bytes == 16000 - 160 - 8000
    assert list(stream.utterances) == [1, 2]
    stream.receive(Finished(3, 1, 0.0, 0, 0, 1, 0))
    assert list(stream.utterances) == [2]


def test_stop_drops_what_waits_and_lets_the_next_go(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.write(1, SECOND)
    stream.begin(2)
    stream.write(2, SECOND, final=True)
    stream.stop([1])
    assert owner.written(2) == 8000
    assert stream.write(1, SECOND) == 0
    stream.stop()
    assert owner.commands[-2:] == [Stop(3, (1,)), Stop(3, None)]
    assert stream.begin(3) == 16000
    stream.receive(Stopped(3, (StoppedUtterance(3, 0, 0),), 0.0, 0, 0))
    assert stream.utterances == ()


def test_numbers_grow_and_final_is_final(owner: Owner) -> None:
    owner.stream.begin(2)
    with pytest.raises(ValueError, match="utterance 2"):
        owner.stream.begin(2)
    owner.stream.write(2, b"", final=True)
    assert owner.writes == [Write(3, 2, b"", (), True)]
    with pytest.raises(ValueError, match="was final"):
        owner.stream.write(2, b"")


def test_pause_resume_and_close_are_commands(owner: Owner) -> None:
    owner.stream.pause()
    owner.stream.resume()
    owner.stream.close()
    owner.stream.close()
    assert owner.commands == [Pause(3), Resume(3), CloseStream(3)]
    assert owner.forgotten == [owner.stream]


def test_a_re_invite_moves_the_port_and_another_codec_drops_what_waits(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    moved = StreamSpec(remote=("192.0.2.2", 4000), rtcp_mux=True)
    assert (stream.local_port, stream.rtcp_port) == (5000, 5001)
    stream.update(moved)
    assert (stream.local_port, stream.rtcp_port) == (5002, 5002)
    assert owner.events == []
    stream.update(StreamSpec(remote=("192.0.2.2", 4000), payload_type=8, encoding="PCMA"))
    assert owner.events == [Interrupted(3, (1,))]
    update = owner.commands[-1]
    assert isinstance(update, UpdateStream)
    # What the new address sent before it was agreed on belongs to somebody else, in a new plane too.
    assert update.since == 77.0
    assert isinstance(opening := stream.reopening()[0], OpenStream)
    assert opening.since == 77.0
    with pytest.raises(ValueError, match="cannot send"):
        stream.update(StreamSpec(remote=None, encoding="opus"))


def test_a_change_that_is_abandoned_leaves_the_terms_and_what_waits(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    known = len(owner.commands)
    other = StreamSpec(remote=("192.0.2.2", 4000), payload_type=8, encoding="PCMA")
    change = stream.change(other)
    assert (change.local_port, stream.local_port, stream.spec) == (5002, 5000, SPEC)
    change.abandon()
    assert owner.moved_back == [(5002, other)]
    assert (stream.local_port, stream.spec, stream.utterances) == (5000, SPEC, (1,))
    assert owner.events == []
    assert len(owner.commands) == known


def test_a_new_plane_is_told_of_the_stream_and_its_pause(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.pause()
    opening, pause = stream.reopening()
    assert opening == OpenStream(3, 1, 5000, SPEC, 9, 1, 2, resumed=True)
    assert pause == Pause(3)
    stream.interrupt()
    stream.interrupt()
    assert owner.events == [Interrupted(3, (1,))]
    stream.resume()
    assert len(stream.reopening()) == 1


def test_a_dead_plane_owes_answers_and_another_codec_does_not(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.stop([1])
    stream.interrupt()
    assert owner.events == []
    stream.interrupt(answers_lost=True)
    stream.interrupt(answers_lost=True)
    assert owner.events == [Interrupted(3, (), answers_lost=True)]
    stream.begin(2)
    stream.stop()
    stream.receive(Stopped(3, (), 0.0, 0, 0))
    stream.interrupt(answers_lost=True)
    assert len(owner.events) == 2


def test_listening_and_reflex_are_commands_and_outlive_the_plane(owner: Owner) -> None:
    stream, prompt = owner.stream, Owner().stream
    stream.listen(1, sensitivity=0.7, wants_all_audio=True)
    stream.set_reflex(prompt, speech=True, keys=False)
    listen, reflex = Listen(3, 1, 0.7, True, True, False), SetReflex(3, 3, True, False)
    assert owner.commands == [listen, reflex]
    assert stream.reopening()[1:] == [listen, reflex]
    stream.stop_listening()
    assert owner.commands[-1] == StopListening(3)
    assert stream.reopening()[1:] == [reflex]


def test_a_reflex_that_has_worked_is_not_armed_again(owner: Owner) -> None:
    stream = owner.stream
    stream.receive(SpeechStarted(3, 1, 1.0, 0.9, 0))
    stream.set_reflex(stream, speech=True, keys=False)
    stream.receive(KeyPressed(3, 1, 1.0, 0, 0))
    assert len(stream.reopening()) == 2
    stream.receive(SpeechStarted(3, 1, 1.0, 0.9, 0))
    assert len(stream.reopening()) == 1
    stream.set_reflex(stream, speech=False, keys=True)
    stream.receive(KeyPressed(3, 1, 1.0, 0, 0))
    assert len(stream.reopening()) == 1
    assert len(owner.events) == 4


def test_a_killed_prompt_takes_no_more_audio(owner: Owner) -> None:
    stream = owner.stream
    stream.begin(1)
    stream.write(1, SECOND * 3)
    stream.receive(PromptKilled(3, (StoppedUtterance(1, 5, 100),), 1.0, 0, 0))
    assert stream.utterances == ()
    assert stream.write(1, SECOND) == 0
