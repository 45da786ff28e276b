"""Messages survive the wire, batched, and the packet interval is one the wheel can hold."""

import msgspec
import pytest

from rtp.messages import (
    PTIMES_MS,
    AnyCommand,
    AnyEvent,
    AudioReceived,
    Begin,
    Listen,
    LowWater,
    OpenStream,
    PlaneStatistics,
    PromptKilled,
    SetReflex,
    Shutdown,
    SpeechEnded,
    SpeechStarted,
    Stop,
    StopListening,
    Stopped,
    StoppedUtterance,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
    nearest_ptime,
)


def test_commands_survive_a_batch() -> None:
    spec = StreamSpec(remote=("192.0.2.1", 4000), receive_types=((8, "PCMA/8000"),), telephone_event_type=101)
    batch: list[AnyCommand] = [
        OpenStream(1, 2, 5000, spec, 3, 4, 5),
        Begin(1, 1, paused=True, source="espeak"),
        Stop(1),
        Stop(1, (1, 2)),
        Listen(1, 2, 0.7, wants_all_audio=True),
        StopListening(1),
        SetReflex(1, 2, speech=True, keys=False),
        Shutdown(),
    ]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(batch), type=list[AnyCommand]) == batch


def test_events_survive_a_batch() -> None:
    batch: list[AnyEvent] = [
        LowWater(1, 1, 8000, 16000),
        Stopped(1, (StoppedUtterance(1, 5, 100, "here"),), 1.5, 2, 3 << 32),
        StreamClosed(1, StreamStatistics(1, packets_sent=7)),
        SpeechStarted(1, 2, 1.5, 1.4, 3 << 32),
        AudioReceived(1, 2, b"\0\1", 8000, 1.5, False),
        SpeechEnded(1, 2, 1.9, 1.7),
        PromptKilled(2, (StoppedUtterance(1, 5, 100),), 1.5, 2, 3 << 32),
        PlaneStatistics(0, late_slots=(1, 2)),
    ]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(batch), type=list[AnyEvent]) == batch


@pytest.mark.parametrize(("offered", "used"), [(1, 10), (10, 10), (20, 20), (25, 20), (50, 40), (60, 60), (200, 60)])
def test_an_offered_interval_becomes_one_of_the_wheel(offered: int, used: int) -> None:
    assert nearest_ptime(offered) == used
    assert 120 % used == 0
    assert used in PTIMES_MS
