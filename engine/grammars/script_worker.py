"""The process that runs scripts of strangers: one script in, one answer out, over its standard streams.

Messages are a 4-byte length and UTF-8 text; an answer begins with "=" (the value) or "!" (what went wrong). quickjs
bounds time and memory itself, except inside a regular expression: then the parent's kill is the bound.
"""

from __future__ import annotations

import ctypes
import signal
import struct
import sys
from typing import BinaryIO

SCRIPT_SECONDS = 0.14
SCRIPT_BYTES = 32 * 1024 * 1024
STACK_BYTES = 512 * 1024
READY = b"ready"
_PR_SET_PDEATHSIG = 1
_MAX_ANSWER_CHARACTERS = 1_000_000


def read_message(stream: BinaryIO) -> bytes | None:
    """Return the next message; None when the stream has ended."""
    header = stream.read(4)
    if len(header) < 4:
        return None
    (length,) = struct.unpack("!I", header)
    data = stream.read(length)
    return data if len(data) == length else None


def encode_message(data: bytes) -> bytes:
    """`data` with its length in front."""
    return struct.pack("!I", len(data)) + data


def evaluate(script: str) -> str:
    """Run `script` in a fresh context and return the answer."""
    import quickjs

    context = quickjs.Context()
    context.set_memory_limit(SCRIPT_BYTES)
    context.set_max_stack_size(STACK_BYTES)
    context.set_time_limit(SCRIPT_SECONDS)
    try:
        value = context.eval(script)
    except quickjs.JSException as failure:
        # The first line says what; the rest is the stack.
        return f"!{str(failure).strip().partition(chr(10))[0][:300]}"
    if not isinstance(value, str) or len(value) > _MAX_ANSWER_CHARACTERS:
        return "!the result is no text, or too long"
    return f"={value}"


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer messages until the source ends."""
    evaluate("1")
    sink.write(encode_message(READY))
    sink.flush()
    while (data := read_message(source)) is not None:
        sink.write(encode_message(evaluate(data.decode()).encode("utf-8", "replace")))
        sink.flush()


def main() -> None:  # pragma: no cover # runs in the worker process only
    # A parent that dies while an expression runs would leave this process running for ever.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":  # pragma: no cover # likewise
    main()
