"""What others notice of one caller's flood: a hundred streams play and are heard while somebody sends 50,000 packets a
second to the same port. Gaps are those between packets as the kernel of the hearer stamps them.
"""

import asyncio
import json
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from bench.media_plane import SPEECH
from mrcp_server.client.receiver import SweepReceiver, open_receiving_socket
from rtp.messages import AnyEvent, KeyPressed, LowWater, StreamSpec
from rtp.process.handle import Stream
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.wire.packet import RtpPacket
from tests.fakes.flood import RATE, Flood, Kind

STREAMS = 100
SETTLED_S = 1.0
MEASURED_S = 5.0


class Telephones:
    """A process of `count` telephones, each of which sends a packet every 20 ms and notes when it gets one."""

    def __init__(self, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.media_flood", str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self.ports: list[int] = json.loads(self._out.readline())

    def start(self, targets: list[int]) -> None:
        """Begin to send, each to its port."""
        self._in.write(f"{json.dumps(targets)}\n".encode())
        self._in.flush()

    def stop(self) -> tuple[list[int], list[float]]:
        """Packets that each has sent, and every gap between two that it got, in ms."""
        self._process.send_signal(signal.SIGTERM)
        sent, gaps = json.loads(self._out.readline())
        self._process.wait(5)
        self._in.close()
        self._out.close()
        return sent, gaps

    def close(self) -> None:
        """End it if it runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _telephone(count: int) -> None:
    sockets = [open_receiving_socket("127.0.0.1") for _ in range(count)]
    print(json.dumps([item.getsockname()[1] for item in sockets]), flush=True)
    targets = [("127.0.0.1", port) for port in json.loads(sys.stdin.readline())]
    receiver = SweepReceiver(sockets)
    arrivals = []
    is_over = False

    def end(*_: object) -> None:
        nonlocal is_over
        is_over = True

    signal.signal(signal.SIGTERM, end)
    began = time.monotonic()
    sent = [0] * count
    frame = 0
    while not is_over:
        for index, item in enumerate(sockets):
            item.sendto(bytes(RtpPacket(0, frame & 0xFFFF, frame * 160, index + 1, bytes(160))), targets[index])
            sent[index] += 1
        arrivals.extend(receiver.sweep())
        frame += 1
        time.sleep(max(began + frame * 0.02 - time.monotonic(), 0))
    # What has left is on its way.
    time.sleep(0.05)
    heard = np.concatenate(arrivals)
    gaps = [np.diff(heard["arrival_ns"][heard["stream"] == index]) / 1e6 for index in range(count)]
    print(json.dumps([sent, np.concatenate(gaps).tolist()]), flush=True)


async def flooded(
    kind: Kind | None, *, streams: int = STREAMS, rate: int = RATE, seconds: float = MEASURED_S
) -> dict[str, float]:
    """Figures beside one flood, or beside none."""
    keys = 0

    def count_keys(event: AnyEvent) -> None:
        nonlocal keys
        keys += isinstance(event, KeyPressed)

    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    with ExitStack() as stack:
        telephones = Telephones(streams)
        stack.callback(telephones.close)
        flood = stack.enter_context(Flood(kind or Kind.AUDIO, rate))
        await plane.start()
        try:
            open_streams: list[Stream] = [_talk(plane, port) for port in telephones.ports]
            flooder = plane.open_stream(
                StreamSpec(remote=("127.0.0.1", flood.port), telephone_event_type=101), count_keys
            )
            telephones.start([stream.local_port for stream in open_streams])
            await asyncio.sleep(SETTLED_S)
            before = await plane.statistics()
            if kind is not None:
                flood.start(("127.0.0.1", flooder.local_port))
            await asyncio.sleep(seconds)
            sent, gaps = await asyncio.to_thread(telephones.stop)
            flood.stop()
            await asyncio.sleep(0.1)
            after = await plane.statistics()
            heard = [int(plane.rows.packets_received[stream.row]) for stream in open_streams]
            return {
                "gap_p99.9_ms": float(np.percentile(gaps, 99.9)),
                "gap_max_ms": float(max(gaps)),
                "lost": sum(sent) - sum(heard),
                "sent_to_us": sum(sent),
                "of_the_flood": int(plane.rows.packets_received[flooder.row]),
                "flood_sent": flood.sent,
                "keys": keys,
                "strangers": after.strangers,
                "cpu_share": (after.cpu_s - before.cpu_s) / seconds,
            }
        finally:
            await plane.close()


def _talk(plane: MediaPlane, port: int) -> Stream:
    def on_event(event: AnyEvent) -> None:
        if isinstance(event, LowWater):
            wanted = event.wanted_bytes
            while wanted > 0:
                wanted = stream.write(event.utterance, SPEECH[:wanted])

    stream = plane.open_stream(StreamSpec(remote=("127.0.0.1", port)), on_event)
    stream.begin(1)
    stream.write(1, SPEECH)
    return stream


def run() -> dict[str, float]:
    """Measure beside each kind of flood, and beside none. Takes about a minute."""
    figures: dict[str, float] = {}
    for kind in (None, *Kind):
        for name, value in asyncio.run(flooded(kind)).items():
            figures[f"{kind or 'none'}_{name}"] = value
    return figures


if __name__ == "__main__":
    _telephone(int(sys.argv[1]))
