"""One call's audio: received with the kernel's times and kept, sent in real time as frames or keys.

For a load test `capture` does the receiving; this is for calls somebody listens to.
"""

import asyncio
import secrets
import socket
import struct
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mrcp_server.client.arrivals import ARRIVAL, Arrivals
from mrcp_server.client.receiver import SO_TIMESTAMPNS, open_receiving_socket
from rtp.errors import PacketError
from rtp.messages import SrtpKeys
from rtp.protection import Protection, SrtpColumns
from rtp.wire.g711 import Law, decode, encode
from rtp.wire.packet import RtpPacket, is_rtcp
from rtp.wire.payload_types import PCMA, PCMU, PayloadFormat
from rtp.wire.sequence import uint16_add, uint32_add, uint32_distance
from rtp.wire.telephone_event import encode_key, event_of

MAX_DATAGRAM_BYTES = 2048
CONTROL_BYTES = 64
LONGEST_SILENCE_S = 30.0
"""A longer gap in the timestamps is shortened to this in what is heard: it is a fault, and would fill the memory."""
KEY_TICKS = 800
"""100 ms: what a person's quick key press lasts."""
KEY_PAUSE_TICKS = 480
_ROW = 0
"""The only stream of its protection."""
LAWS = {PCMU: Law.PCMU, PCMA: Law.PCMA}

_TIMESPEC = struct.Struct("@qq")


@dataclass(frozen=True, slots=True)
class ReceivedPacket:
    """One received packet."""

    packet: RtpPacket
    arrival_ns: int
    """Wall clock by the kernel."""


class AudioPort:
    """A local RTP port. Open it with `open`, close it with `close`."""

    def __init__(self, host: str) -> None:
        """Raises: OSError when the address is not ours."""
        self._socket = open_receiving_socket(host)
        self.port: int = self._socket.getsockname()[1]
        self.received: list[ReceivedPacket] = []
        self._ssrc = secrets.randbits(32)
        self._sequence_number = secrets.randbits(16)
        self._timestamp = secrets.randbits(32)
        self._protection = Protection(SrtpColumns.empty(1))
        self._turns = 0
        """How often our sequence numbers have gone around."""

    def secure(self, keys: SrtpKeys) -> None:
        """Audio is encrypted both ways from now on (SRTP); what is not authentic is not heard."""
        self._sequence_number &= 0x7FFF
        self._protection.open_stream(_ROW, keys, is_resumed=False)

    def open(self) -> None:
        """Begin to receive, on the running loop."""
        asyncio.get_running_loop().add_reader(self._socket, self._receive)

    def close(self) -> None:
        """Stop receiving. What was heard stays. Harmless when called again."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()

    def first_after_ns(self, instant_ns: int) -> int | None:
        """When the first packet since an instant arrived; None when none has."""
        return next((item.arrival_ns for item in self.received if item.arrival_ns >= instant_ns), None)

    def last_ns(self) -> int | None:
        """When the newest packet arrived; None when none has."""
        return self.received[-1].arrival_ns if self.received else None

    def arrivals(self) -> Arrivals:
        """Everything heard as columns, for `arrivals`' measures."""
        rows = np.zeros(len(self.received), ARRIVAL)
        for row, item in zip(rows, self.received, strict=True):
            packet = item.packet
            row["ssrc"], row["sequence_number"] = packet.ssrc, packet.sequence_number
            row["timestamp"], row["marker"] = packet.timestamp, packet.marker
            row["payload_type"], row["payload_bytes"] = packet.payload_type, len(packet.payload)
            row["arrival_ns"] = item.arrival_ns
        return rows

    def samples(self, codec: PayloadFormat, since_ns: int = 0) -> NDArray[np.int16]:
        """What a listener would have heard since an instant: packets at their timestamps, silence in between."""
        law = LAWS[codec]
        chosen = [item.packet for item in self.received if item.arrival_ns >= since_ns and item.packet.payload]
        pieces: list[NDArray[np.int16]] = []
        limit = int(LONGEST_SILENCE_S * codec.clock_rate)
        end: int | None = None
        for packet in chosen:
            gap = 0 if end is None else uint32_distance(packet.timestamp, end)
            if gap < 0:
                continue  # a duplicate, or too late to be played
            pieces.append(np.zeros(min(gap, limit), np.int16))
            pieces.append(decode(packet.payload, law))
            end = uint32_add(packet.timestamp, len(packet.payload))
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)

    async def send_frames(
        self, frames: Iterable[bytes], target: tuple[str, int], payload_type: int, *, frame_ticks: int = 160
    ) -> int:
        """Send each frame at its time, 8,000 ticks a second, the first with the marker. Returns how many were sent.

        Deadlines are absolute, so an error never adds up; a stall is not caught up with by a burst.
        """
        loop = asyncio.get_running_loop()
        due = loop.time()
        sent = 0
        for frame in frames:
            due = await _pause_until(due)
            self._send(frame, target, payload_type, marker=sent == 0, timestamp=self._timestamp)
            self._timestamp = uint32_add(self._timestamp, frame_ticks)
            due += frame_ticks / 8000
            sent += 1
        return sent

    async def send_keys(self, keys: Sequence[str], target: tuple[str, int], payload_type: int) -> None:
        """Press keys one after the other as telephone events (RFC 4733).

        Raises:
            ValueError: one is no key.
        """
        due = asyncio.get_running_loop().time()
        for event in [event_of(key) for key in keys]:
            began = due
            for item in encode_key(event, self._timestamp, KEY_TICKS, interval=160):
                due = await _pause_until(began + item.offset / 8000)
                self._send(item.payload, target, payload_type, marker=item.marker, timestamp=item.timestamp)
            whole = KEY_TICKS + KEY_PAUSE_TICKS
            self._timestamp = uint32_add(self._timestamp, whole)
            due = began + whole / 8000

    def _send(
        self, payload: bytes, target: tuple[str, int], payload_type: int, *, marker: bool, timestamp: int
    ) -> None:
        packet = RtpPacket(payload_type, self._sequence_number, timestamp, self._ssrc, payload, marker=marker)
        index = self._turns << 16 | self._sequence_number
        self._socket.sendto(self._protection.seal(_ROW, bytes(packet), index), target)
        self._sequence_number = uint16_add(self._sequence_number, 1)
        self._turns += not self._sequence_number

    def _receive(self) -> None:
        while True:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(MAX_DATAGRAM_BYTES, CONTROL_BYTES)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if is_rtcp(data):
                continue
            opened = self._protection.open(_ROW, data) if self._protection.is_in_use else data
            try:
                packet = RtpPacket.parse(opened or b"")
            except PacketError:
                continue
            self.received.append(ReceivedPacket(packet, _kernel_time_ns(ancillary)))


def frames_of(samples: NDArray[np.int16], codec: PayloadFormat, frame_samples: int = 160) -> list[bytes]:
    """Samples as payloads of equal length, the last one filled up with silence."""
    missing = -len(samples) % frame_samples
    padded = np.concatenate((samples, np.zeros(missing, np.int16)))
    payload = encode(padded, LAWS[codec])
    return [payload[start : start + frame_samples] for start in range(0, len(payload), frame_samples)]


async def _pause_until(due: float) -> float:
    """Sleep until a deadline of the loop's clock. Returns it, or the present when it has long passed."""
    now = asyncio.get_running_loop().time()
    if now - due > 0.1:
        return now
    await asyncio.sleep(max(due - now, 0))
    return due


def _kernel_time_ns(ancillary: Sequence[tuple[int, int, bytes]]) -> int:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return time.time_ns()
