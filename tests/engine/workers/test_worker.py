"""A worker in a thread of this process, at the other end of real sockets."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.voices.tone import ToneSynthesizer
from engine.workers import worker as worker_module
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.worker import Worker, main
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

FMT = AudioFormat("PCM", 8000)


class Control:
    """The control process's end."""

    def __init__(self) -> None:
        self.commands, self.far_commands = socket.socketpair()
        self.audio, self.far_audio = socket.socketpair()
        for pipe in (self.commands, self.audio):
            pipe.settimeout(10)
        self._readers = {self.commands: MessageReader(Notice), self.audio: MessageReader(Sound)}
        self._read: dict[socket.socket, list[Any]] = {self.commands: [], self.audio: []}
        self.thread = threading.Thread(target=Worker(self.far_commands, self.far_audio).run)

    def start(self, *engines: EngineSpec, memory_bytes: int = 1 << 40) -> Any:
        self.thread.start()
        specs = engines or (EngineSpec("tone"),)
        self.tell(Setup(specs, "engine.workers.production:pass_through", (), {}, memory_bytes))
        return self.notice()

    def tell(self, command: Command) -> None:
        self.commands.sendall(encode_message(command))

    def say(self, job: int, text: str, voice: str = "tone") -> None:
        self.tell(Render(job, Piece((Span(text),), voice), FMT))

    def notice(self) -> Any:
        return self._next(self.commands)

    def sound(self) -> Any:
        return self._next(self.audio)

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
        for end in (self.audio, self.far_commands, self.far_audio):
            end.close()


@pytest.fixture
def control() -> Iterator[Control]:
    control = Control()
    yield control
    control.close()


def test_it_is_ready_with_its_voices_and_gains(control: Control) -> None:
    ready = control.start()
    assert isinstance(ready, Ready)
    assert [voice.name for voice in ready.voices] == ["tone"]
    assert ready.gains == {"tone": 1.0}


def test_it_speaks_one_piece_after_another(control: Control) -> None:
    control.start()
    control.say(1, "one two")
    control.say(2, "!tone 440 100")
    first, end_of_first, second, end = (control.sound() for _ in range(4))
    assert [sound.job for sound in (first, end_of_first, second, end)] == [1, 1, 2, 2]
    assert first.words == ((0, 0), (4, 320))
    assert len(first.payload + end_of_first.payload) == 7 * 160
    assert (end_of_first.last, end.last) == (True, True)


def test_a_cancel_reaches_the_engine_inside_a_call(control: Control) -> None:
    control.start()
    control.say(1, "!tone 440 100 stall")
    assert isinstance(control.sound(), Audio)
    control.tell(Cancel(1))
    assert control.sound() == Failed(1, "cancelled", cancelled=True)
    control.say(2, "on")
    assert control.sound().job == 2


def test_a_cancel_before_the_call_is_heeded_and_a_late_one_harmless(control: Control) -> None:
    control.start()
    control.say(1, "!wait 50")
    control.say(2, "!stall")
    control.tell(Cancel(2))
    control.tell(Cancel(1))
    failed = {control.sound(), control.sound()}
    assert failed == {Failed(1, "cancelled", cancelled=True), Failed(2, "cancelled", cancelled=True)}
    control.tell(Cancel(2))
    control.say(3, "on")
    assert control.sound().job == 3


@pytest.mark.parametrize(
    ("text", "reason", "retryable"),
    [
        ("!fail", "as the script says", False),
        ("!fail-again", "as the script says", True),
        ("!raise", "RuntimeError: as the script says", False),
    ],
)
def test_what_an_engine_raises_ends_its_piece_only(control: Control, text: str, reason: str, retryable: bool) -> None:
    control.start()
    control.say(1, text)
    assert control.sound() == Failed(1, reason, retryable)
    control.say(2, "on", voice="nobody")
    assert control.sound().reason == "there is no voice 'nobody'"
    control.say(3, "on")
    assert control.sound().job == 3


def test_a_new_voice_is_measured_and_told(control: Control) -> None:
    control.start(EngineSpec("espeak"))
    control.tell(Render(1, Piece((Span("Hallo."),), "de"), AudioFormat("PCM", 22050)))
    measured = control.notice()
    assert isinstance(measured, Measured)
    assert measured.voice.startswith("de espeak-ng")
    assert control.sound().job == 1


def test_a_recording_comes_on_the_audio_pipe(control: Control) -> None:
    control.start()
    recording = np.full(200_000, 1000, "<i2").tobytes()
    control.tell(Play(1, len(recording), ClipCut(end_ms=1000), FMT, 60_000, 8000))
    threading.Thread(target=control.audio.sendall, args=(recording,)).start()
    length = 0
    while not (sound := control.sound()).last:
        length += len(sound.payload)
    assert length + len(sound.payload) == 16_000
    control.tell(Play(2, 3, ClipCut(), FMT, 60_000, 8000))
    control.audio.sendall(b"odd")  # no whole samples
    assert isinstance(control.sound(), Failed)


def test_a_broken_setup_is_told(control: Control) -> None:
    broken = control.start(EngineSpec("nobody"))
    assert isinstance(broken, Broken)
    assert "nobody" in broken.reason


def test_a_worker_that_has_grown_retires_between_pieces(control: Control) -> None:
    control.start(memory_bytes=1)
    control.say(1, "last words")
    while not control.sound().last:
        pass
    assert isinstance(control.notice(), Retiring)


def test_it_ends_when_control_goes_before_or_during_the_work() -> None:
    early = Control()
    early.thread = threading.Thread(target=_quietly, args=(early,))
    early.thread.start()
    early.close()
    busy = Control()
    busy.start()
    busy.say(1, "!tone 440 100 stall")
    busy.sound()
    busy.close()


def _quietly(control: Control) -> None:
    with pytest.raises(SystemExit):
        Worker(control.far_commands, control.far_audio).run()


def test_control_gone_while_it_sends_a_recording(control: Control) -> None:
    control.start()
    control.tell(Play(1, 1000, ClipCut(), FMT, 1000, 8000))
    control.audio.shutdown(socket.SHUT_WR)
    assert control.sound().reason == "control closed the audio pipe"


def test_main_takes_its_sockets_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[int, int]] = []

    class Double:
        def __init__(self, commands: socket.socket, audio: socket.socket) -> None:
            ran.append((commands.fileno(), audio.fileno()))

        def run(self) -> None:
            raise worker_module.PipeClosedError

    monkeypatch.setattr(worker_module, "Worker", Double)
    monkeypatch.setattr(worker_module, "be_modest", lambda _niceness, batch: None)
    adopted: list[int] = []
    interval = sys.getswitchinterval()
    first, second = socket.socketpair()
    numbers = first.detach(), second.detach()
    main([*map(str, numbers), str(os.getppid())], adopt=adopted.append)
    sys.setswitchinterval(interval)
    assert ran == [numbers]
    assert adopted == [os.getppid()]


def test_an_os_error_of_an_engine_is_the_engines(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ToneSynthesizer, piece: Piece, sink: object) -> None:
        raise FileNotFoundError("a model that went away")

    control.start()
    monkeypatch.setattr(ToneSynthesizer, "synthesize", fail)
    control.say(1, "on")
    assert control.sound().reason == "FileNotFoundError: a model that went away"


def test_a_closed_pipe_ends_the_work() -> None:
    control = Control()
    control.thread = threading.Thread(target=_until_closed, args=(control,))
    control.start()
    control.audio.close()
    control.say(1, "on")
    control.thread.join(5)
    control.close()


def _until_closed(control: Control) -> None:
    with pytest.raises(worker_module.PipeClosedError):
        Worker(control.far_commands, control.far_audio).run()
