import pytest

from engine.recognition import Abilities, RecognitionSpec, RecognizerResult
from engine.registry import EngineSpec
from engine.workers.listener_messages import (
    Able,
    Answer,
    Ask,
    Close,
    ListenerCommand,
    ListenerNotice,
    ListenerSetup,
    Open,
    Opened,
    PushAudio,
    Refused,
    Reset,
    Working,
)
from engine.workers.worker_messages import Broken, FrameReader, Retiring, frame


@pytest.mark.parametrize(
    "command",
    [
        ListenerSetup(EngineSpec("sphinx", {"a": 1}), 1, 5),
        Open(1, 2, RecognitionSpec("de", 16000, "g", ("w",))),
        PushAudio(1, b"\0\1"),
        Ask(1, 2, True),
        Reset(1),
        Close(1),
    ],
)
def test_commands_come_back(command: ListenerCommand) -> None:
    assert FrameReader(ListenerCommand).receive_data(frame(command)) == [command]


@pytest.mark.parametrize(
    "notice",
    [
        Able(Abilities(("en",))),
        Broken("why"),
        Retiring(1),
        Working(1),
        Opened(1),
        Answer(1, 2, RecognizerResult()),
        Refused(1, 2, "why", True, "de"),
    ],
)
def test_notices_come_back(notice: ListenerNotice) -> None:
    assert FrameReader(ListenerNotice).receive_data(frame(notice)) == [notice]
