"""Everything the plane counts has a metric."""

from mrcp_server.observability.metrics import Metrics
from mrcp_server.observability.plane_samples import plane_samples
from rtp.messages import PlaneStatistics


def test_strangers_and_late_slots_are_told() -> None:
    bounds = len(PlaneStatistics.LATENESS_BOUNDS_MS) + 1
    statistics = PlaneStatistics(
        0, strangers=3, packets_dropped=4, playing=2, late_slots=tuple(range(bounds)), worst_lateness_ms=1.5
    )
    metrics = Metrics()
    metrics.add_source(lambda: plane_samples(statistics, {"plane": "0"}))
    text = metrics.render().decode()
    assert 'rtp_strangers_total{plane="0"} 3.0' in text
    assert 'rtp_packets_dropped_total{plane="0"} 4.0' in text
    assert 'rtp_streams_playing{plane="0"} 2.0' in text
    assert 'rtp_worst_lateness_seconds{plane="0"} 0.0015' in text
    assert f'rtp_slots_total{{plane="0",up_to_ms="more"}} {bounds - 1}.0' in text
