"""RTP of many calls captured in a process of its own, so that a busy load generator loses none of it.

The parent starts it, is told one local port a call, and at the end reads all packets from a file. Run as a program it
is that process: the ports go out as one JSON line, the end of its standard input ends it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import select
import socket
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from mrcp_server.client.arrivals import ARRIVAL, Arrivals
from mrcp_server.client.errors import ClientError
from mrcp_server.client.receiver import SweepReceiver, open_receiving_socket

SWEEP_S = 0.1
"""A default socket buffer holds some 250 G.711 packets, 5 s of them: this leaves room for a starved process."""
START_S = 30.0
SPARE_DESCRIPTORS = 200


class Capture:
    """The parent's handle: `start`, then use `ports`, then `stop` for the packets."""

    def __init__(self, host: str, streams: int) -> None:
        self._host = host
        self._streams = streams
        self._process: asyncio.subprocess.Process | None = None
        self._file: Path | None = None
        self.ports: list[int] = []
        """Local port of each stream, after `start`."""

    async def start(self) -> None:
        """Start the process and learn its ports.

        Raises:
            ClientError: it could not open its sockets.
        """
        descriptor, name = tempfile.mkstemp(prefix="rtp-capture-")
        os.close(descriptor)
        self._file = Path(name)
        arguments = (sys.executable, "-P", "-m", "mrcp_server.client.capture", self._host, str(self._streams), name)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *arguments, stdin=pipe, stdout=pipe, env=environment, limit=1 << 20
        )
        assert self._process.stdout is not None  # noqa: S101  # it was asked for two lines above
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_S)
        except TimeoutError:
            line = b""
        if not line:
            await self.discard()
            raise ClientError(f"cannot open {self._streams} RTP ports on {self._host}")
        self.ports = json.loads(line)

    async def stop(self) -> tuple[Arrivals, int]:
        """End the capture. Returns all packets, unsorted, and how many datagrams the sockets had no room for."""
        assert self._process is not None and self._file is not None  # noqa: S101, PT018  # `start` was called
        # An empty input, not none at all: only then is the pipe closed, which is what ends the process.
        output, _ = await self._process.communicate(b"")
        dropped = int(output or b"0")
        arrivals = np.fromfile(self._file, ARRIVAL)
        await self.discard()
        return arrivals, dropped

    async def discard(self) -> None:
        """End the process if it runs and remove its file. Harmless when called again."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def allow_descriptors(wanted: int) -> None:
    """Raise this process's limit of open files to `wanted` and some, as far as the hard limit allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < needed:
        limit = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit, soft), hard))


def count_drops(ports: Iterable[int], tables: Iterable[Path]) -> int:
    """Datagrams dropped for want of buffer space on these local ports, by the kernel's UDP tables (last column)."""
    wanted = set(ports)
    dropped = 0
    for table in tables:
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) in wanted:
                dropped += int(fields[-1])
    return dropped


def run(sockets: list[socket.socket], file: BinaryIO, stopped: BinaryIO, sweep_s: float = SWEEP_S) -> None:
    """Sweep until `stopped` reaches its end, writing packets as `ARRIVAL` records."""
    receiver = SweepReceiver(sockets)
    due = time.monotonic()
    ending = False
    while not ending:
        due += sweep_s
        readable, _, _ = select.select([stopped], [], [], max(due - time.monotonic(), 0.0))
        ending = bool(readable)
        for batch in receiver.sweep():
            batch.tofile(file)


def main() -> int:
    """The capturing process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("streams", type=int)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    allow_descriptors(options.streams)
    with contextlib.ExitStack() as stack:
        try:
            sockets = [stack.enter_context(open_receiving_socket(options.host)) for _ in range(options.streams)]
        except OSError as error:
            print(error, file=sys.stderr)
            return 1
        ports = [item.getsockname()[1] for item in sockets]
        print(json.dumps(ports), flush=True)
        with options.file.open("wb") as file:
            run(sockets, file, sys.stdin.buffer)
        print(count_drops(ports, (Path("/proc/net/udp"), Path("/proc/net/udp6"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
