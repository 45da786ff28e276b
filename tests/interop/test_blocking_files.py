"""Files that never answer, named by requests to a started server: a FIFO, a device, a mount whose server is gone. Other
callers notice nothing, and the server ends when it is told to."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from mrcp_server.client.client import MrcpClient
from tests.interop.hung_mount import hung_mount
from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, pids_of, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

CALLS = 24
"""More than the threads of any pool here."""


def settings(folder: Path) -> dict[str, str]:
    return {"engine.synthesizer": "tone", "engine.workers": "1", "fetch.file_roots": f'["{folder}", "/dev"]'}


def playing(path: object) -> str:
    return f'<speak xmlns="http://www.w3.org/2001/10/synthesis" version="1.0"><audio src="file://{path}"/></speak>'


async def ask_many(server: RunningServer, path: object, fetch_timeout_ms: int) -> list[str]:
    """Completion causes of calls that all have the same file played, at once."""
    headers = [("Fetch-Timeout", str(fetch_timeout_ms))]

    async def ask() -> str:
        async with MrcpClient(server.sip_uri, timeout_s=30) as client:
            return (await client.speak(playing(path), headers=headers)).cause

    return await asyncio.gather(*(ask() for _ in range(CALLS)))


@pytest.mark.parametrize("kind", ["fifo", "device"])
async def test_what_is_no_regular_file_is_refused(tmp_path: Path, kind: str) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with RunningServer(tmp_path / "log", settings(tmp_path), hears=False) as server:
        causes = await ask_many(server, fifo if kind == "fifo" else "/dev/zero", 20_000)
        assert {cause.split()[0] for cause in causes} == {"003"}
        await assert_works(server)


async def test_a_mount_that_hangs_holds_up_neither_calls_nor_the_end(tmp_path: Path) -> None:
    folder, other = tmp_path / "hung", tmp_path / "files"
    folder.mkdir()
    other.mkdir()
    with RunningServer(other / "log", settings(folder), hears=False) as server, hung_mount(folder):
        causes = await ask_many(server, folder / "a.wav", 300)
        assert {cause.split()[0] for cause in causes} == {"003"}
        await assert_works(server)
        assert server.stop() == 0


def test_the_third_signal_ends_all_processes_whatever_hangs(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", settings(tmp_path), hears=False) as server, SipStranger(server) as caller:
        caller.send(caller.request("INVITE", OFFER))
        caller.acknowledge(caller.receive())
        pids = pids_of(server)
        process, server.process = server.process, None
        assert process is not None
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.get("/readyz") is None)
        # The plane and the workers stand still, as if they hung: nobody would end in good order.
        for pid in pids[1:]:
            os.kill(pid, signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)  # two of the same that wait together are one
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 1
        wait_for(lambda: not any(runs(pid) for pid in pids[1:]))


def runs(pid: int) -> bool:
    """It is there, and not only because nobody has asked how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
