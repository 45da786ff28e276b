"""Batches arrive whole, however the socket cuts them."""

import pytest

from rtp.messages import AnyCommand, Pause, Stop, Write
from rtp.process.batch_framing import MAX_BATCH_BYTES, BatchReader, PipeError, encode_batch

BATCH: list[AnyCommand] = [Stop(1, (2,)), Pause(3)]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_batches_cut_anywhere_arrive_whole(size: int) -> None:
    reader: BatchReader[AnyCommand] = BatchReader(AnyCommand)
    data = encode_batch(BATCH) * 3
    found = [message for start in range(0, len(data), size) for message in reader.push(data[start : start + size])]
    assert found == BATCH * 3


def test_audio_does_not_refer_to_the_buffer_it_came_in() -> None:
    reader: BatchReader[Write] = BatchReader(Write)
    buffer = bytearray(encode_batch([Write(1, 2, b"audio")]))
    (write,) = reader.push(memoryview(buffer))
    buffer[:] = bytes(len(buffer))
    assert write.payload == b"audio"


@pytest.mark.parametrize("data", [(MAX_BATCH_BYTES + 1).to_bytes(4, "big"), b"\0\0\0\x01\xc1", b"\0\0\0\x02\x91\x01"])
def test_what_is_no_batch_breaks_the_pipe(data: bytes) -> None:
    reader: BatchReader[AnyCommand] = BatchReader(AnyCommand)
    with pytest.raises(PipeError):
        reader.push(data)
