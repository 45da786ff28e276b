"""Metrics render as Prometheus text, from counters and from snapshots."""

from mrcp_server.observability.metrics import Metrics, Sample


def test_counters_and_histograms_render() -> None:
    metrics = Metrics()
    metrics.requests.labels("SPEAK").inc()
    metrics.first_audio.labels("mrcp").observe(0.004)
    text = metrics.render().decode()
    assert 'mrcp_requests_total{method="SPEAK"} 1.0' in text
    assert 'speak_first_packet_seconds_bucket{door="mrcp",le="0.005"} 1.0' in text


def test_snapshots_are_read_at_scrape_time() -> None:
    metrics = Metrics()
    packets = [1.0]
    metrics.add_source(
        lambda: [
            Sample("rtp_packets_sent", "Packets sent", "counter", packets[0], {"plane": "0"}),
            Sample("rtp_packets_sent", "Packets sent", "counter", 7.0, {"plane": "1"}),
            Sample("rtp_streams", "Streams open", "gauge", 3.0),
        ]
    )
    packets[0] = 5.0
    text = metrics.render().decode()
    assert 'rtp_packets_sent_total{plane="0"} 5.0' in text
    assert 'rtp_packets_sent_total{plane="1"} 7.0' in text
    assert "rtp_streams 3.0" in text


def test_two_servers_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.sessions_active.inc()
    assert "mrcp_sessions_active 0.0" in second.render().decode()
