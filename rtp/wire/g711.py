"""G.711 companding by table: 16-bit linear <-> µ-law (PCMU) and A-law (PCMA), and one law into the other.

The tables are built once from the integer arithmetic of ITU-T G.711: 14-bit magnitudes for µ-law, 13-bit for A-law,
one's complement for negative values. The floating-point formula that many programs use differs on 0.6 % of the values.
`encode`/`decode` take and give a run of samples; `encode_array`/`decode_array` keep any shape, so the plane
converts all rows at once.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Law(StrEnum):
    """The two companding laws, by their RTP encoding names."""

    PCMU = "PCMU"
    PCMA = "PCMA"


ULAW_SILENCE = 0xFF
ALAW_SILENCE = 0xD5
SILENCE: dict[Law, int] = {Law.PCMU: ULAW_SILENCE, Law.PCMA: ALAW_SILENCE}
"""The code word of a zero sample, positive sign."""

FULL_SCALE_DBM0: dict[Law, float] = {Law.PCMU: 3.17, Law.PCMA: 3.14}
"""Power of a sine that just reaches the largest code (G.711 §4)."""

_ULAW_BIAS = 33
_ULAW_MAX_MAGNITUDE = 0x1FFF


def encode_array(pcm: NDArray[np.int16], law: Law) -> NDArray[np.uint8]:
    """Code words of int16 samples; the result has the shape of `pcm`."""
    return _ENCODE[law][pcm.view(np.uint16)]


def decode_array(codes: NDArray[np.uint8], law: Law) -> NDArray[np.int16]:
    """int16 samples of code words; the result has the shape of `codes`."""
    return _DECODE[law][codes]


def encode(pcm: NDArray[np.int16], law: Law) -> bytes:
    """G.711 payload of int16 samples, one byte a sample."""
    return encode_array(pcm, law).tobytes()


def decode(payload: bytes, law: Law) -> NDArray[np.int16]:
    """int16 samples of a G.711 payload, one sample a byte."""
    return decode_array(np.frombuffer(payload, np.uint8), law)


def transcode(payload: bytes, source: Law, target: Law) -> bytes:
    """A payload of one law in the other, without a way through linear samples."""
    return payload if source is target else payload.translate(_TRANSCODE[source])


def silence(samples: int, law: Law) -> bytes:
    """A payload of digital silence."""
    return bytes((SILENCE[law],)) * samples


def _ulaw_encode_table() -> NDArray[np.uint8]:
    # Index is the sample's 16 bits as unsigned, so no offset has to be added when a table is looked up.
    pcm = np.arange(0x10000, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.minimum((np.where(pcm < 0, ~pcm, pcm) >> 2) + _ULAW_BIAS, _ULAW_MAX_MAGNITUDE)
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 5
    code = segment << 4 | magnitude >> (segment + 1) & 0x0F
    # The whole word is sent inverted; the sign bit is 1 for positive values after inversion.
    table: NDArray[np.uint8] = np.where(pcm < 0, code ^ 0x7F, code ^ 0xFF).astype(np.uint8)
    return table


def _alaw_encode_table() -> NDArray[np.uint8]:
    pcm = np.arange(0x10000, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.where(pcm < 0, ~pcm, pcm) >> 4
    segment = np.floor(np.log2(np.maximum(magnitude, 16))).astype(np.int32) - 3
    segment[magnitude < 16] = 0
    code = segment << 4 | magnitude >> np.maximum(segment - 1, 0) & 0x0F
    # G.711 §3.2: even bits are inverted for transmission.
    table: NDArray[np.uint8] = (np.where(pcm < 0, code, code | 0x80) ^ 0x55).astype(np.uint8)
    return table


def _ulaw_decode_table() -> NDArray[np.int16]:
    code = ~np.arange(256) & 0xFF
    segment = code >> 4 & 0x07
    magnitude = ((((code & 0x0F) << 1) + _ULAW_BIAS) << segment) - _ULAW_BIAS
    return np.where(code & 0x80, -magnitude << 2, magnitude << 2).astype(np.int16)


def _alaw_decode_table() -> NDArray[np.int16]:
    code = np.arange(256) ^ 0x55
    segment = code >> 4 & 0x07
    interval = ((code & 0x0F) << 1) + 1
    magnitude = np.where(segment == 0, interval, interval + 32 << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude << 3, -magnitude << 3).astype(np.int16)


_ENCODE: dict[Law, NDArray[np.uint8]] = {Law.PCMU: _ulaw_encode_table(), Law.PCMA: _alaw_encode_table()}
_DECODE: dict[Law, NDArray[np.int16]] = {Law.PCMU: _ulaw_decode_table(), Law.PCMA: _alaw_decode_table()}
_TRANSCODE: dict[Law, bytes] = {
    Law.PCMU: encode(_DECODE[Law.PCMU], Law.PCMA),
    Law.PCMA: encode(_DECODE[Law.PCMA], Law.PCMU),
}
