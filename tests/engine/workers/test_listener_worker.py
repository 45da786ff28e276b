"""A worker in a thread of this process, at the other end of a real socket."""

import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.registry import EngineSpec
from engine.workers import listener_worker
from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import (
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
    Working,
)
from engine.workers.listener_worker import ListenerWorker, main
from engine.workers.notices import Broken, Retiring
from tests.fakes.recognizer import FACTORY, said


class Control:
    """The control process's end."""

    def __init__(self) -> None:
        self.pipe, self.far = socket.socketpair()
        self.pipe.settimeout(10)
        self._reader = MessageReader(ListenerNotice)
        self._read: list[Any] = []
        self.thread = threading.Thread(target=ListenerWorker(self.far).run)

    def start(self, memory_bytes: int = 1 << 40, **options: Any) -> Any:
        self.thread.start()
        self.tell(ListenerSetup(EngineSpec("scripted", options, FACTORY), memory_bytes, 0))
        return self.notice()

    def tell(self, *commands: ListenerCommand) -> None:
        self.pipe.sendall(b"".join(map(encode_message, commands)))

    def notice(self) -> Any:
        while not self._read:
            data = self.pipe.recv(65536)
            assert data, "the worker closed the pipe"
            self._read += self._reader.receive_data(data)
        return self._read.pop(0)

    def answer(self) -> Any:
        """The next notice that is not about a beginning."""
        while isinstance(notice := self.notice(), Working):
            pass
        return notice

    def close(self) -> None:
        self.pipe.close()
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.far.close()


@pytest.fixture(autouse=True)
def _stay_as_nice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_worker, "be_modest", lambda _: None)


@pytest.fixture
def control() -> Iterator[Control]:
    control = Control()
    yield control
    control.close()


def test_it_says_what_it_can_hear(control: Control) -> None:
    able = control.start(languages=("de",), transcription=("en",))
    assert isinstance(able, ListenerReady)
    assert (able.abilities.grammars, able.abilities.transcription) == (("de",), ("en",))


def test_sessions_hear_and_answer_each_for_itself(control: Control) -> None:
    control.start()
    control.tell(Open(1, 10, RecognitionSpec()), Open(2, 11, RecognitionSpec()))
    assert [control.notice() for _ in range(4)] == [Working(10), Opened(1), Working(11), Opened(2)]
    control.tell(PushAudio(1, said("one")), PushAudio(2, said("two")), Ask(1, 12, True), Ask(2, 13, True))
    first, second = control.answer(), control.answer()
    assert isinstance(first, Answer)
    assert (first.session, first.number, first.heard.best.text) == (1, 12, "one")  # type: ignore[union-attr]
    assert (second.session, second.number, second.heard.best.text) == (2, 13, "two")
    control.tell(Reset(2), Ask(2, 14, True))
    assert control.answer().heard.best is None


def test_final_asks_go_before_interim_ones(control: Control) -> None:
    control.start()
    control.tell(
        Open(1, 1, RecognitionSpec()), PushAudio(1, said("wait")), Ask(1, 2, False), Ask(1, 3, False), Ask(1, 4, True)
    )
    assert [control.answer() for _ in range(1)] == [Opened(1)]
    assert [control.answer().number for _ in range(3)] == [4, 2, 3]


def test_reset_and_close_take_asks_back(control: Control) -> None:
    control.start()
    control.tell(Open(1, 1, RecognitionSpec()), Open(2, 2, RecognitionSpec()), PushAudio(1, said("wait")))
    control.tell(Ask(1, 3, True), Ask(2, 4, False), Reset(1), Close(2), Ask(1, 5, True), Reset(9), Close(9))
    answers = [control.answer() for _ in range(3)]
    assert answers[:2] == [Opened(1), Opened(2)]
    assert answers[2].number == 5


@pytest.mark.parametrize(
    ("grammar", "refused"),
    [
        ("bad", Refused(1, 7, "bad grammar")),
        ("raise", Refused(1, 7, "RuntimeError: as the script says")),
        ("unknown-language", Refused(1, 7, "no recognition model for language 'xx'", language="xx")),
    ],
)
def test_an_open_may_be_refused(control: Control, grammar: str, refused: Refused) -> None:
    control.start()
    control.tell(Open(1, 7, RecognitionSpec("xx", grammar=grammar)), PushAudio(1, said("on")), Ask(1, 8, True))
    assert control.answer() == refused
    assert control.answer() == Refused(1, 8, "the listener could not be opened")


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("refuse", Refused(1, 2, "refused")),
        ("refuse-again", Refused(1, 2, "refused", retryable=True)),
        ("raise", Refused(1, 2, "RuntimeError: as the script says")),
    ],
)
def test_what_an_engine_raises_ends_the_ask_only(control: Control, words: str, refused: Refused) -> None:
    control.start()
    control.tell(Open(1, 1, RecognitionSpec()), PushAudio(1, said(words)), Ask(1, 2, True))
    assert control.answer() == Opened(1)
    assert control.answer() == refused
    control.tell(Reset(1), PushAudio(1, said("on")), Ask(1, 3, True))
    assert control.answer().heard.best.text == "on"


def test_what_an_engine_raises_at_audio_ends_the_session(control: Control) -> None:
    control.start()
    control.tell(Open(1, 1, RecognitionSpec()), PushAudio(1, said("deaf")), PushAudio(1, said("more")))
    assert control.answer() == Opened(1)
    assert control.answer() == Refused(1, 0, "RuntimeError: as the script says", retryable=True)


def test_a_broken_engine_is_told(control: Control) -> None:
    assert control.start(broken="no files") == Broken("no files")


def test_a_worker_that_has_grown_retires_between_asks(control: Control) -> None:
    control.start(memory_bytes=1)
    control.tell(Open(1, 1, RecognitionSpec()), *(Ask(1, number, True) for number in range(2, 18)))
    notices = [control.answer() for _ in range(18)]
    assert isinstance(notices[-1], Retiring)


def test_it_ends_when_control_goes_before_or_after_the_setup() -> None:
    early = Control()
    early.thread = threading.Thread(target=_quietly, args=(early,))
    early.thread.start()
    early.close()
    late = Control()
    late.start()
    late.close()


def _quietly(control: Control) -> None:
    with pytest.raises(SystemExit):
        ListenerWorker(control.far).run()


def test_main_takes_its_socket_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    class Double:
        def __init__(self, pipe: socket.socket) -> None:
            ran.append(pipe.fileno())

        def run(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(listener_worker, "ListenerWorker", Double)
    adopted: list[int] = []
    first, second = socket.socketpair()
    number = first.detach()
    with second:
        main([str(number), str(os.getppid())], adopt=adopted.append)
    assert ran == [number]
    assert adopted == [os.getppid()]


def test_asks_that_waited_for_more_of_the_same_speech_get_the_later_answer(control: Control) -> None:
    control.start()
    control.tell(Open(1, 1, RecognitionSpec()), PushAudio(1, said("wait")), Ask(1, 2, final=False))
    control.tell(Ask(1, 3, final=False), PushAudio(1, said("more")), Ask(1, 4, final=True))
    answers = [control.answer() for _ in range(4)]
    assert answers[0] == Opened(1)
    # The first may have been begun before the others came.
    assert {answer.number for answer in answers[1:]} == {2, 3, 4}
    texts = {answer.number: answer.heard.best.text for answer in answers[1:]}
    assert texts[3] == texts[4] == "wait more"
