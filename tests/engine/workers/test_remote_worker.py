"""The worker of services, in a thread of this process, at the other end of real sockets."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.remote_worker import main
from engine.workers.worker_messages import Audio, Cancel, Command, Failed, Measured, Notice, Ready, Render, Setup, Sound

FMT = AudioFormat("PCM", 8000)
FACTORY = "tests.fakes.async_engine:ScriptedService"
METER = "tests.engine.workers.test_remote_worker:meter"


def meter(samples: Any, rate_hz: int) -> float:
    return 0.5


class Control:
    """The control process's end."""

    def __init__(self) -> None:
        self.commands, commands = socket.socketpair()
        self.audio, audio = socket.socketpair()
        for pipe in (self.commands, self.audio):
            pipe.settimeout(10)
        self._readers = {self.commands: MessageReader(Notice), self.audio: MessageReader(Sound)}
        self._read: dict[socket.socket, list[Any]] = {self.commands: [], self.audio: []}
        arguments = [str(commands.detach()), str(audio.detach()), str(os.getpid())]
        self.thread = threading.Thread(target=main, args=(arguments,), kwargs={"adopt": lambda _pid: None})

    def start(self, meter: str = "", *, memory_bytes: int = 1 << 40, **options: Any) -> Any:
        self.thread.start()
        specs = (EngineSpec("far", options, FACTORY),)
        self.tell(Setup(specs, "engine.workers.production:pass_through", (), {}, memory_bytes, meter))
        return self.notice()

    def tell(self, command: Command) -> None:
        self.commands.sendall(encode_message(command))

    def say(self, job: int, text: str, voice: str = "far/one") -> None:
        self.tell(Render(job, Piece((Span(text),), voice), FMT))

    def notice(self) -> Any:
        return self._next(self.commands)

    def sound(self) -> Any:
        return self._next(self.audio)

    def whole(self, *jobs: int) -> dict[int, int]:
        """The samples of these jobs, all of which end well."""
        samples = dict.fromkeys(jobs, 0)
        left = set(jobs)
        while left:
            sound = self.sound()
            assert isinstance(sound, Audio), sound
            samples[sound.job] += len(sound.payload) // 2
            if sound.last:
                left.discard(sound.job)
        return samples

    def _next(self, pipe: socket.socket) -> Any:
        read = self._read[pipe]
        while not read:
            data = pipe.recv(65536)
            assert data, "the worker closed the pipe"
            read += self._readers[pipe].receive_data(data)
        return read.pop(0)

    def close(self) -> None:
        self.commands.close()
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.audio.close()


@pytest.fixture
def control(monkeypatch: pytest.MonkeyPatch) -> Iterator[Control]:
    # It shares this process, whose niceness is not its business.
    monkeypatch.setattr("engine.workers.remote_worker.be_modest", lambda *_, **__: None)
    control = Control()
    yield control
    control.close()


def test_it_says_which_voices_there_are(control: Control) -> None:
    ready = control.start(voices=("far/one", "far/two"))
    assert isinstance(ready, Ready)
    assert [voice.name for voice in ready.voices] == ["far/one", "far/two"]


def test_jobs_go_on_beside_each_other(control: Control) -> None:
    control.start()
    control.say(1, "stall")
    control.say(2, "one wait wait two")
    control.say(3, "one wait two three")
    assert control.whole(2, 3) == {2: 1600, 3: 2400}


def test_what_is_written_leaves_at_once(control: Control) -> None:
    """Nothing is gathered: the next write may be long in coming."""
    control.start()
    control.say(1, "one two three stall")
    assert [len(control.sound().payload) for _ in range(3)] == [1552, 1600, 1600]


def test_a_cancel_ends_its_job_alone_and_is_answered(control: Control) -> None:
    control.start()
    control.say(1, "one stall")
    control.say(2, "wait wait one")
    control.sound()
    control.tell(Cancel(1))
    assert control.sound() == Failed(1, "cancelled", cancelled=True)
    control.tell(Cancel(1))
    control.tell(Cancel(99))
    assert control.whole(2) == {2: 800}


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("fail", Failed(1, "not now", fault="limited", retry_after_s=7)),
        ("refuse", Failed(1, "no")),
        ("bug", Failed(1, "KeyError: 'bug'")),
    ],
)
def test_a_job_that_fails_says_why_and_harms_no_other(control: Control, text: str, failed: Failed) -> None:
    control.start()
    control.say(1, text)
    assert control.sound() == failed
    control.say(2, "one", voice="nobody")
    assert control.sound() == Failed(2, "there is no voice 'nobody'")
    control.say(3, "one")
    assert control.whole(3) == {3: 800}


def test_a_voice_is_measured_on_what_it_says(control: Control) -> None:
    control.start(METER)
    control.say(1, "one " * 10)
    assert control.sound().passing
    control.whole(1)
    control.say(2, "two " * 10)
    assert control.notice() == Measured("far/one 1", 0.5)
    control.whole(2)
    control.say(3, "three")
    assert not control.sound().passing


def test_an_engine_that_cannot_be_made_is_told(control: Control) -> None:
    assert control.start(broken="no such file") == Broken("no such file")


def test_a_finisher_that_is_not_there_is_told(control: Control) -> None:
    control.thread.start()
    control.tell(Setup((), "engine.voices.tone:Nothing", (), {}, 1 << 40))
    assert isinstance(control.notice(), Broken)


def test_one_that_has_grown_too_large_ends_when_it_has_nothing_to_do(control: Control) -> None:
    control.start(memory_bytes=1)
    control.say(1, "wait one")
    control.say(2, "wait wait one")
    assert control.whole(1, 2) == {1: 800, 2: 800}
    assert isinstance(control.notice(), Retiring)
    control.thread.join(5)
    assert not control.thread.is_alive()


def test_it_ends_with_control_whatever_it_is_doing(control: Control) -> None:
    control.start()
    control.say(1, "stall")
    control.say(3, "one")
    control.whole(3)
