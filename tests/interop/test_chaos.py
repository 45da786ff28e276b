"""Random mutations of valid traffic at every port while calls play: they hear nothing of it, and nothing is left."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator

import pytest

from mrcp_server.client.client import MrcpClient, SpeakResult
from tests.interop.chaos import Chaos
from tests.interop.running import RunningServer
from tests.interop.stranger import assert_works, lines_since, pids_of, resident_kib, settled_kib, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

# A longer hunt: CHAOS_SEED=7 CHAOS_S=60 pytest tests/interop/test_chaos.py
SEED = int(os.environ.get("CHAOS_SEED", "20260721"))
CHAOS_S = float(os.environ.get("CHAOS_S", "8"))
PAUSE_S = 0.0005
CALLS = 4
SENTENCE = "The quick brown fox jumps over the lazy dog, again and again, and nobody minds."
MOST_GROWN_KIB = 60_000


@pytest.fixture(scope="module", name="stormy")
def _stormy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {
        "engine.workers": "1",
        "engine.recognizer_workers": "1",
        "limits.drain_s": "1",
        "mrcp.message_timeout_s": "2",
        "limits.sessions": "5000",
    }
    with RunningServer(tmp_path_factory.mktemp("stormy") / "log", settings) as server:
        yield server


async def test_calls_play_through_a_storm_and_nothing_is_left(stormy: RunningServer) -> None:
    await assert_works(stormy)
    pids, memory = pids_of(stormy), settled_kib(stormy)
    descriptors = stormy.metrics()['process_descriptors{index="0",role="control"}']
    ends = time.monotonic() + CHAOS_S
    chaos = Chaos(stormy, SEED)
    storm = threading.Thread(target=_blow, args=(chaos, ends))
    storm.start()
    try:
        results = await asyncio.gather(*(_talk(stormy, ends) for _ in range(CALLS)))
    finally:
        storm.join()
    await asyncio.to_thread(chaos.close)
    assert chaos.fired > 1000
    for result in results:
        assert result.is_normal
        assert (result.order.lost, result.order.duplicate, result.order.reordered) == (0, 0, 0)
    await assert_works(stormy)
    assert pids_of(stormy) == pids
    faults = [line for line in lines_since(stormy, 0) if line["level"] == "error" or "exception" in line]
    assert faults == []
    metrics = stormy.metrics()
    assert not [name for name, value in metrics.items() if name.startswith("server_faults_total") and value]
    assert metrics['rtp_plane_faults_total{plane="0"}'] == metrics["engine_worker_deaths_total"] == 0

    def is_empty() -> bool:
        now = stormy.metrics()
        left = now["mrcp_sessions_active"], now['rtp_streams{plane="0"}']
        return left == (0, 0) and now['process_descriptors{index="0",role="control"}'] <= descriptors + 10

    # Calls whose answer nobody acknowledged are given up after 64*T1.
    await asyncio.to_thread(wait_for, is_empty, 40.0)
    assert resident_kib(stormy) - memory < MOST_GROWN_KIB


async def _talk(server: RunningServer, ends: float) -> SpeakResult:
    """Sentences in one call until the end. Returns the last result, whose order is that of the whole call."""
    async with MrcpClient(server.sip_uri) as client:
        while True:
            result = await client.speak(SENTENCE)
            if time.monotonic() > ends or not result.is_normal:
                return result


def _blow(chaos: Chaos, ends: float) -> None:
    while time.monotonic() < ends:
        chaos.fire()
        time.sleep(PAUSE_S)
