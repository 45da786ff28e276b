"""A WAV file as it comes: its head, then its samples, and whether all that it announces has come."""

from __future__ import annotations

import struct

from engine.remote.errors import Fault, ServiceError

_MAX_HEAD_BYTES = 16 << 10
_PCM, _EXTENSIBLE = 1, 0xFFFE
_FORMAT_BYTES = 16
_WIDTH_BITS = 16
_UNKNOWN_SIZES = range(0x7FFF_0000, 0x1_0000_0000)
"""What a service that streams writes for a length that it does not know."""


class WavReader:
    """Push octets in, get those of its samples out. `rate_hz` is known with the first of them."""

    def __init__(self, service: str) -> None:
        self.rate_hz = 0
        self._service = service
        self._head = bytearray()
        self._left: int | None = None
        """Octets of samples that are still to come; None in the head."""

    def push(self, data: bytes) -> bytes:
        """What of `data` is sound.

        Raises:
            ServiceError: GARBAGE; it is no WAV file of one channel and 16 bits.
        """
        if self._left is None:
            self._head += data
            rest = self._parse()
            if rest is None:
                if len(self._head) > _MAX_HEAD_BYTES:
                    raise self._garbage("has no samples")
                return b""
            data = rest
        sound = data[: self._left]
        self._left = (self._left or 0) - len(sound)
        return sound

    def finish(self) -> None:
        """No more comes.

        Raises:
            ServiceError: GARBAGE; more was announced.
        """
        if self._left is None:
            raise self._garbage("ends in its head")
        if self._left and self._left < _UNKNOWN_SIZES.start // 2:
            raise self._garbage(f"lacks its last {self._left} octets")

    def _parse(self) -> bytes | None:
        """What stands behind the head, when all of that is there."""
        head = self._head
        if len(head) < 12:
            return None
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            raise self._garbage("is none")
        place = 12
        while len(head) >= place + 8:
            name, (size,) = bytes(head[place : place + 4]), struct.unpack_from("<I", head, place + 4)
            place += 8
            if name == b"data":
                if not self.rate_hz:
                    raise self._garbage("does not tell its format")
                self._left = 1 << 62 if size == 0 or size in _UNKNOWN_SIZES else size
                return bytes(head[place:])
            if len(head) < place + size:
                return None
            if name == b"fmt ":
                self._format(bytes(head[place : place + size]))
            place += size + size % 2
        return None

    def _format(self, content: bytes) -> None:
        if len(content) < _FORMAT_BYTES:
            raise self._garbage("does not tell its format")
        kind, channels, self.rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", content)
        if kind not in (_PCM, _EXTENSIBLE) or channels != 1 or bits != _WIDTH_BITS or not self.rate_hz:
            raise self._garbage(f"is of format {kind}, {self.rate_hz} Hz, {channels} channels, {bits} bits")

    def _garbage(self, what: str) -> ServiceError:
        return ServiceError(Fault.GARBAGE, f"{self._service}: a WAV file that {what}")
