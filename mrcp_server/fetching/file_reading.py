"""Reading files that requests name: only regular ones, and in threads that nobody has to wait for.

A network mount whose server is gone answers no call, and a FIFO that nobody writes to lets its reader wait for ever.
Reads are given up by who waits for them; their threads stay until the kernel lets them go, few for each folder, and do
not keep the process from ending.
"""

import asyncio
import contextlib
import os
import stat
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.errors import ClipError

AT_ONCE = 16
"""Threads for each root: so many reads may hang there before others of that root have to wait."""
_PIECE_BYTES = 1 << 20


class FileReader:
    """Reads files under the roots. One for the whole server."""

    def __init__(self, roots: Sequence[Path], read: Callable[[Path, int], bytes] | None = None) -> None:
        """`roots` are the folders that may be read from; `read` opens and reads a file, `read_regular` by default."""
        self._roots = list(roots)
        self._read = read or read_regular
        self._turns: dict[Path | None, asyncio.Semaphore] = {}

    async def read(self, uri: str, path: Path, max_bytes: int) -> bytes:
        """The content of the file at `path`, which `uri` names. To be given up by cancelling it.

        Raises ClipError.
        """
        root = self._root_of(path)
        turns = self._turns.setdefault(root, asyncio.Semaphore(AT_ONCE))
        await turns.acquire()
        loop = asyncio.get_running_loop()
        result: asyncio.Future[bytes] = loop.create_future()

        def settle(outcome: bytes | ClipError) -> None:
            turns.release()
            if result.done():
                return  # given up
            if isinstance(outcome, bytes):
                result.set_result(outcome)
            else:
                result.set_exception(outcome)

        def work() -> None:
            outcome = self._outcome(uri, path, max_bytes)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, outcome)

        threading.Thread(target=work, name="file", daemon=True).start()
        return await result

    def _root_of(self, path: Path) -> Path | None:
        """By its name alone: to look at the disk could take for ever."""
        plain = Path(os.path.normpath(path))
        return next((root for root in self._roots if plain.is_relative_to(os.path.normpath(root))), None)

    def _outcome(self, uri: str, path: Path, max_bytes: int) -> bytes | ClipError:
        try:
            real = path.resolve()
            if not any(real.is_relative_to(root.resolve()) for root in self._roots):
                return ClipError(uri, "the file lies outside the allowed folders")
            body = self._read(real, max_bytes + 1)
        except (OSError, RuntimeError) as error:  # RuntimeError: a circle of symbolic links
            return ClipError(uri, getattr(error, "strerror", None) or "cannot be read")
        except ValueError as error:
            return ClipError(uri, f"not a URI that can be fetched: {error}"[:200])
        if len(body) > max_bytes:
            return ClipError(uri, f"more than {max_bytes} bytes")
        return body


def read_regular(path: Path, most: int) -> bytes:
    """At most `most` bytes of a regular file. Raises OSError, also for what is none: a FIFO, a device, a folder."""
    # Looked at before it is opened, for opening a device may do something; and after, for it may be another one then.
    _check(os.stat(path))  # noqa: PTH116  # beside fstat
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        _check(os.fstat(descriptor))
        pieces, left = [], most
        while left and (piece := os.read(descriptor, min(left, _PIECE_BYTES))):
            pieces.append(piece)
            left -= len(piece)
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _check(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError(None, "no regular file")
