"""From records and packets to figures."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from mrcp_server.client.arrivals import ARRIVAL, Arrivals
from mrcp_server.client.load_call import CallRecord
from mrcp_server.client.load_result import Cost, Window, distribution, has_passed, summarize
from mrcp_server.client.server_usage import Usage

MS = 1_000_000
SECOND = 1_000_000_000


def record(stream: int, *, failure: str = "") -> CallRecord:
    """A call invited at 0, spoken to at 10 ms, stopped at 1 s."""
    if failure:
        return CallRecord(stream, invited_ns=1, failure=failure)
    return CallRecord(
        stream,
        invited_ns=1,
        answered_ns=3 * MS + 1,
        connected_ns=4 * MS + 1,
        speak_ns=10 * MS,
        speak_answered_ns=11 * MS,
        stop_ns=SECOND,
        stop_answered_ns=SECOND + 2 * MS,
        causes=Counter({"stopped": 1}),
    )


def packets(stream: int, count: int = 50) -> Arrivals:
    """Loud packets from 20 ms on."""
    rows = np.zeros(count, ARRIVAL)
    rows["stream"] = stream
    rows["sequence_number"] = np.arange(count)
    rows["timestamp"] = np.arange(count) * 160
    rows["arrival_ns"] = 20 * MS + np.arange(count) * 20 * MS
    rows["mean_square"] = 1810.0**2
    return rows


def summary(*, records: list[CallRecord], arrivals: list[Arrivals], cost: Cost | None = None) -> dict[str, Any]:
    return summarize(records, np.concatenate(arrivals), 0, Window(100 * MS, 900 * MS, len(records)), cost)


def test_a_clean_run_passes() -> None:
    result = summary(records=[record(0), record(1)], arrivals=[packets(0), packets(1)])
    assert has_passed(result)
    assert (result["calls"], result["succeeded"], result["heard"]) == (2, 2, 2)
    assert result["setup_ms"]["p50"] == 3.0
    assert result["connect_ms"]["p50"] == 1.0
    assert result["first_audio_ms"]["p50"] == 10.0
    assert result["stop_answer_ms"]["max"] == 2.0
    # The last packet arrived at 1,000 ms, as the STOP left.
    assert result["stop_to_silence_ms"]["max"] == 0.0
    assert result["completion_causes"] == {"stopped": 2}
    assert result["interval_deviation_ms"] == {"count": 78, "p50": 0, "p90": 0, "p99": 0, "p99_9": 0, "max": 0}
    assert result["departure_error_ms"]["max"] == 0
    assert result["packets"] == {
        "streams": 2, "packets": 100, "lost": 0, "duplicate": 0, "reordered": 0, "capture_dropped": 0,
    }  # fmt: skip
    assert result["window"] == {"seconds": 0.8, "playing": 2}
    assert result["server"] is None


def test_packets_after_the_stop_are_counted_against_it() -> None:
    result = summary(records=[record(0)], arrivals=[packets(0, 52)])
    assert result["stop_to_silence_ms"]["max"] == 40.0


def test_warm_up_calls_are_not_counted_as_heard() -> None:
    result = summary(records=[record(0)], arrivals=[packets(0), packets(7)])
    assert result["heard"] == 1


def test_failures_are_grouped() -> None:
    failed = [record(index, failure="the server refused the call: 503 Full") for index in (1, 2)]
    result = summary(records=[record(0), *failed], arrivals=[packets(0)])
    assert not has_passed(result)
    assert result["failures"] == {"the server refused the call: 503 Full": 2}
    assert result["succeeded"] == 1


def test_a_silent_or_lossy_call_does_not_pass() -> None:
    silent = packets(1)
    silent["mean_square"] = 0
    assert not has_passed(summary(records=[record(0), record(1)], arrivals=[packets(0), silent]))
    lossy = packets(0)[np.arange(50) != 7]
    assert not has_passed(summary(records=[record(0)], arrivals=[lossy]))


def test_a_call_that_never_began_has_no_times() -> None:
    result = summary(records=[record(0, failure="x")], arrivals=[packets(9, 0)])
    assert result["first_audio_ms"] == {"count": 0}
    assert result["stop_to_silence_ms"] == {"count": 0}


def test_cost_is_by_stream_and_session() -> None:
    idle = Usage({"control": 1.0, "plane": 1.0}, {"control": 1000, "plane": 1000})
    before = Usage({"control": 2.0, "plane": 2.0}, {"control": 1100, "plane": 1100})
    after = Usage({"control": 2.016, "plane": 2.4}, {"control": 1200, "plane": 1100})
    cost = Cost({"control": 1, "plane": 1}, idle, before, after)
    found = summary(records=[record(0), record(1)], arrivals=[packets(0), packets(1)], cost=cost)["server"]
    assert found["cpu_ms_per_stream_s"] == {"control": 10.0, "plane": 250.0}
    assert found["cpu_ms_per_stream_s_total"] == 260.0
    assert found["rss_kib_per_session"] == 150.0
    assert found["processes"] == {"control": 1, "plane": 1}


def test_distributions_have_percentiles() -> None:
    assert distribution([]) == {"count": 0}
    found = distribution(float(value) for value in range(1001))
    assert found == pytest.approx({"count": 1001, "p50": 500, "p90": 900, "p99": 990, "p99_9": 999, "max": 1000})
