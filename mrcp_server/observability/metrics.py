"""Prometheus metrics: the control process counts directly, the plane and the workers are read at scrape time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

# Telephony's own scale: a frame is 20 ms, annoyance begins at 300 ms.
LATENCY_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)

M = TypeVar("M", bound=Counter | Histogram)

# A second series for each counter that says when it was first used: nobody reads them.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has not annotated it


@dataclass(slots=True, frozen=True)
class Sample:
    """One figure of a snapshot."""

    name: str
    help: str
    kind: str
    """counter or gauge."""
    value: float
    labels: dict[str, str] = field(default_factory=dict)


class _Snapshots(Collector):
    """Reads every source once a scrape and groups its samples into metric families."""

    def __init__(self) -> None:
        self.sources: list[Callable[[], Iterable[Sample]]] = []

    def collect(self) -> Iterable[Metric]:
        families: dict[str, Metric] = {}
        for source in self.sources:
            for sample in source():
                family = families.get(sample.name)
                if family is None:
                    maker = CounterMetricFamily if sample.kind == "counter" else GaugeMetricFamily
                    family = families[sample.name] = maker(sample.name, sample.help, labels=sorted(sample.labels))
                values = [sample.labels[name] for name in sorted(sample.labels)]
                family.add_metric(values, sample.value)  # type: ignore[attr-defined]  # both families have it
        return families.values()


class Labelled(Generic[M]):
    """A metric with labels that remembers its children: the library looks them up under a lock, at every count."""

    def __init__(self, metric: M) -> None:
        self._metric: M = metric
        self._children: dict[tuple[str, ...], M] = {}

    def labels(self, *values: str) -> M:
        """The child with these label values; they come from a bounded set, never from a peer's words."""
        child = self._children.get(values)
        if child is None:
            child = self._children[values] = cast(M, self._metric.labels(*values))
        return child


class Metrics:
    """All metrics of one server; nothing is global, so that tests can run servers side by side."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry(auto_describe=False)
        self._snapshots = _Snapshots()
        registry.register(self._snapshots)
        self.sessions_active = Gauge("mrcp_sessions_active", "SIP dialogs with a session", registry=registry)
        self.sessions = Labelled(Counter("mrcp_sessions", "Sessions by how they ended", ["end"], registry=registry))
        self.sip_requests = Labelled(Counter("sip_requests", "SIP requests received", ["method"], registry=registry))
        self.sip_refused = Labelled(
            Counter("sip_refused", "SIP requests refused, by status", ["status"], registry=registry)
        )
        self.source_refused = Labelled(
            Counter(
                "source_refused",
                "Calls, connections and requests refused for where they come from, by door and limit",
                ["door", "limit"],
                registry=registry,
            )
        )
        self.connections_active = Gauge("mrcp_connections_active", "MRCP connections open", registry=registry)
        self.foreign_requests = Counter(
            "mrcp_foreign_requests", "MRCP requests for channels of another host, refused", registry=registry
        )
        self.requests = Labelled(Counter("mrcp_requests", "MRCP requests received", ["method"], registry=registry))
        self.responses = Labelled(
            Counter("mrcp_responses", "MRCP responses sent, by status", ["status"], registry=registry)
        )
        self.speaks = Labelled(
            Counter("speak_requests", "Utterances of all doors, by how they ended", ["cause"], registry=registry)
        )
        self.fallbacks = Labelled(
            Counter(
                "speak_fallbacks", "Utterances that another voice had to speak, by voice", ["voice"], registry=registry
            )
        )
        self.faults = Labelled(
            Counter("server_faults", "Faults of our own survived, by kind", ["kind"], registry=registry)
        )
        self.setup = Histogram(
            "sip_setup_seconds", "INVITE to final answer", buckets=LATENCY_BUCKETS, registry=registry
        )
        self.first_audio = Labelled(
            Histogram(
                "speak_first_packet_seconds",
                "SPEAK received to first RTP packet",
                ["door"],
                buckets=LATENCY_BUCKETS,
                registry=registry,
            )
        )
        self.stop = Histogram(
            "speak_stop_seconds",
            "STOP or barge-in received to silence",
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )

    def add_source(self, source: Callable[[], Iterable[Sample]]) -> None:
        """Adds a snapshot that is read at every scrape."""
        self._snapshots.sources.append(source)

    def render(self) -> bytes:
        """The text exposition format."""
        return generate_latest(self.registry)
