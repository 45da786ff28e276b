"""What a load test found, as numbers: from call records, captured packets and readings of the server's cost. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mrcp_server.client.arrivals import (
    Arrivals,
    StreamTimes,
    audible_streams,
    departure_errors_ms,
    interval_deviations_ms,
    measure_order,
    sort_by_arrival,
)
from mrcp_server.client.load_call import CallRecord
from mrcp_server.client.server_usage import Usage

PERCENTILES = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99_9": 99.9, "max": 100.0}
WARNING_PREFIX_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the run in which all calls played and nothing else happened."""

    from_ns: int
    to_ns: int
    playing: int
    """Calls that played."""

    @property
    def stream_seconds(self) -> float:
        """Streams times seconds."""
        return self.playing * (self.to_ns - self.from_ns) / 1e9


@dataclass(frozen=True, slots=True)
class Cost:
    """Readings of the server's processes."""

    processes: dict[str, int]
    idle: Usage
    """Before the first call, after a few to warm up."""
    before: Usage
    """At the beginning of the window."""
    after: Usage
    """At its end."""


def summarize(
    records: Sequence[CallRecord], arrivals: Arrivals, dropped: int, window: Window, cost: Cost | None
) -> dict[str, Any]:
    """The result as plain values for JSON. `dropped`: datagrams the capture itself lost."""
    arrivals = sort_by_arrival(arrivals)
    steady = arrivals[(arrivals["arrival_ns"] >= window.from_ns) & (arrivals["arrival_ns"] < window.to_ns)]
    times = StreamTimes(arrivals)
    failures = Counter(record.failure[:WARNING_PREFIX_CHARACTERS] for record in records if record.failure)
    ours = np.array([record.stream for record in records])
    return {
        "calls": len(records),
        "succeeded": sum(not record.failure for record in records),
        "failures": dict(failures.most_common()),
        "heard": int(np.isin(audible_streams(arrivals), ours).sum()),
        "completion_causes": dict(sum((record.causes for record in records), Counter()).most_common()),
        "setup_ms": distribution(_spans(records, "invited_ns", "answered_ns")),
        "connect_ms": distribution(_spans(records, "answered_ns", "connected_ns")),
        "speak_answer_ms": distribution(_spans(records, "speak_ns", "speak_answered_ns")),
        "first_audio_ms": distribution(_first_audio(records, times)),
        "stop_answer_ms": distribution(_spans(records, "stop_ns", "stop_answered_ns")),
        "stop_to_silence_ms": distribution(_stop_to_silence(records, times)),
        "interval_deviation_ms": distribution(interval_deviations_ms(steady)),
        "departure_error_ms": distribution(departure_errors_ms(steady)),
        "packets": asdict(measure_order(arrivals)) | {"capture_dropped": dropped},
        "window": {
            "seconds": round((window.to_ns - window.from_ns) / 1e9, 3),
            "playing": window.playing,
        },
        "server": None if cost is None else _summarize_cost(cost, window),
    }


def distribution(values: Iterable[float]) -> dict[str, float]:
    """Count and percentiles, rounded to µs when the values are ms; only the count when there are none."""
    array = np.asarray(values if isinstance(values, np.ndarray) else list(values), np.float64)
    if not len(array):
        return {"count": 0}
    found = np.percentile(array, list(PERCENTILES.values()))
    named = {name: round(float(value), 3) for name, value in zip(PERCENTILES, found, strict=True)}
    return {"count": len(array)} | named


def has_passed(result: dict[str, Any]) -> bool:
    """Whether every call succeeded and was heard, with nothing lost, doubled or out of order."""
    packets = result["packets"]
    faults = packets["lost"] + packets["duplicate"] + packets["reordered"]
    return bool(result["succeeded"] == result["heard"] == result["calls"] and not faults)


def _spans(records: Iterable[CallRecord], begin: str, end: str) -> list[float]:
    return [
        (getattr(record, end) - getattr(record, begin)) / 1e6
        for record in records
        if getattr(record, begin) and getattr(record, end)
    ]


def _first_audio(records: Iterable[CallRecord], times: StreamTimes) -> list[float]:
    found = ((record, times.first_after_ns(record.stream, record.speak_ns)) for record in records if record.speak_ns)
    return [(first - record.speak_ns) / 1e6 for record, first in found if first is not None]


def _stop_to_silence(records: Iterable[CallRecord], times: StreamTimes) -> list[float]:
    # A stream whose last packet left before the STOP was silent at once.
    found = ((record, times.last_ns(record.stream)) for record in records if record.stop_ns)
    return [max(last - record.stop_ns, 0) / 1e6 for record, last in found if last is not None]


def _summarize_cost(cost: Cost, window: Window) -> dict[str, Any]:
    streams = max(window.stream_seconds, 1e-9)
    cpu = {role: cost.after.cpu_s[role] - cost.before.cpu_s[role] for role in cost.after.cpu_s}
    grown = sum(cost.after.rss_kib.values()) - sum(cost.idle.rss_kib.values())
    return {
        "processes": cost.processes,
        "cpu_ms_per_stream_s": {role: round(value * 1000 / streams, 4) for role, value in cpu.items()},
        "cpu_ms_per_stream_s_total": round(sum(cpu.values()) * 1000 / streams, 4),
        "rss_kib_idle": cost.idle.rss_kib,
        "rss_kib_playing": cost.after.rss_kib,
        "rss_kib_per_session": round(grown / max(window.playing, 1), 1),
    }
