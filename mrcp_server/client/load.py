"""The load generator: N calls brought up at a rate, held while they play, stopped at the same rate, and measured.

Everything happens on one core beside the server: calls on one event loop, RTP in a capture process that never looks at
a single packet. Each phase is bounded in time, so a server that hangs ends the test with failures, not never.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

from mrcp_server.client.call import Caller
from mrcp_server.client.capture import Capture, allow_descriptors
from mrcp_server.client.client import CODECS
from mrcp_server.client.errors import ClientError
from mrcp_server.client.load_call import RESOURCE, CallRecord, LoadCall, prompt_of
from mrcp_server.client.load_result import Cost, Window, summarize
from mrcp_server.client.offer import Offer, new_crypto
from mrcp_server.client.security import ClientTls
from mrcp_server.client.server_usage import ServerProcesses, find_server
from mrcp_server.tls.fingerprint import Fingerprint

WARM_UP_S = 0.3
SETTLE_S = 0.5
"""Between the last call's first audio and the window in which everything is measured."""
MAX_WARM_UP_CALLS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """What to do."""

    server: str
    """`sip:HOST:PORT[;transport=tcp]`."""
    calls: int = 100
    rate: float = 50.0
    """Calls begun, and later stopped, a second."""
    hold_s: float = 10.0
    """How long all calls play together."""
    text: str = ""
    """What every call speaks; empty gives each a first sentence of its own, see `load_call.prompt_of`."""
    codec: str = "PCMU"
    transport: str | None = None
    tls: ClientTls = field(default_factory=ClientTls)
    srtp: str | None = None
    """Crypto suite of encrypted audio. Packets are timed as ever; nobody decrypts them, so all of them sound."""
    timeout_s: float = 10.0
    """For each single answer of the server."""
    health_url: str | None = "http://127.0.0.1:8080"
    """Where the server's /healthz names its processes; None to leave its cost unmeasured unless `pid` is given."""
    pid: int | None = None
    """The server's control process, when /healthz cannot be asked."""

    @property
    def warm_up_calls(self) -> int:
        """Calls before the measured ones, so that first-use costs are not counted as a session's."""
        return min(max(self.calls // 50, 1), MAX_WARM_UP_CALLS)

    @property
    def ramp_s(self) -> float:
        """How long the calls take to begin, and to stop."""
        return self.calls / self.rate

    @property
    def limit_s(self) -> float:
        """The whole test ends by then."""
        return 2 * self.ramp_s + self.hold_s + 4 * self.timeout_s + 30


@dataclass(slots=True)
class _Run:
    plan: LoadPlan
    caller: Caller
    capture: Capture
    bar: Callable[..., "tqdm[Any]"]
    fingerprints: tuple[Fingerprint, ...] = ()
    """Of the client's certificate."""
    records: list[CallRecord] = field(default_factory=list)

    async def warm_up(self) -> None:
        """A few calls one after the other. Raises what the first one raises: then no load test is possible."""
        loop = asyncio.get_running_loop()
        for index in range(self.plan.warm_up_calls):
            stop_at: asyncio.Future[None] = loop.create_future()
            loop.call_later(WARM_UP_S, _release, stop_at)
            record = CallRecord(self.plan.calls + index)
            await self._call(record, stop_at, lambda: None).run()
            if record.failure:
                raise ClientError(f"the first call failed: {record.failure}")

    async def play(self, processes: ServerProcesses | None) -> tuple[Window, Cost | None]:
        """The measured calls: all up, all playing for a while, all down."""
        loop = asyncio.get_running_loop()
        idle = processes.read() if processes else None
        stops: list[asyncio.Future[None]] = [loop.create_future() for _ in range(self.plan.calls)]
        self.records = [CallRecord(index) for index in range(self.plan.calls)]
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._bring_up(stops, tasks)
            await asyncio.sleep(SETTLE_S)
            from_ns, before = time.time_ns(), processes.read() if processes else None
            await self._hold()
            to_ns, after = time.time_ns(), processes.read() if processes else None
            playing = sum(bool(record.speak_ns) and not record.failure for record in self.records)
            await self._bring_down(stops, tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        window = Window(from_ns, to_ns, playing)
        if processes is None or idle is None or before is None or after is None:
            return window, None
        return window, Cost(processes.counts, idle, before, after)

    async def _bring_up(self, stops: list[asyncio.Future[None]], tasks: list[asyncio.Task[None]]) -> None:
        up = asyncio.Semaphore(0)
        with self.bar(total=self.plan.calls, desc="calls up", unit="call") as bar:

            def on_up() -> None:
                bar.update()
                up.release()

            began = time.monotonic()
            for record, stop_at in zip(self.records, stops, strict=True):
                await _until(began + record.stream / self.plan.rate)
                tasks.append(asyncio.create_task(self._call(record, stop_at, on_up).run()))
            for _ in tasks:
                await up.acquire()

    async def _bring_down(self, stops: list[asyncio.Future[None]], tasks: list[asyncio.Task[None]]) -> None:
        with self.bar(total=self.plan.calls, desc="calls down", unit="call") as bar:
            for task in tasks:
                task.add_done_callback(lambda _: bar.update())
            began = time.monotonic()
            for index, stop_at in enumerate(stops):
                await _until(began + index / self.plan.rate)
                _release(stop_at)
            await asyncio.gather(*tasks)

    async def _hold(self) -> None:
        with self.bar(total=round(self.plan.hold_s, 1), desc="playing", unit="s") as bar:
            ends = time.monotonic() + self.plan.hold_s
            while (left := ends - time.monotonic()) > 0:
                step = min(left, 1.0)
                await asyncio.sleep(step)
                bar.update(round(step, 1))

    def _call(self, record: CallRecord, stop_at: asyncio.Future[None], on_up: Callable[[], None]) -> LoadCall:
        plan = self.plan
        offer = Offer(
            self.caller.local_host,
            self.capture.ports[record.stream],
            (RESOURCE,),
            codecs=(CODECS[plan.codec],),
            is_secure=self.caller.offers_secure_control,
            fingerprints=self.fingerprints,
            crypto=None if plan.srtp is None else new_crypto(plan.srtp),
        )
        lasting_s = plan.hold_s + 2 * plan.ramp_s + 2 * SETTLE_S
        prompt = plan.text or prompt_of(record.stream, lasting_s)
        return LoadCall(self.caller, offer, record, prompt, plan.timeout_s, on_up, stop_at)


async def run_load(plan: LoadPlan, *, show_progress: bool = True) -> dict[str, Any]:
    """Run the test. Returns the result as `load_result.summarize` describes it, with the plan's figures.

    Raises:
        ClientError: the server takes no call at all, or the test did not end in time.
    """
    if plan.codec not in CODECS:
        raise ClientError(f"the client knows the codecs {' and '.join(CODECS)}, not {plan.codec}")
    # One descriptor a control connection here; the RTP sockets are the capture's.
    allow_descriptors(plan.calls + plan.warm_up_calls)
    caller = Caller(plan.server, transport=plan.transport, tls=plan.tls)
    await caller.open()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(caller.close)
        capture = Capture(caller.local_host, plan.calls + plan.warm_up_calls)
        stack.push_async_callback(capture.discard)
        await capture.start()
        # disable=None: no bar when standard error is no terminal.
        run = _Run(
            plan,
            caller,
            capture,
            lambda **options: tqdm(disable=None if show_progress else True, **options),
            plan.tls.fingerprints(),
        )
        processes = await find_server(plan.health_url, plan.pid)
        try:
            async with asyncio.timeout(plan.limit_s):
                await run.warm_up()
                await asyncio.sleep(SETTLE_S)
                window, cost = await run.play(processes)
        except TimeoutError:
            raise ClientError(f"the load test did not end within {plan.limit_s:g} s") from None
        arrivals, dropped = await capture.stop()
    result = await asyncio.to_thread(summarize, run.records, arrivals, dropped, window, cost)
    return {"server_uri": plan.server, "rate": plan.rate, "hold_s": plan.hold_s} | result


async def _until(due: float) -> None:
    """Sleep until an instant of the monotonic clock: one that is late does not delay the next."""
    await asyncio.sleep(max(due - time.monotonic(), 0))


def _release(stop_at: asyncio.Future[None]) -> None:
    if not stop_at.done():
        stop_at.set_result(None)
