"""A plane that callers talk to: audio of tests as packets on the line, in time."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rtp.messages import AudioReceived
from rtp.wire.g711 import Law, encode
from rtp.wire.packet import RtpPacket
from tests.rtp.plane_driver import PORT, REMOTE, PlaneDriver

Encode = Callable[[NDArray[np.int16]], bytes]


def mu_law(pcm: NDArray[np.int16]) -> bytes:
    return encode(pcm, Law.PCMU)


class DetectionDriver(PlaneDriver):
    """One peer that sends a packet every 20 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.sequence_number = 100
        self.timestamp = 0xFFFF_FF00
        self.ssrc = 77
        self.payload_type = 0

    def packet(self, payload: bytes, ticks: int = 160, payload_type: int | None = None) -> RtpPacket:
        """The next packet."""
        number = self.payload_type if payload_type is None else payload_type
        packet = RtpPacket(number, self.sequence_number, self.timestamp, self.ssrc, payload)
        self.sequence_number = (self.sequence_number + 1) & 0xFFFF
        self.timestamp = (self.timestamp + ticks) & 0xFFFF_FFFF
        return packet

    def arrive(self, packet: RtpPacket, at: float | None = None) -> None:
        self.datagrams.arriving.append((PORT, REMOTE, bytes(packet), self.now if at is None else at))

    def talk(
        self, pcm: NDArray[np.int16], encode: Encode = mu_law, *, samples: int = 160, ticks: int = 160,
        lost: Callable[[int], bool] = lambda _number: False,
    ) -> list[RtpPacket]:  # fmt: skip
        """Say it, frame by frame in real time. Returns what the plane sent meanwhile."""
        sent = []
        for number, frame in enumerate(pcm[: len(pcm) // samples * samples].reshape(-1, samples)):
            packet = self.packet(encode(frame), ticks)
            if not lost(number):
                self.arrive(packet)
            sent += self.run(0.02)
        return sent

    def audio(self) -> NDArray[np.int16]:
        """What control has got of the caller since the last call."""
        return np.frombuffer(b"".join(event.pcm for event in self.events(AudioReceived)), "<i2")
