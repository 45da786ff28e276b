import pytest

from engine.errors import EngineError
from engine.recognition import Abilities, RecognitionSpec, RecognizerResult
from engine.registry import EngineSpec
from engine.remote.guard import ServiceFigures
from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import (
    Alive,
    Answer,
    Ask,
    Close,
    ListenerCommand,
    ListenerNotice,
    ListenerReady,
    ListenerSetup,
    Open,
    Opened,
    PushAudio,
    Refused,
    Reset,
    ServiceChanged,
    Working,
    refusal,
)
from engine.workers.notices import Broken, Retiring


@pytest.mark.parametrize(
    "command",
    [
        ListenerSetup(EngineSpec("sphinx", {"a": 1}), 1, 5),
        Open(1, 2, RecognitionSpec("de", 16000, "g", ("w",))),
        PushAudio(1, b"\0\1"),
        Ask(1, 2, True),
        Ask(1, 2, False, True),
        Reset(1),
        Close(1),
    ],
)
def test_commands_come_back(command: ListenerCommand) -> None:
    assert MessageReader(ListenerCommand).receive_data(encode_message(command)) == [command]


@pytest.mark.parametrize(
    "notice",
    [
        ListenerReady(Abilities(("en",))),
        Broken("why"),
        Retiring(1),
        Alive(ServiceFigures(0.5, 1, 2, 3.0, 4.5, {"key": 1})),
        ServiceChanged(False, "key", "401"),
        Working(1),
        Opened(1),
        Answer(1, 2, RecognizerResult()),
        Refused(1, 2, "why", True, "de"),
    ],
)
def test_notices_come_back(notice: ListenerNotice) -> None:
    assert MessageReader(ListenerNotice).receive_data(encode_message(notice)) == [notice]


def test_an_engine_says_why_and_a_fault_of_its_own_is_named() -> None:
    assert refusal(1, 2, EngineError("busy", retryable=True)) == Refused(1, 2, "busy", retryable=True)
    assert refusal(1, 0, ValueError("odd")) == Refused(1, 0, "ValueError: odd")
