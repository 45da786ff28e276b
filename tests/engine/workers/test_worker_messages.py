import pytest

from engine.interface import AudioFormat, Piece, Span, VoiceInfo
from engine.registry import EngineSpec
from engine.workers.worker_messages import (
    MAX_FRAME_BYTES,
    Audio,
    Broken,
    Cancel,
    ClipCut,
    Command,
    Failed,
    FrameError,
    FrameReader,
    Measured,
    Notice,
    Play,
    Ready,
    Render,
    Retiring,
    Setup,
    Sound,
    frame,
)

COMMANDS = [
    Setup((EngineSpec("espeak", {"library": "x"}),), "a:b", ("en-us",), {"en-us": 0.5}, 1 << 30),
    Render(1, Piece((Span("hello"),), "en-us"), AudioFormat()),
    Play(2, 1000, ClipCut(repeat_count=2), AudioFormat("PCM", 16000), 60_000),
    Cancel(2),
]
NOTICES = [
    Ready((VoiceInfo("en-us", "espeak", ("en-us",)),), {"en-us": 0.5}),
    Broken("why"),
    Retiring(5),
    Measured("de", 0.6),
]
SOUNDS = [Audio(1, b"\x00\xff", ((0, 0), (3, 160))), Failed(2, "why", retryable=True), Audio(3, b"", last=True)]


@pytest.mark.parametrize(("kind", "messages"), [(Command, COMMANDS), (Notice, NOTICES), (Sound, SOUNDS)])
def test_messages_come_out_as_they_went_in_however_they_are_cut(kind: object, messages: list[object]) -> None:
    octets = b"".join(frame(message) for message in messages)  # type: ignore[arg-type]  # parametrised
    for size in (1, 5, len(octets)):
        reader = FrameReader(kind)
        found = []
        for begin in range(0, len(octets), size):
            found += reader.receive_data(octets[begin : begin + size])
        assert found == messages


def test_a_frame_that_is_too_long_is_refused_before_it_is_there() -> None:
    with pytest.raises(FrameError):
        FrameReader(Command).receive_data((MAX_FRAME_BYTES + 1).to_bytes(4, "big"))


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(FrameError):
        FrameReader(Command).receive_data(b"\x00\x00\x00\x02hi")
    with pytest.raises(FrameError):
        FrameReader(Command).receive_data(frame(Failed(1, "not a command")))
