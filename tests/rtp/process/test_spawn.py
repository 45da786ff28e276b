"""The sending end of a pipe: batches, descriptors, a socket that is full, a child that is gone."""

import asyncio
import socket

import pytest

from rtp.messages import AddPort, AnyCommand, Pause, Write
from rtp.process.batch_framing import BatchReader
from rtp.process.spawn import MESSAGES_PER_BATCH, ChildSettings, PipeWriter

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    return ours, theirs


async def test_messages_of_one_turn_leave_together() -> None:
    ours, theirs = _pair()
    writer = PipeWriter(asyncio.get_running_loop(), ours)
    messages = [Pause(n) for n in range(MESSAGES_PER_BATCH + 3)]
    for message in messages:
        writer.put(message)
    await asyncio.sleep(0)
    reader: BatchReader[AnyCommand] = BatchReader(AnyCommand)
    assert reader.push(theirs.recv(100_000)) == messages
    writer.close()
    ours.close()
    theirs.close()


async def test_descriptors_keep_their_place_among_the_commands() -> None:
    ours, theirs = _pair()
    writer = PipeWriter(asyncio.get_running_loop(), ours)
    writer.put(Pause(1))
    writer.put(AddPort(5000, False), (ours.fileno(), theirs.fileno()))
    writer.put(Pause(2))
    writer.flush()
    reader: BatchReader[AnyCommand] = BatchReader(AnyCommand)
    received: list[AnyCommand] = []
    descriptors: list[int] = []
    while len(received) < 3:
        data, found, _, _ = socket.recv_fds(theirs, 1000, 4)
        received += reader.push(data)
        descriptors += found
    assert received == [Pause(1), AddPort(5000, False), Pause(2)]
    assert len(descriptors) == 2
    for descriptor in descriptors:
        socket.socket(fileno=descriptor).close()
    writer.close()
    ours.close()
    theirs.close()


async def test_a_full_socket_is_waited_for() -> None:
    ours, theirs = _pair()
    writer = PipeWriter(asyncio.get_running_loop(), ours)
    writes = [Write(n, 1, bytes(100_000)) for n in range(20)]
    for write in writes:
        writer.put(write)
        writer.flush()
    reader: BatchReader[Write] = BatchReader(Write)
    received: list[Write] = []
    while len(received) < 20:
        await asyncio.sleep(0)
        try:
            received += reader.push(theirs.recv(300_000))
        except BlockingIOError:
            continue
    assert received == writes
    await asyncio.sleep(0)
    writer.close()
    ours.close()
    theirs.close()


async def test_commands_leave_before_the_audio_that_was_put_behind_them() -> None:
    (first, first_end), (second, second_end) = _pair(), _pair()
    loop = asyncio.get_running_loop()
    commands = PipeWriter(loop, first)
    audio = PipeWriter(loop, second, after=commands)
    # Another stream's audio is already scheduled when the command is put: the audio pipe's turn comes first.
    audio.put(Write(1, 1, b"x"))
    commands.put(Pause(2))
    audio.put(Write(2, 1, b"x"))
    audio.flush()
    assert first_end.recv(1000)
    assert second_end.recv(1000)
    for item in (first, first_end, second, second_end):
        item.close()


async def test_audio_waits_while_commands_wait_for_room() -> None:
    (first, first_end), (second, second_end) = _pair(), _pair()
    loop = asyncio.get_running_loop()
    commands = PipeWriter(loop, first)
    audio = PipeWriter(loop, second, after=commands)
    for number in range(20):
        commands.put(Write(number, 1, bytes(100_000)))
    audio.put(Write(1, 1, b"x"))
    await asyncio.sleep(0)
    assert commands.is_full
    with pytest.raises(BlockingIOError):
        second_end.recv(1000)
    drained = 0
    while drained < 2_000_000:
        await asyncio.sleep(0)
        try:
            drained += len(first_end.recv(300_000))
        except BlockingIOError:
            continue
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not commands.is_full
    assert second_end.recv(1000)
    for writer in (commands, audio):
        writer.close()
    for item in (first, first_end, second, second_end):
        item.close()


async def test_a_child_that_is_gone_is_no_error_here() -> None:
    ours, theirs = _pair()
    writer = PipeWriter(asyncio.get_running_loop(), ours)
    theirs.close()
    writer.put(Pause(1))
    await asyncio.sleep(0)
    writer.close()
    writer.put(Pause(1))
    await asyncio.sleep(0)
    ours.close()


def test_settings_name_the_parent() -> None:
    assert ChildSettings(1, "x", False).parent > 0
