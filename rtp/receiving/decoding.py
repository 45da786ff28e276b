"""From payloads to samples, a batch at a time: which packets are wanted, and how they are decoded.

There is one decoder for each payload format of each `LineShape`. Packets of one decoder and one size are decoded
together: a table for G.711, a view for L16, one call each for G.722, which keeps state.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.audio.half_band import doubled
from rtp.messages import StreamSpec
from rtp.receiving.receiver import AudioPackets
from rtp.wire.g711 import Law, decode_array
from rtp.wire.g722 import G722Decoder
from rtp.wire.payload_types import PayloadFormat, find_payload_format, payload_format_of

Samples = NDArray[np.int16]
Decode = Callable[[NDArray[np.int64], NDArray[np.uint8]], Samples]
"""(rows, payloads [n, bytes]) to samples [n, m]."""

_NO_DECODER = 0
_OFFSET_SHIFT, _DECODER_SHIFT = 16, 32


@dataclass(frozen=True, slots=True)
class LineShape:
    """What the audio of a line looks like once it is decoded; lines of one shape share arrays."""

    rate_hz: int
    """Of the samples."""
    clock_rate: int
    """Of the RTP timestamps."""

    @classmethod
    def of(cls, spec: StreamSpec) -> "LineShape":
        """The shape of the codec that was agreed.

        Raises:
            ValueError: a codec unknown or without waveform.
        """
        codec = find_payload_format(spec.encoding, spec.clock_rate)
        if codec is None or not codec.is_waveform:
            raise ValueError(f"cannot decode {spec.encoding}/{spec.clock_rate}")
        return cls(codec.sample_rate_hz, codec.clock_rate)


@dataclass(frozen=True, slots=True)
class DecodedPackets:
    """Packets of one length, of lines of one shape."""

    shape: LineShape
    index: NDArray[np.int64]
    """[n], into the batch."""
    samples: Samples
    """[n, m]."""


@dataclass(frozen=True, slots=True)
class _PayloadDecoder:
    shape: LineShape
    decode: Decode


class PayloadDecoders:
    """Decoding of `rows` streams. `open` a row when its audio is wanted."""

    def __init__(self, rows: int) -> None:
        self._decoder_of = np.zeros((rows, 128), np.uint8)
        """Number of the decoder by row and payload type; they count from 1."""
        self._decoders: list[_PayloadDecoder] = []
        self._numbers: dict[tuple[LineShape, PayloadFormat], int] = {}
        self._g722: dict[tuple[int, int], G722Decoder] = {}

    def open(self, row: int, spec: StreamSpec) -> LineShape:
        """Decode this row by these terms, or by new ones. Returns its shape."""
        self.close(row)
        shape = LineShape.of(spec)
        offered = (payload_format_of(payload_type, rtpmap) for payload_type, rtpmap in spec.receive_types)
        numbers = [payload_type for payload_type, _ in spec.receive_types]
        own = find_payload_format(spec.encoding, spec.clock_rate)
        for payload_type, codec in [*zip(numbers, offered, strict=True), (spec.payload_type, own)]:
            # A codec of another clock would need a time line of its own (RFC 7160): not decoded.
            if codec is not None and codec.is_waveform and codec.clock_rate == shape.clock_rate:
                self._decoder_of[row, payload_type] = self._number(shape, codec)
        return shape

    def close(self, row: int) -> None:
        """Nobody wants the audio of this row any more."""
        self._decoder_of[row] = _NO_DECODER
        self.restart(row)

    def restart(self, row: int) -> None:
        """Another source: decoders forget what was before."""
        for rate_hz in (8000, 16000):
            self._g722.pop((row, rate_hz), None)

    def decode(self, audio: AudioPackets) -> Iterator[DecodedPackets]:
        """The packets that are wanted, in groups; in order of arrival within a group."""
        decoder = self._decoder_of[audio.rows, audio.payload_type].astype(np.int64)
        key = decoder << _DECODER_SHIFT | audio.payload_offset << _OFFSET_SHIFT | audio.payload_bytes
        key[(decoder == _NO_DECODER) | (audio.payload_bytes == 0)] = 0
        for value in set(key.tolist()):
            if value:
                yield self._decode(audio, np.flatnonzero(key == value), value)

    def _decode(self, audio: AudioPackets, index: NDArray[np.int64], key: int) -> DecodedPackets:
        decoder = self._decoders[(key >> _DECODER_SHIFT) - 1]
        offset, size = key >> _OFFSET_SHIFT & 0xFFFF, key & 0xFFFF
        payloads = audio.datagrams[index, offset : offset + size]
        return DecodedPackets(decoder.shape, index, decoder.decode(audio.rows[index], payloads))

    def _number(self, shape: LineShape, codec: PayloadFormat) -> int:
        number = self._numbers.get((shape, codec))
        if number is None:
            self._decoders.append(_PayloadDecoder(shape, self._decoder(shape, codec)))
            number = self._numbers[shape, codec] = len(self._decoders)
        return number

    def _decoder(self, shape: LineShape, codec: PayloadFormat) -> Decode:
        if codec.name == "G722":
            return lambda rows, payloads: self._decode_g722(rows, payloads, shape.rate_hz)
        decode = _decode_l16 if codec.name == "L16" else _g711_decoder(Law(codec.name))
        if codec.sample_rate_hz == shape.rate_hz:
            return decode
        return lambda rows, payloads: doubled(decode(rows, payloads))

    def _decode_g722(self, rows: NDArray[np.int64], payloads: NDArray[np.uint8], rate_hz: int) -> Samples:
        samples = []
        for row, payload in zip(rows.tolist(), payloads, strict=True):
            decoder = self._g722.get((row, rate_hz))
            if decoder is None:
                decoder = self._g722[row, rate_hz] = G722Decoder(rate_hz)
            samples.append(decoder.decode(payload.tobytes()))
        return np.stack(samples)


def _g711_decoder(law: Law) -> Decode:
    return lambda _rows, payloads: decode_array(payloads, law)


def _decode_l16(_rows: NDArray[np.int64], payloads: NDArray[np.uint8]) -> Samples:
    whole = payloads[:, : payloads.shape[1] & ~1]
    return np.ascontiguousarray(whole).view(">i2").astype(np.int16)
