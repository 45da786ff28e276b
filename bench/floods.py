"""What callers notice of a host that floods: 5,000 INVITEs a second, 2,000 control connections that hardly say
anything, 50,000 RTP packets a second of a call of its own, and all of that together.

Each time fifty calls are set up, play for some seconds and are stopped, and the same is measured with nobody beside
them. Gaps are those between packets of a prompt as the callers' kernel stamps them.
"""

import re
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import uvloop

from bench.calls import HOST, server
from mrcp_server.client.load import LoadPlan, run_load
from tests.fakes.flood import Flood
from tests.fakes.flood import Kind as Media
from tests.fakes.intruder import HOST as INTRUDER
from tests.fakes.intruder import Intruder, Kind
from tests.interop.stranger import OFFER, ListeningAt, SipStranger

CALLS, CALLS_PER_S, HELD_S = 50, 10.0, 5.0
ROUNDS = 3
PACKET_MS = 20.0
_FORGIVEN_S = 90.0
_FLOODS: dict[str, tuple[Kind | Media, ...]] = {
    "nobody": (),
    "invites": (Kind.INVITES,),
    "connections": (Kind.CONNECTIONS,),
    "media": (Media.AUDIO,),
    "all": (Kind.INVITES, Kind.CONNECTIONS, Media.AUDIO),
}
_MEDIA_LINE = re.compile(r"^m=(application|audio) (\d+)", re.MULTILINE)


def run() -> dict[str, float]:
    """Measure. Takes five minutes; times in ms, ratios to the calls beside which nobody floods."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _FLOODS}
    sent: dict[str, list[int]] = {kind: [] for kinds in _FLOODS.values() for kind in kinds}
    with server() as (sip, _):
        port = urlsplit(sip.replace("sip:", "sip://")).port
        assert port is not None
        # In turn, so that all kinds meet the same moments of the machine.
        for _ in range(ROUNDS):
            for name, kinds in _FLOODS.items():
                with _flooded(kinds, port, sent):
                    plan = LoadPlan(server=sip, calls=CALLS, rate=CALLS_PER_S, hold_s=HELD_S, health_url=None)
                    found[name].append(uvloop.run(run_load(plan, show_progress=False)))
    figures = {f"{kind}_flooded": float(statistics.median(counts)) for kind, counts in sent.items()}
    for name, results in found.items():
        figures |= {f"{name}_{figure}": value for figure, value in _figures(results).items()}
    for name in list(_FLOODS)[1:]:
        figures[f"{name}_setup_p50_ratio"] = figures[f"{name}_setup_p50_ms"] / figures["nobody_setup_p50_ms"]
    return figures


def _figures(results: list[dict[str, Any]]) -> dict[str, float]:
    faults = ("lost", "duplicate", "reordered")
    return {
        "setup_p50_ms": statistics.median(result["setup_ms"]["p50"] for result in results),
        "setup_p99_ms": statistics.median(result["setup_ms"]["p99"] for result in results),
        "gap_p99.9_ms": PACKET_MS + statistics.median(result["interval_deviation_ms"]["p99_9"] for result in results),
        "gap_max_ms": PACKET_MS + max(result["interval_deviation_ms"]["max"] for result in results),
        "failed": sum(result["calls"] - result["succeeded"] for result in results),
        "lost_or_doubled": sum(result["packets"][fault] for result in results for fault in faults),
    }


def _invited(stranger: SipStranger, offer: str) -> str:
    """The answer to the flooding host's own call, once the server takes its calls again after its last flood."""
    give_up = time.monotonic() + _FORGIVEN_S
    while True:
        stranger.send(stranger.request("INVITE", offer))
        with suppress(TimeoutError):
            answer = stranger.receive()
            stranger.acknowledge(answer)
            if answer.startswith("SIP/2.0 200"):
                return answer
        if time.monotonic() > give_up:
            raise TimeoutError("the server takes no call of the host that has flooded it")
        time.sleep(1.0)


@contextmanager
def _flooded(kinds: tuple[Kind | Media, ...], sip_port: int, sent: dict[str, list[int]]) -> Iterator[None]:
    """While the context is open a host floods; what it has sent is added to `sent`."""
    with ExitStack() as stack:
        stranger = stack.enter_context(SipStranger(ListeningAt(sip_port), host=INTRUDER))
        flood = stack.enter_context(Flood(Media.AUDIO, host=INTRUDER))
        offer = OFFER.replace(HOST, INTRUDER).replace("m=audio 4000", f"m=audio {flood.port}")
        answer = _invited(stranger, offer.replace("a=recvonly", "a=sendrecv"))
        ports = {kind: int(port) for kind, port in _MEDIA_LINE.findall(answer)}
        intruders = {}
        for kind in kinds:
            if isinstance(kind, Kind):
                port = sip_port if kind is Kind.INVITES else ports["application"]
                intruders[kind] = stack.enter_context(Intruder(kind, HOST, port))
            else:
                flood.start((HOST, ports["audio"]))
        yield
        stranger.bye(answer)
        flood.stop()
    for kind in kinds:
        sent[kind].append(intruders[kind].done if isinstance(kind, Kind) else flood.sent)
