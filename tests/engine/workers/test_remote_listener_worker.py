"""A worker that hears elsewhere, in a thread of this process, at the other end of a real socket."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.registry import EngineSpec
from engine.remote.guard import ServiceFigures
from engine.workers import remote_listener_worker
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
)
from engine.workers.notices import Broken
from engine.workers.remote_listener_worker import RemoteListenerWorker, main
from tests.fakes.recognizer import said
from tests.fakes.remote_recognizer import REMOTE_FACTORY


class Control:
    """The control process's end."""

    def __init__(self) -> None:
        self.pipe, self.far = socket.socketpair()
        self.pipe.settimeout(10)
        self._reader = MessageReader(ListenerNotice)
        self._read: list[Any] = []
        self.thread = threading.Thread(target=RemoteListenerWorker(self.far).run)

    def start(self, **options: Any) -> Any:
        self.thread.start()
        self.tell(ListenerSetup(EngineSpec("scripted", options, REMOTE_FACTORY), 1 << 40, 0))
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
        """The next notice that is no mere sign of life."""
        while isinstance(notice := self.notice(), Alive):
            pass
        return notice

    def text(self) -> str:
        """Of the next notice, an answer."""
        notice = self.answer()
        assert isinstance(notice, Answer)
        return notice.heard.best.text if notice.heard.best else ""

    def close(self) -> None:
        self.pipe.close()
        if self.thread.ident is not None:
            self.thread.join(5)
        assert not self.thread.is_alive()
        self.far.close()


@pytest.fixture(autouse=True)
def _stay_as_nice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_listener_worker, "be_modest", lambda _: None)


@pytest.fixture
def control() -> Iterator[Control]:
    control = Control()
    yield control
    control.close()


def opened(control: Control, session: int = 1, grammar: str = "") -> None:
    control.tell(Open(session, session, RecognitionSpec(grammar=grammar)))
    assert control.answer() == Opened(session)


def test_it_says_what_it_can_and_answers(control: Control) -> None:
    ready = control.start(languages=("de-DE",))
    assert isinstance(ready, ListenerReady)
    assert ready.abilities.grammars == ready.abilities.transcription == ("de-DE",)
    opened(control)
    control.tell(PushAudio(1, said("one two")), Ask(1, 2, final=True))
    assert control.text() == "one two"
    control.tell(Ask(1, 3, final=False, interim=True))
    assert control.text() == "one two …"
    control.tell(Reset(1), PushAudio(1, said("three")), Ask(1, 4, final=True))
    assert control.text() == "three"


def test_one_that_hangs_holds_up_nobody_else(control: Control) -> None:
    control.start()
    opened(control, 1)
    opened(control, 2)
    control.tell(PushAudio(1, said("never")), Ask(1, 3, final=True))
    control.tell(PushAudio(2, said("wait yes")), Ask(2, 4, final=True), Ask(2, 5, final=True))
    assert control.text() == "wait yes"
    assert control.text() == "wait yes"


def test_a_sign_of_life_comes_as_long_as_an_ask_hangs(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_listener_worker, "_ALIVE_EVERY_S", 0.02)
    control.start()
    opened(control)
    control.tell(PushAudio(1, said("never")), Ask(1, 2, final=True))
    assert [control.notice() for _ in range(3)] == [Alive(ServiceFigures(requests=1))] * 3
    control.tell(Reset(1), PushAudio(1, said("again")), Ask(1, 3, final=True))
    assert control.text() == "again"
    control.pipe.settimeout(0.3)
    with contextlib.suppress(TimeoutError):
        control.notice()  # what was on its way
    # Who owes nothing says nothing.
    with pytest.raises(TimeoutError):
        control.notice()


@pytest.mark.parametrize("ended_by", [Reset(1), Close(1)])
def test_an_ask_is_dropped_with_its_audio(control: Control, ended_by: ListenerCommand) -> None:
    control.start()
    opened(control, 1)
    opened(control, 2)
    control.tell(PushAudio(1, said("wait stale")), Ask(1, 3, final=True), ended_by)
    control.tell(PushAudio(2, said("wait wait fresh")), Ask(2, 4, final=True))
    notice = control.answer()
    assert isinstance(notice, Answer)
    assert notice.number == 4


@pytest.mark.parametrize(
    ("grammar", "reason", "language"),
    [
        ("unknown-language", "no recognition model for language 'en-US'", "en-US"),
        ("closed", "it takes nobody now", ""),
        ("raise", "RuntimeError: as the script says", ""),
    ],
)
def test_what_cannot_be_opened_is_refused(control: Control, grammar: str, reason: str, language: str) -> None:
    control.start()
    control.tell(Open(1, 1, RecognitionSpec(grammar=grammar)))
    assert control.answer() == Refused(1, 1, reason, language=language)
    control.tell(PushAudio(1, said("nothing")), Reset(1), Close(1), Ask(1, 2, final=True))
    assert control.answer() == Refused(1, 2, "the listener could not be opened")


@pytest.mark.parametrize(("words", "reason"), [("refuse", "refused"), ("raise", "RuntimeError: as the script says")])
def test_an_ask_that_fails_is_refused_and_the_session_goes_on(control: Control, words: str, reason: str) -> None:
    control.start()
    opened(control)
    control.tell(PushAudio(1, said(words)), Ask(1, 2, final=True))
    assert control.answer() == Refused(1, 2, reason)
    control.tell(Reset(1), PushAudio(1, said("well")), Ask(1, 3, final=True))
    assert control.text() == "well"


def test_audio_that_an_engine_cannot_take_ends_its_session(control: Control) -> None:
    control.start()
    opened(control, 1)
    opened(control, 2)
    control.tell(PushAudio(1, said("deaf")), PushAudio(1, said("more")))
    assert control.answer() == Refused(1, 0, "RuntimeError: as the script says")
    control.tell(PushAudio(2, said("other")), Ask(2, 3, final=True))
    assert control.text() == "other"


def test_a_change_of_the_service_is_told(control: Control) -> None:
    control.start()
    opened(control)
    control.tell(PushAudio(1, said("wrong-key")), Ask(1, 2, final=True))
    assert control.answer() == ServiceChanged(usable=False, fault="key", reason="401 Unauthorized")
    assert control.answer() == Refused(1, 2, "401 Unauthorized")


def test_figures_are_told_when_they_have_changed(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_listener_worker, "_ALIVE_EVERY_S", 0.02)
    control.start()
    opened(control)
    control.tell(PushAudio(1, said("yes")), Ask(1, 2, final=True))
    assert control.text() == "yes"
    assert control.notice() == Alive(ServiceFigures(requests=1))
    control.pipe.settimeout(0.1)
    with pytest.raises(TimeoutError):
        control.notice()


def test_a_broken_engine_says_why(control: Control) -> None:
    assert control.start(broken="no key") == Broken("no key")


def test_it_ends_when_control_is_gone() -> None:
    control = Control()
    control.start()
    opened(control)
    control.tell(PushAudio(1, said("never")), Ask(1, 2, final=True))
    control.close()


def test_main_serves_the_pipe_it_is_given() -> None:
    near, far = socket.socketpair()
    adopted: list[int] = []
    near.close()
    with pytest.raises(SystemExit):
        main([str(os.dup(far.fileno())), "4711"], adopt=adopted.append)
    far.close()
    assert adopted == [4711]
