"""What a parse means: its tags run or read, to a value (`engine.grammars.semantic_value`).

Scripts run in a worker process that is killed when it does not answer in time, and replaced at once. Calls block for at
most `TIMEOUT_S`; in a coroutine use a thread.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, cast

from engine.documents.errors import SemanticsError
from engine.grammars.script_worker import READY, encode_message
from engine.grammars.semantic_value import decode
from engine.grammars.sisr import Interpretation, literal, script, uses_scripts
from engine.grammars.sisr_runtime import DISALLOWED

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from engine.grammars.matcher import Parse
    from engine.grammars.network import Network

TIMEOUT_S = 0.18
# Interpreter and quickjs from a cold disk; only the first call after a start can have to wait for it.
_START_TIMEOUT_S = 5.0


class SemanticsInterpreter:
    """Interprets parses. Owns one script worker, started on first need or by `warm_up`; safe to share among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self.kills = 0
        """How often a worker was killed because it did not answer in time."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the worker without waiting for it."""
        with self._lock:
            self._start()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

    def interpret(
        self, parse: Parse, network: Network, *, score: float = 1.0, grammar_name: str = ""
    ) -> Interpretation:
        """Return the meaning of `parse`, made with the grammar of `network`, which results call `grammar_name`.

        Raises:
            SemanticsError: a tag is wrong or fails, or takes more than `TIMEOUT_S` or too much memory (cause 012).
        """
        if not uses_scripts(network):
            return literal(parse, network)
        told = self.evaluate(script(parse, network, score=score, grammar_name=grammar_name))
        if told == DISALLOWED:
            return Interpretation(None, has_tags=True, disallowed=True)
        return Interpretation(decode(told), has_tags=True)

    def evaluate(self, source: str) -> object:
        """Run a script whose value is JSON text and return what that says.

        Raises:
            SemanticsError: as `interpret`.
        """
        with self._lock:
            answer = self._ask(source.encode("utf-8", "replace"))
        if not answer.startswith(b"="):
            raise SemanticsError(f"semantic script: {answer[1:].decode('utf-8', 'replace')}")
        try:
            value: object = json.loads(answer[1:])
        except (ValueError, RecursionError) as failure:
            raise SemanticsError(f"semantic script: {failure}"[:200]) from None
        return value

    # --- the worker -------------------------------------------------------------------------------------------------

    def _ask(self, source: bytes) -> bytes:
        process = self._start()
        try:
            if not self._ready:
                self._ready = self._receive(process, time.monotonic() + _START_TIMEOUT_S) == READY
            deadline = time.monotonic() + TIMEOUT_S
            self._send(process, encode_message(source), deadline)
            return self._receive(process, deadline)
        except (OSError, TimeoutError) as failure:
            self._end()
            self.kills += 1
            # The next caller finds one that is already running, or starts it where the system refuses one now.
            with contextlib.suppress(OSError):
                self._start()
            reason = "did not end in time" if isinstance(failure, TimeoutError) else f"worker failed: {failure}"
            raise SemanticsError(f"semantic script {reason}") from None

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "engine.grammars.script_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        os.set_blocking(cast("IO[bytes]", self._process.stdin).fileno(), False)
        return self._process

    def _end(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            cast("IO[bytes]", stream).close()
        process.wait()

    def _send(self, process: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
        pipe = cast("IO[bytes]", process.stdin)
        view = memoryview(data)
        while view:
            _, writable, _ = select.select([], [pipe], [], max(0.0, deadline - time.monotonic()))
            if not writable:
                raise TimeoutError
            view = view[os.write(pipe.fileno(), view) :]

    def _receive(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        (length,) = struct.unpack("!I", self._exactly(process, 4, deadline))
        return self._exactly(process, length, deadline)

    def _exactly(self, process: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
        pipe = cast("IO[bytes]", process.stdout)
        data = b""
        while len(data) < count:
            readable, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not readable:
                raise TimeoutError
            part = os.read(pipe.fileno(), count - len(data))
            if not part:
                raise OSError("it ended")
            data += part
        return data
