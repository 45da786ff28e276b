"""The media plane under load, on loopback: processor time against a bare `sendmmsg` loop, departure error, latencies.

Three processes beside this one, each made by exec: the plane itself, the bare loop, and a receiver that keeps every
packet's kernel timestamp. Bare loop and plane run at the same time, each on its own core: a virtual machine's speed
drifts within seconds, and what else runs on it hits both alike.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rtp.messages import Address, AnyEvent, Finished, LowWater, Stopped, StreamSpec
from rtp.process.child import Waiter, take_scheduling
from rtp.process.datagrams import Datagrams
from rtp.process.kernel_clock import KernelClock
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.process.ports import PortPool
from rtp.sending.wheel import IOVEC_COUNT, IOVECS, MESSAGE_WORDS, NAME, NAME_BYTES
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr
from rtp.wire.packet import HEADER_BYTES, are_rtcp

STREAMS = 500
COMPARED_S = 5.0
COMPARISONS = 5
QUIET_S = 8.0
BUSY_S = 10.0
SPEECH = bytes(np.arange(16000, dtype=np.uint32).astype(np.uint8))
RECEIVE_SOCKETS = 8
FRAME_BYTES = 160
SLOT_S = 0.005
PHASES = 4
_CAPTURE = struct.Struct("=IHIq")


def run(streams: int = STREAMS) -> dict[str, float]:
    """Measure. Takes about a minute and a half; times in ms, processor time in µs a packet, memory in KiB a stream."""
    receiver = _Receiver()
    try:
        figures = asyncio.run(_plane(receiver, streams))
    finally:
        receiver.close()
    return figures | _as_ordinary_user(streams)


# The receiver.


class _Receiver:
    """A process that stores what arrives; `take` fetches it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.media_plane", "receive"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self.addresses: list[Address] = [("127.0.0.1", port) for port in json.loads(self._out.readline())]

    def take(self) -> "Capture":
        """Everything since the last call."""
        self._in.write(b"\n")
        self._in.flush()
        size = int(self._out.readline())
        return Capture.of(self._out.read(size))

    def close(self) -> None:
        self._in.close()
        self._process.wait(5)
        self._out.close()


@dataclass(frozen=True, slots=True)
class Capture:
    """Columns of what was received, in order of arrival."""

    ssrc: NDArray[np.int64]
    sequence_number: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    at: NDArray[np.float64]
    """Seconds of CLOCK_REALTIME."""

    @classmethod
    def of(cls, data: bytes) -> "Capture":
        kind = np.dtype([("ssrc", "<u4"), ("sequence", "<u2"), ("timestamp", "<u4"), ("at", "<i8")])
        records = np.frombuffer(data, kind)
        return cls(
            records["ssrc"].astype(np.int64), records["sequence"].astype(np.int64),
            records["timestamp"].astype(np.int64), records["at"] / 1e9,
        )  # fmt: skip

    def departure_errors_ms(self) -> tuple[NDArray[np.float64], int]:
        """|distance from its own cadence| of every packet, and how many sequence numbers are missing or doubled."""
        errors: list[NDArray[np.float64]] = []
        faults = 0
        order = np.argsort(self.ssrc, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(self.ssrc[order])) + 1):
            sequence, at = self.sequence_number[rows], self.at[rows]
            faults += int(np.count_nonzero((np.diff(sequence) & 0xFFFF) != 1))
            elapsed = ((self.timestamp[rows] - self.timestamp[rows[0]]) & 0xFFFF_FFFF) / 8000
            late = at - elapsed
            errors.append(np.abs(late - np.median(late)) * 1000)
        return np.concatenate(errors), faults


def _receive() -> None:
    """The receiver process: ports on its first line, then for each line it reads a length and that many bytes."""
    pool = PortPool("127.0.0.1", None, 0, 0)
    # Equal peers get a pair each; RTCP is listened for too, as phones do, else each report costs an ICMP error.
    pairs = [pool.claim(("127.0.0.1", 9), receive=True) for _ in range(RECEIVE_SOCKETS)]
    for pair in pairs:
        # SO_RCVBUFFORCE, for who may; others live with the system's limit.
        with contextlib.suppress(OSError):
            pair.rtp.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)
    sys.stdout.write(json.dumps([pair.port for pair in pairs]) + "\n")
    sys.stdout.flush()
    waiting = iter([(pair.rtp, pair.rtcp) for pair in pairs])
    datagrams = Datagrams(lambda: next(waiting), KernelClock(time.time, time.time))
    for port in range(RECEIVE_SOCKETS):
        datagrams.add_port(port)
    os.set_blocking(0, False)
    captured: list[NDArray[np.uint8]] = []
    while True:
        time.sleep(0.02)
        list(datagrams.receive_rtcp())
        for arrivals in datagrams.receive():
            # A port beside a caller's may be one of these, and gets the caller's reports then.
            is_rtp = ~are_rtcp(arrivals.datagrams, arrivals.lengths)
            header = arrivals.datagrams[is_rtp, :HEADER_BYTES]
            record = np.empty((len(header), _CAPTURE.size), np.uint8)
            record[:, 0:4] = header[:, 11:7:-1]
            record[:, 4:6] = header[:, 3:1:-1]
            record[:, 6:10] = header[:, 7:3:-1]
            record[:, 10:18] = (arrivals.at[is_rtp] * 1e9).astype("<i8").view(np.uint8).reshape(-1, 8)
            captured.append(record)
        with contextlib.suppress(BlockingIOError):
            asked = os.read(0, 1)
            if not asked:
                return
            data = b"".join(record.tobytes() for record in captured)
            captured.clear()
            sys.stdout.buffer.write(f"{len(data)}\n".encode() + data)
            sys.stdout.buffer.flush()


# The bare loop.


async def _bare(addresses: list[Address], streams: int) -> float:
    """µs of processor time a packet in a loop that only sends."""
    arguments = json.dumps([[list(address) for address in addresses], streams, COMPARED_S + 1])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.media_plane", "bare", arguments,
        stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    return float(printed)


def _send_bare(addresses: list[Address], streams: int, duration_s: float) -> float:
    """`streams` constant packets every 20 ms, a quarter of them every 5 ms, as the plane spreads them."""
    take_scheduling()
    share = streams // PHASES
    packets = np.zeros((streams, HEADER_BYTES + FRAME_BYTES), np.uint8)
    packets[:, 0] = 0x80
    names = np.frombuffer(
        b"".join(pack_sockaddr(addresses[index % len(addresses)]) for index in range(streams)), np.uint8
    )
    iovecs = np.zeros((streams, 2), np.int64)
    iovecs[:, 0] = packets.ctypes.data + np.arange(streams) * packets.shape[1]
    iovecs[:, 1] = packets.shape[1]
    messages = np.zeros((streams, MESSAGE_WORDS), np.int64)
    messages[:, NAME] = names.ctypes.data + np.arange(streams) * SOCKADDR_BYTES
    messages[:, NAME_BYTES] = 16
    messages[:, IOVECS] = iovecs.ctypes.data + np.arange(streams) * 16
    messages[:, IOVEC_COUNT] = 1
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.bind(("127.0.0.1", 0))
    sendmmsg, fd = ctypes.CDLL(None).sendmmsg, sender.fileno()
    phases = [ctypes.c_void_p(messages[phase * share :].ctypes.data) for phase in range(PHASES)]
    quiet, _ = socket.socketpair()
    waiter = Waiter(quiet, quiet)
    sent = 0
    start = time.monotonic()
    before = time.process_time()
    for slot in range(int(duration_s / SLOT_S)):
        waiter.wait(max(start + slot * SLOT_S - time.monotonic(), 0.0))
        sent += sendmmsg(fd, phases[slot % PHASES], share, 0)
    return (time.process_time() - before) / sent * 1e6


# The plane.


@dataclass(slots=True)
class _Caller:
    """One stream that never stops talking, or says one thing."""

    stream: Any = None
    is_endless: bool = True
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def on_event(self, event: AnyEvent) -> None:
        if isinstance(event, LowWater) and self.is_endless:
            wanted = event.wanted_bytes
            while wanted > 0:
                wanted = self.stream.write(event.utterance, SPEECH[:wanted])
        elif isinstance(event, Stopped):
            self.stopped.set()
        elif isinstance(event, Finished):
            self.finished.set()


async def _plane(receiver: _Receiver, streams: int) -> dict[str, float]:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    await plane.start()
    figures: dict[str, float] = {}
    try:
        memory_kib = _memory_kib(plane)
        callers = await _call_all(plane, receiver, streams)
        await asyncio.sleep(3)
        figures["plane_rss_kib_per_stream"] = (_memory_kib(plane) - memory_kib) / streams
        figures |= await _compare(plane, receiver, streams)
        figures["plane_us_per_packet_alone"] = await _cpu_of(plane, QUIET_S)
        _note_errors(figures, "quiet", receiver.take())
        busy = asyncio.create_task(_be_busy())
        figures["plane_us_per_packet_busy"] = await _cpu_of(plane, BUSY_S)
        _note_errors(figures, "busy", receiver.take())
        busy.cancel()
        figures.update(await _latencies(callers, receiver))
        statistics = await plane.statistics()
        figures["underruns"] = statistics.underruns
        figures["stalls"] = statistics.stalls
        figures["send_errors"] = statistics.send_errors
    finally:
        await plane.close()
    return figures


async def _compare(plane: MediaPlane, receiver: _Receiver, streams: int) -> dict[str, float]:
    """Several times, since one round's ratio strays by 0.05; what counts is the middle one."""
    rounds: list[tuple[float, float, float]] = []
    for _ in range(COMPARISONS):
        bare = asyncio.create_task(_bare(receiver.addresses, streams))
        await asyncio.sleep(1)
        ours = await _cpu_of(plane, COMPARED_S)
        theirs = await bare
        rounds.append((ours / theirs, ours, theirs))
        receiver.take()
    rounds.sort()
    ratio, ours, theirs = rounds[COMPARISONS // 2]
    return {
        "plane_us_per_packet": ours,
        "bare_us_per_packet": theirs,
        "cpu_ratio": ratio,
        "lowest_cpu_ratio_seen": rounds[0][0],
        "highest_cpu_ratio_seen": rounds[-1][0],
    }


def _as_ordinary_user(streams: int) -> dict[str, float]:
    """The same beside a busy control process for a user without the right to set a scheduling class; for root that
    right is taken away first. Empty where the system has no setpriv."""
    command = [sys.executable, "-m", "bench.media_plane", "ordinary", str(streams)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            return {}
        command = [setpriv, "--bounding-set=-sys_nice", "--inh-caps=-sys_nice", *command]
    printed = subprocess.run(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True, timeout=120)
    figures: dict[str, float] = json.loads(printed.stdout)
    return figures


async def _ordinary(receiver: _Receiver, streams: int) -> dict[str, float]:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    await plane.start()
    try:
        # An endless stream lives as long as somebody holds its caller.
        callers = await _call_all(plane, receiver, streams)
        await asyncio.sleep(2)
        receiver.take()
        busy = asyncio.create_task(_be_busy())
        await asyncio.sleep(BUSY_S)
        figures: dict[str, float] = {}
        _note_errors(figures, f"busy_{plane.scheduling.partition(' ')[0]}_user", receiver.take())
        busy.cancel()
        callers.clear()
    finally:
        await plane.close()
    return figures


async def _call_all(plane: MediaPlane, receiver: _Receiver, streams: int) -> list[_Caller]:
    callers = []
    for index in range(streams):
        caller = _Caller()
        spec = StreamSpec(remote=receiver.addresses[index % RECEIVE_SOCKETS], receive=False)
        caller.stream = plane.open_stream(spec, caller.on_event)
        caller.stream.begin(1)
        caller.stream.write(1, SPEECH)
        callers.append(caller)
        # As calls come: spread over time, and so over the slots.
        await asyncio.sleep(0.0021)
    return callers


async def _be_busy() -> None:
    """Keep control's thread busy nine tenths of the time, in pieces of 20 ms."""
    while True:
        until = time.monotonic() + 0.018
        while time.monotonic() < until:
            json.loads(json.dumps({"busy": list(range(100))}))
        await asyncio.sleep(0.002)


async def _cpu_of(plane: MediaPlane, duration_s: float) -> float:
    before = await plane.statistics()
    await asyncio.sleep(duration_s)
    after = await plane.statistics()
    return (after.cpu_s - before.cpu_s) / (after.packets_sent - before.packets_sent) * 1e6


def _note_errors(figures: dict[str, float], name: str, capture: Capture) -> None:
    errors, faults = capture.departure_errors_ms()
    for percentile in (50, 99, 99.9):
        figures[f"departure_error_{name}_p{percentile}_ms"] = float(np.percentile(errors, percentile))
    figures[f"departure_error_{name}_max_ms"] = float(errors.max())
    figures[f"sequence_faults_{name}"] = faults


async def _latencies(callers: list[_Caller], receiver: _Receiver) -> dict[str, float]:
    """STOP to last packet, and begin to first packet, of half the streams one after the other."""
    receiver.take()
    wall_offset_s = time.time() - time.monotonic()
    stopped_at: dict[int, float] = {}
    begun_at: dict[int, float] = {}
    for number, caller in enumerate(callers[: len(callers) // 2]):
        stopped_at[caller.stream.ssrc] = time.monotonic() + wall_offset_s
        caller.stream.stop()
        await caller.stopped.wait()
        await asyncio.sleep(0.003 + number % 7 * 0.001)
    stops = receiver.take()
    for number, caller in enumerate(callers[: len(callers) // 2]):
        begun_at[caller.stream.ssrc] = time.monotonic() + wall_offset_s
        caller.stream.begin(2)
        caller.stream.write(2, SPEECH)
        await asyncio.sleep(0.003 + number % 7 * 0.001)
    await asyncio.sleep(0.1)
    starts = receiver.take()
    last = [stops.at[stops.ssrc == ssrc].max(initial=at) - at for ssrc, at in stopped_at.items()]
    first = [starts.at[starts.ssrc == ssrc].min() - at for ssrc, at in begun_at.items()]
    return {
        "stop_to_last_packet_p99_ms": float(np.percentile(last, 99)) * 1000,
        "begin_to_first_packet_p50_ms": float(np.percentile(first, 50)) * 1000,
        "begin_to_first_packet_p99_ms": float(np.percentile(first, 99)) * 1000,
    }


def _memory_kib(plane: MediaPlane) -> float:
    status = Path(f"/proc/{plane.pid}/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


if __name__ == "__main__":
    if sys.argv[1] == "receive":
        _receive()
    elif sys.argv[1] == "ordinary":
        receiving = _Receiver()
        try:
            sys.stdout.write(json.dumps(asyncio.run(_ordinary(receiving, int(sys.argv[2])))))
        finally:
            receiving.close()
    else:
        targets, count, seconds = json.loads(sys.argv[2])
        sys.stdout.write(str(_send_bare([(host, port) for host, port in targets], count, seconds)))
