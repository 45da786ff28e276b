import msgspec
import pytest

from engine.interface import AudioFormat, Piece, Span, VoiceInfo
from engine.registry import EngineSpec
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.worker_messages import (
    Audio,
    Cancel,
    ClipCut,
    Command,
    Failed,
    Measured,
    Notice,
    Play,
    Ready,
    Render,
    Setup,
    Sound,
)

COMMANDS = [
    Setup((EngineSpec("espeak", {"library": "x"}),), "a:b", ("en-us",), {"en-us": 0.5}, 1 << 30),
    Render(1, Piece((Span("hello"),), "en-us"), AudioFormat()),
    Play(2, 1000, ClipCut(repeat_count=2), AudioFormat("PCM", 16000), 60_000, 8000),
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
def test_messages_come_back(kind: object, messages: list[msgspec.Struct]) -> None:
    octets = b"".join(map(encode_message, messages))
    assert MessageReader(kind).receive_data(octets) == messages
