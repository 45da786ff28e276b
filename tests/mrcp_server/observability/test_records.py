"""The record of an utterance: one line with four times."""

import io
import json

import structlog

from engine.speaking.speech import Timings
from engine.workers.rendition import Substitution
from mrcp_server.observability.log import TextPolicy, configure, get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.observability.records import SpeakRecord


def test_a_record_is_one_line_with_the_times_that_came() -> None:
    stream = io.BytesIO()
    configure("info", "json", stream)
    metrics = Metrics()
    record = SpeakRecord("mrcp", "1", received_at=10.0, text="Hello", voice="en-us")
    record.text_ready_at, record.first_audio_at, record.first_packet_at = 10.001, 10.002, 10.0075
    record.cause, record.audio_ms, record.reason, record.underruns = "000 normal", 900, "why", 2
    record.pieces = record.cached_pieces = 3
    try:
        record.write(get_logger(session="s"), TextPolicy("off"), metrics)
    finally:
        structlog.reset_defaults()
    line = json.loads(stream.getvalue())
    assert line["first_packet_ms"] == 7.5
    assert line["text_ready_ms"] == 1.0
    assert "last_packet_ms" not in line
    assert (line["session"], line["cause"], line["audio_ms"], line["underruns"]) == ("s", "000 normal", 900, 2)
    assert (line["reason"], line["cached"], line["characters"]) == ("why", True, 5)
    assert 'speak_requests_total{cause="000 normal"} 1.0' in metrics.render().decode()


def test_a_record_without_audio_counts_without_a_latency() -> None:
    metrics = Metrics()
    record = SpeakRecord("http", "x", received_at=1.0)
    record.pieces, record.cached_pieces = 2, 1
    fields = record.fields(TextPolicy("off"))
    assert fields["cause"] == ""
    assert "cached" not in fields
    record.write(get_logger(), TextPolicy("off"), metrics)
    text = metrics.render().decode()
    assert 'speak_requests_total{cause="none"} 1.0' in text
    assert "speak_first_packet_seconds_bucket{" not in text


def test_who_spoke_for_whom_and_why_is_told_and_counted() -> None:
    metrics = Metrics()
    record = SpeakRecord("http", "x", received_at=1.0)
    why = Substitution("far/nova", "en-us", "far: 500")
    for _ in range(2):
        record.count(Timings(1.0, substitutions=[why]))
    assert record.fields(TextPolicy("off"))["fallback"] == [
        {"wanted": "far/nova", "voice": "en-us", "reason": "far: 500"}
    ]
    record.write(get_logger(), TextPolicy("off"), metrics)
    assert 'speak_fallbacks_total{voice="far/nova"} 1.0' in metrics.render().decode()
