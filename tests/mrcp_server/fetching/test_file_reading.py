"""Only regular files are read, and a read that never returns holds up neither other folders nor the end."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import ClipError
from mrcp_server.fetching.file_reading import AT_ONCE, FileReader


def read(path: Path, root: Path, most: int = 100) -> bytes:
    return asyncio.run(asyncio.wait_for(FileReader([root]).read("file:x", path, most), 10))


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(3_000_000))
    assert read(tmp_path / "a", tmp_path, 3_000_000) == bytes(3_000_000)
    with pytest.raises(ClipError, match="more than 2999999 bytes"):
        read(tmp_path / "a", tmp_path, 2_999_999)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "circle").symlink_to("circle")
    for name in ("fifo", "folder"):
        with pytest.raises(ClipError, match="no regular file"):
            read(tmp_path / name, tmp_path)
    with pytest.raises(ClipError, match="no regular file"):
        read(Path("/dev/zero"), Path("/dev"))
    with pytest.raises(ClipError, match="outside"):
        read(tmp_path / "link", tmp_path)
    with pytest.raises(ClipError):
        read(tmp_path / "circle", tmp_path)
    with pytest.raises(ClipError, match="null"):
        read(tmp_path / "a\0b", tmp_path)


def test_a_folder_that_hangs_holds_up_no_other_one(tmp_path: Path) -> None:
    lets_go = threading.Event()

    def hang(path: Path, _most: int) -> bytes:
        if path.parent.name == "hung":
            lets_go.wait(30)
        return path.name.encode()

    async def scenario() -> None:
        hung, good = tmp_path / "hung", tmp_path / "good"
        reader = FileReader([hung, good], hang)
        given_up = [asyncio.create_task(reader.read("file:x", hung / "a", 100)) for _ in range(AT_ONCE + 5)]
        await asyncio.sleep(0.05)
        assert sum(thread.name == "file" for thread in threading.enumerate()) == AT_ONCE
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        assert await reader.read("file:x", good / "b", 100) == b"b"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read("file:x", hung / "a", 100), 0.05)
        # When the folder answers again, so does its reader.
        lets_go.set()
        assert await asyncio.wait_for(reader.read("file:x", hung / "c", 100), 10) == b"c"

    asyncio.run(scenario())


def test_a_read_that_never_returns_does_not_keep_the_process(tmp_path: Path) -> None:
    program = f"""
import asyncio, threading
from pathlib import Path
from mrcp_server.fetching.file_reading import FileReader
folder = Path({str(tmp_path)!r})
reader = FileReader([folder], lambda path, most: threading.Event().wait())
try:
    asyncio.run(asyncio.wait_for(reader.read("file:x", folder / "a", 1), 0.1))
except TimeoutError:
    print("given up")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "given up\n", "")
