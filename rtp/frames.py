"""Shape of a stream's frames, and the two frames the plane makes itself: silence and the fade into an underrun."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from rtp.messages import PTIMES_MS, StreamSpec
from rtp.wire.g711 import SILENCE, Law, decode, encode
from rtp.wire.payload_types import find_payload_format

RING_MS = 2000
"""Audio the plane holds of a stream: 16,000 bytes of G.711."""

SLOT_MS = 5

# A constant that a G.722 decoder turns into an amplitude of 3 of 32,767 (measured; its silence is no single code).
_G722_SILENCE = 0xFF


@dataclass(frozen=True)
class FrameShape:
    """Sizes that follow from codec and packet interval; streams of one shape share a table of rings.

    All frames of a shape have one size. A codec whose frames vary (Opus, AMR) would change what builds on that:

    - sending: the ring of equal frames, where a place is frame number times `frame_bytes` (`rtp.sending.rings`,
      `rtp.sending.playout`), would hold slots of the largest frame with a column of lengths beside it, and writes be
      whole frames instead of bytes cut anywhere;
    - `rtp.sending.wheel.Batch` would write the payload's length into the iovec of each packet, where it now stands
      from the start, and `rtp.streams` count octets as they leave instead of as packets times `frame_bytes`;
    - credit, `LowWater` and the places of marks in `Write` (`bytes_per_tick`) would be in ticks, here, in the playout
      and in `rtp.process.handle`;
    - the fade and the silence of an underrun (`fade`, `silence_byte`) would come from an encoder;
    - receiving: `rtp.receiving.decoding` decodes packets of one size together, and would decode such a codec one by
      one with a decoder a stream, as G.722; `rtp.receiving.jitter` takes samples and would have to be told how many a
      packet lacks, for concealment;
    - negotiation: `rtp.wire.payload_types` has a number of bits a sample, `sip.offer_answer` would settle `a=fmtp` and
      the interval (`nearest_ptime`), and `mrcp_server.call.media.LineCodec` has an encoder already, as for G.722.
    """

    encoding: str
    ptime_ms: int
    frame_bytes: int
    """Payload of one packet."""
    frame_ticks: int
    """What the RTP timestamp advances in a packet."""
    clock_rate: int

    @classmethod
    def of(cls, spec: StreamSpec) -> Self:
        """The shape of what `spec` has us send.

        Raises:
            ValueError: a codec without waveform or unknown, or an interval that the wheel cannot hold.
        """
        codec = find_payload_format(spec.encoding, spec.clock_rate)
        if codec is None or not codec.is_waveform:
            raise ValueError(f"cannot send {spec.encoding}/{spec.clock_rate}")
        if spec.ptime_ms not in PTIMES_MS:
            raise ValueError(f"packet interval of {spec.ptime_ms} ms is none of {PTIMES_MS}")
        frame_bytes, frame_ticks = codec.frame_bytes(spec.ptime_ms), codec.frame_ticks(spec.ptime_ms)
        return cls(codec.name, spec.ptime_ms, frame_bytes, frame_ticks, codec.clock_rate)

    @cached_property
    def ring_frames(self) -> int:
        return RING_MS // self.ptime_ms

    @cached_property
    def ring_bytes(self) -> int:
        return self.ring_frames * self.frame_bytes

    @cached_property
    def low_water_frames(self) -> int:
        """What is left in the ring when more is asked for: half a second, so that one message carries three times that.

        An engine that has a piece ready ahead answers in milliseconds; each message costs the plane as much as twenty
        packets."""
        return self.ring_frames // 4

    @cached_property
    def bytes_per_tick(self) -> int:
        """Payload bytes for one tick of the RTP clock: 1 for G.711 and G.722, 2 for L16."""
        return self.frame_bytes // self.frame_ticks

    @cached_property
    def period_slots(self) -> int:
        """Slots between two packets."""
        return self.ptime_ms // SLOT_MS

    @cached_property
    def slot_ticks(self) -> int:
        """What the RTP timestamp advances in one slot."""
        return self.clock_rate * SLOT_MS // 1000

    @cached_property
    def silence_byte(self) -> int:
        """Byte that, repeated, is silence."""
        match self.encoding:
            case "PCMU" | "PCMA":
                return SILENCE[Law(self.encoding)]
            case "G722":
                return _G722_SILENCE
            case _:
                return 0

    def fade(self, last_frame: bytes) -> bytes:
        """The frame after `last_frame` when there is no audio: it dies away without a click.

        The last frame is played backwards, so the wave goes on where it was, under a ramp to zero. G.722 carries its
        state from sample to sample and cannot be cut that way: plain silence lets its decoder ring out by itself.
        """
        if self.encoding == "G722":
            return bytes((self.silence_byte,)) * self.frame_bytes
        if self.encoding == "L16":
            pcm = np.frombuffer(last_frame, ">i2").astype(np.int16)
        else:
            pcm = decode(last_frame, Law(self.encoding))
        ramp = np.linspace(1.0, 0.0, len(pcm), dtype=np.float32)
        faded = (pcm[::-1] * ramp).astype(np.int16)
        return faded.astype(">i2").tobytes() if self.encoding == "L16" else encode(faded, Law(self.encoding))
