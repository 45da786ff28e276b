"""What a media plane counts, as metrics."""

from collections.abc import Iterable

from mrcp_server.observability.metrics import Sample
from rtp.messages import PlaneStatistics

_COUNTERS = {
    "packets_sent": "RTP packets sent",
    "packets_received": "RTP packets of negotiated peers",
    "send_errors": "RTP packets the system did not take",
    "strangers": "Datagrams from addresses no session negotiated, dropped",
    "unauthentic": "Packets for encrypted streams that were forged, replayed or in clear, dropped",
    "malformed": "Datagrams that are no RTP or RTCP, dropped",
    "packets_dropped": "RTP packets and keys beyond what one stream may send, dropped",
    "latched": "Peers that send from another port than announced",
    "underruns": "Frames of silence because audio came too late",
    "stalls": "Wake-ups of the clock so late that slots were left out",
}


def plane_samples(statistics: PlaneStatistics, labels: dict[str, str]) -> Iterable[Sample]:
    """Counters of one plane process; they begin anew when it is replaced."""
    yield Sample("rtp_streams_playing", "RTP streams that send now", "gauge", statistics.playing, labels)
    yield Sample("rtp_ports", "Local RTP ports open", "gauge", statistics.ports, labels)
    for name, text in _COUNTERS.items():
        yield Sample(f"rtp_{name}", text, "counter", getattr(statistics, name), labels)
    yield Sample("rtp_cpu_seconds", "Processor time of the media plane", "counter", statistics.cpu_s, labels)
    worst = statistics.worst_lateness_ms / 1000
    yield Sample("rtp_worst_lateness_seconds", "Latest slot since the start", "gauge", worst, labels)
    for bound, count in zip(
        [*map(str, PlaneStatistics.LATENESS_BOUNDS_MS), "more"], statistics.late_slots, strict=False
    ):
        late = {**labels, "up_to_ms": bound}
        yield Sample("rtp_slots", "Slots of 5 ms by how late they began", "counter", count, late)
