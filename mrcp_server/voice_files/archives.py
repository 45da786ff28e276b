"""Unpacking an archive that somebody else made: only what a voice is made of, only below one folder, never without end.

Everything about an archive may be a lie: its names (absolute, `..`, links), its sizes (a bomb of zeros), its count.
"""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from mrcp_server.voice_files.errors import VoiceFilesError

SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
MAX_BYTES = 4 << 30
"""Of all files together: the largest voice that is published has 330 MB, with all its variants 1.5 GB."""
MAX_MEMBERS = 10_000
_WANTED = (".onnx", ".json", ".bin", ".npz")
_PAPERS = ("license", "licence", "copying", "model_card", "notice", "readme")
_BLOCK = 1 << 20
_LARGEST_READ = 16 << 20
"""The headers of a tar file may claim any length, and are read whole."""


def is_archive(path: Path) -> bool:
    """Whether the name of `path` is that of an archive."""
    return path.name.lower().endswith(SUFFIXES)


def unpack(archive: Path, into: Path, max_bytes: int = MAX_BYTES) -> None:
    """Put what voices are made of from `archive` below the folder `into`.

    Raises:
        VoiceFilesError: it is no archive, is damaged, leads out of `into`, or holds more than `max_bytes`.
    """
    left = max_bytes
    try:
        for name, file in _members(archive, max_bytes):
            target = into / _inside(archive, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            left -= _copy(file, target, left, archive)
    except (
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise VoiceFilesError(f"{archive}: {error}") from error


def _members(archive: Path, max_bytes: int) -> Iterator[tuple[str, IO[bytes]]]:
    """The wanted files, each of them open."""
    if archive.name.lower().endswith(".zip"):
        with zipfile.ZipFile(archive) as zipped:
            for count, entry in enumerate(zipped.infolist(), 1):
                _bound(archive, count)
                if not entry.is_dir() and _is_wanted(entry.filename):
                    with zipped.open(entry) as file:
                        yield entry.filename, file
        return
    with _unpressed(archive) as stream:
        bounded = _Bounded(stream, max_bytes + MAX_MEMBERS * 4 * tarfile.BLOCKSIZE)
        with tarfile.open(fileobj=bounded, mode="r:") as tar:  # type: ignore[call-overload]  # reads, seeks and tells
            for count, member in enumerate(tar, 1):
                _bound(archive, count)
                content = tar.extractfile(member) if member.isreg() and _is_wanted(member.name) else None
                if content is not None:
                    yield member.name, content


def _bound(archive: Path, count: int) -> None:
    if count > MAX_MEMBERS:
        raise VoiceFilesError(f"{archive}: more than {MAX_MEMBERS} files")


def _unpressed(archive: Path) -> IO[bytes]:
    name = archive.name.lower()
    if name.endswith((".gz", ".tgz")):
        return gzip.open(archive)  # type: ignore[return-value]  # the mode is that of octets
    if name.endswith(".bz2"):
        return bz2.open(archive)
    return lzma.open(archive) if name.endswith(".xz") else archive.open("rb")


class _Bounded:
    """A stream that ends with an error beyond `limit`, and of which no single read is large."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_READ:
            raise ValueError(f"a header of {size} bytes")
        data = self._stream.read(size)
        self._check(self._stream.tell())
        return data

    def seek(self, position: int, whence: int = 0) -> int:
        self._check(position)
        return self._stream.seek(position, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def _check(self, position: int) -> None:
        if position > self._limit:
            raise ValueError("unpacks to more than is allowed")


def _is_wanted(name: str) -> bool:
    plain = PurePosixPath(name.replace("\\", "/")).name.lower()
    return plain.endswith(_WANTED) or plain.startswith(_PAPERS)


def _inside(archive: Path, name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise VoiceFilesError(f"{archive}: the name {name!r} leads elsewhere")
    return path


def _copy(file: IO[bytes], target: Path, left: int, archive: Path) -> int:
    """Copy, and count what really comes."""
    copied = 0
    with target.open("xb") as out:
        while data := file.read(_BLOCK):
            copied += len(data)
            if copied > left:
                raise VoiceFilesError(f"{archive}: unpacks to more than is allowed")
            out.write(data)
    return copied
