"""Packets as they arrived, as columns, and what they say about the sender: loss, order, cadence, loudness.

Pure: a capture fills arrays of `ARRIVAL`, and everything here is array arithmetic over all streams at once, so that
the millions of packets of a load test are judged in seconds. Times are wall clock in nanoseconds, as the kernel stamps
them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.wire.sequence import uint16_distances, uint32_distances

ARRIVAL = np.dtype(
    [
        ("stream", "u4"),  # index of the receiving socket
        ("ssrc", "u4"),
        ("sequence_number", "u2"),
        ("timestamp", "u4"),
        ("marker", "?"),
        ("payload_type", "u1"),
        ("payload_bytes", "u2"),
        ("arrival_ns", "i8"),  # CLOCK_REALTIME of the receiving kernel
        ("mean_square", "f4"),  # of the decoded int16 samples; NaN for what is no G.711
    ]
)
"""One received RTP packet."""

Arrivals = NDArray[np.void]
"""[n] of `ARRIVAL`; streams may be mixed, each in the order in which its socket was read."""

HEARD_RMS = 200.0
"""A packet this loud (RMS of int16 samples, about −38 dBm0) carries sound; speech at telephone level has 1810."""
HEARD_PACKETS = 5
"""Packets with sound that make a call heard: 100 ms."""
MIN_CADENCE_PACKETS = 10
"""A talkspurt shorter than this says nothing about its own cadence."""


@dataclass(frozen=True, slots=True)
class PacketOrder:
    """What happened to sequence numbers, summed over all streams."""

    streams: int
    packets: int
    lost: int
    """Numbers missing between the first and the last of a stream."""
    duplicate: int
    """Packets with a number that had arrived before."""
    reordered: int
    """Packets that arrived behind a later one."""


def sort_by_arrival(arrivals: Arrivals) -> Arrivals:
    """The same packets grouped by stream, each stream in order of arrival: what all functions below expect.

    A socket is read in order of arrival, so that order is kept. Times are not sorted by: the kernel stamps the first
    packets of a capture when they are read, which may be later than the stamps of the packets behind them. Such a time
    is brought down to that of the next packet.
    """
    grouped = arrivals[np.argsort(arrivals["stream"], kind="stable")]
    if not len(grouped):
        return grouped
    times = grouped["arrival_ns"]
    span = int(times.max() - times.min()) + 1
    # Streams laid end to end on one axis, so that a running minimum from behind stays within its stream.
    offset = (np.cumsum(np.diff(grouped["stream"], prepend=grouped["stream"][:1]) != 0)) * span
    grouped["arrival_ns"] = np.minimum.accumulate((times + offset)[::-1])[::-1] - offset
    return grouped


def measure_order(arrivals: Arrivals) -> PacketOrder:
    """Loss, duplication and reordering. A stream is one socket; its sequence numbers may wrap any number of times."""
    if not len(arrivals):
        return PacketOrder(0, 0, 0, 0, 0)
    extended, group = _extended_sequence(arrivals)
    # Streams laid end to end on one axis, far enough apart that a running maximum never reaches into the next one.
    low = int(extended.min())
    span = int(extended.max()) - low + 1
    position = (extended - low) + group * span
    highest = np.maximum.accumulate(position)
    unique = np.unique(position)
    groups = unique // span
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    ends = np.append(starts[1:], len(unique)) - 1
    expected = int(np.sum(unique[ends] - unique[starts] + 1))
    duplicate = len(position) - len(unique)
    _, first_seen = np.unique(position, return_index=True)
    is_first = np.zeros(len(position), np.bool_)
    is_first[first_seen] = True
    late = (position < highest) & is_first
    return PacketOrder(int(group[-1]) + 1, len(arrivals), expected - len(unique), duplicate, int(np.sum(late)))


def interval_deviations_ms(arrivals: Arrivals, clock_rate: int = 8000) -> NDArray[np.float64]:
    """|interval − its nominal length| in ms, for each two neighbours in sequence without silence between them."""
    if len(arrivals) < 2:
        return np.zeros(0)
    same = _is_continuation(arrivals)[1:]
    same &= uint16_distances(arrivals["sequence_number"][1:], arrivals["sequence_number"][:-1]) == 1
    ticks = uint32_distances(arrivals["timestamp"][1:], arrivals["timestamp"][:-1])
    interval_ms = np.diff(arrivals["arrival_ns"]) / 1e6
    deviations: NDArray[np.float64] = np.abs(interval_ms - ticks * (1000 / clock_rate))[same]
    return deviations


def departure_errors_ms(arrivals: Arrivals, clock_rate: int = 8000) -> NDArray[np.float64]:
    """Each packet's distance in ms from its stream's own cadence, over talkspurts long enough to have one.

    The cadence is the line "arrival = start + timestamp / rate" through the median packet of the talkspurt: a sender
    whose streams are spread over the frame shows no error, one that drifts or stalls does.
    """
    if not len(arrivals):
        return np.zeros(0)
    starts_spurt = ~_is_continuation(arrivals)
    spurt = np.cumsum(starts_spurt) - 1
    first = np.flatnonzero(starts_spurt)
    ticks = uint32_distances(arrivals["timestamp"], arrivals["timestamp"][first][spurt])
    since_first_ns = arrivals["arrival_ns"] - arrivals["arrival_ns"][first][spurt]
    offset_ms = since_first_ns / 1e6 - ticks * (1000 / clock_rate)
    length = np.diff(np.append(first, len(arrivals)))
    by_offset = offset_ms[np.lexsort((offset_ms, spurt))]
    median = by_offset[first + length // 2]
    errors: NDArray[np.float64] = np.abs(offset_ms - median[spurt])[length[spurt] >= MIN_CADENCE_PACKETS]
    return errors


def audible_streams(arrivals: Arrivals) -> NDArray[np.int64]:
    """Indices of the streams in which something can be heard."""
    loud = arrivals["stream"][arrivals["mean_square"] >= HEARD_RMS**2]
    stream, packets = np.unique(loud, return_counts=True)
    return stream[packets >= HEARD_PACKETS].astype(np.int64)


class StreamTimes:
    """When each stream's packets arrived, for questions about single streams. Takes sorted arrivals."""

    def __init__(self, arrivals: Arrivals) -> None:
        # Contiguous copies once: a field of a record array is strided, and searchsorted would copy it at every call.
        self._stream = np.ascontiguousarray(arrivals["stream"])
        self._arrival_ns = np.ascontiguousarray(arrivals["arrival_ns"])

    def first_after_ns(self, stream: int, instant_ns: int) -> int | None:
        """When the first packet of a stream arrived at or after an instant; None when none did."""
        times = self._of(stream)
        index = int(np.searchsorted(times, instant_ns))
        return int(times[index]) if index < len(times) else None

    def last_ns(self, stream: int) -> int | None:
        """When the last packet of a stream arrived; None when none did."""
        times = self._of(stream)
        return int(times[-1]) if len(times) else None

    def _of(self, stream: int) -> NDArray[np.int64]:
        low, high = np.searchsorted(self._stream, np.array([stream, stream + 1], np.uint32))
        times: NDArray[np.int64] = self._arrival_ns[low:high]
        return times


def _extended_sequence(arrivals: Arrivals) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sequence numbers without wrap, relative to each stream's first packet, and the stream's rank 0…n."""
    stream = arrivals["stream"]
    is_first = np.append(True, stream[1:] != stream[:-1])
    step = np.zeros(len(arrivals), np.int64)
    step[1:] = uint16_distances(arrivals["sequence_number"][1:], arrivals["sequence_number"][:-1])
    step[is_first] = 0
    total = np.cumsum(step)
    group = np.cumsum(is_first) - 1
    return total - total[is_first][group], group


def _is_continuation(arrivals: Arrivals) -> NDArray[np.bool_]:
    """True for each packet that goes on with the talkspurt before it: same stream and source, no marker."""
    stream, ssrc = arrivals["stream"], arrivals["ssrc"]
    same = np.zeros(len(arrivals), np.bool_)
    same[1:] = (stream[1:] == stream[:-1]) & (ssrc[1:] == ssrc[:-1]) & ~arrivals["marker"][1:]
    return same
