"""A soak: calls of all kinds come and go for minutes over a lossy wire, processes are killed; then nothing is left.

`python -m tests.interop.soak --minutes 20 --calls 200` (`make soak`) prints what came of it, and the exit status is 1
when something leaked. A session that a killed process served may fail; everything else has to go well.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import ClientError
from mrcp_server.client.recognize import Grammar
from tests.interop.lossy_wire import LossyWire
from tests.interop.running import RunningServer
from tests.interop.speech_checks import said

BOTH = ("speechsynth", "speechrecog")
PROMPTS = (
    "Welcome. Please say or enter your account number.",
    "Your balance is four hundred and twelve dollars and eighty cents, as of this morning.",
    "One moment, please. I am looking for the next free agent; you are number three in the queue.",
)
GRAMMAR = Grammar("text/uri-list", b"builtin:grammar/digits\r\n")
KILLED = ("plane", "worker", "recogniser", "content")
"""In turn."""
FORGIVEN_S = 8.0
"""A call that fails so soon after a kill may have been served by what was killed."""
SETTLE_S = 90.0
"""Within this everything is given back: calls that nobody ended are found silent, and killed processes replaced."""
REST_S = 50.0
"""So long after the last call nothing of it is remembered, and a server has given back what it does not need."""
SPEAKS_ON_S = 10.0
"""A caller who has vanished is spoken to for less."""
MOST_GROWN = 0.02


@dataclass(slots=True)
class Held:
    """What a server holds."""

    sessions: float
    streams: float
    connections: float
    descriptors: dict[str, float]
    resident: dict[str, float]
    """Octets by role and index."""
    processes: dict[str, list[int]]

    @classmethod
    def of(cls, server: RunningServer) -> "Held":
        metrics, health = server.metrics(), server.get("/healthz")

        def named(metric: str) -> dict[str, float]:
            return {name[len(metric) :]: value for name, value in metrics.items() if name.startswith(metric + "{")}

        return cls(
            metrics["mrcp_sessions_active"],
            sum(named("rtp_streams").values()),
            metrics["mrcp_connections_active"],
            named("process_descriptors"),
            named("process_resident_bytes"),
            {"control": [health["pid"]], **health["children"]},
        )


@dataclass(slots=True)
class Soak:
    """`await run()`, then read `problems`."""

    server: RunningServer
    calls: int
    seconds: float
    seed: int = 1
    kill_every_s: float = 30.0
    warm_up_s: float = 120.0
    rest_s: float = REST_S
    most_grown: float = MOST_GROWN
    """Share of its memory by which a process may have grown."""
    done: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    _killed_at: float = -1e9
    _spoken_to: deque[tuple[float, MrcpClient]] = field(default_factory=deque)
    """Who vanished, and how long their ports are kept; the longest gone first."""

    async def run(self) -> tuple[Held, Held]:
        """What was held after the warm-up, when no call was there, and at the end. Both begin with the death of a media
        plane, for all calls at once begin anew then, and take as much room as ever.
        """
        await self._calls_for(self.warm_up_s)
        before = await self._settled(None)
        await self._calls_for(self.seconds)
        after = await self._settled(before)
        self._let_go(float("inf"))
        self._compare(before, after)
        return before, after

    async def _calls_for(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        callers = [self._call_on(random.Random(f"{self.seed}-{number}"), ends) for number in range(self.calls)]
        await asyncio.gather(*callers, self._kill_on(ends))

    async def _call_on(self, choose: random.Random, ends: float) -> None:
        """One caller: a call after the other, until it is time."""
        await asyncio.sleep(choose.uniform(0, 5))
        kinds: list[tuple[str, Callable[[random.Random], Coroutine[Any, Any, bool]]]] = [
            ("listens to the end", self._listen),
            ("listens to the end", self._listen),
            ("interrupts", self._interrupt),
            ("speaks", self._speak),
            ("presses keys", self._press),
            ("sends nonsense", self._err),
            ("vanishes", self._vanish),
        ]
        while time.monotonic() < ends:
            name, place = choose.choice(kinds)
            began = time.monotonic()
            try:
                async with asyncio.timeout(60):
                    is_well = await place(choose)
            except (ClientError, OSError, TimeoutError) as error:
                is_well, name = False, f"{name}: {error}"
            if is_well:
                self.done[name] += 1
            elif self._killed_at > began - FORGIVEN_S:
                self.done["ended by a kill"] += 1
            else:
                self.problems.append(name)
            await asyncio.sleep(choose.uniform(0.1, 2))

    async def _listen(self, choose: random.Random) -> bool:
        async with MrcpClient(self.server.sip_uri) as client:
            result = await client.speak(choose.choice(PROMPTS))
            if not result.is_normal or result.order.lost or result.order.duplicate:
                raise ClientError(f"ended with {result.cause}, {result.order}")
            return True

    async def _interrupt(self, choose: random.Random) -> bool:
        async with MrcpClient(self.server.sip_uri) as client:
            for _ in range(choose.randint(1, 3)):
                await client.begin_speak(choose.choice(PROMPTS))
                await asyncio.sleep(choose.uniform(0.05, 1.5))
                await client.stop()
        return True

    async def _speak(self, _choose: random.Random) -> bool:
        async with MrcpClient(self.server.sip_uri, resources=BOTH) as client:
            LossyWire(client.audio)
            result = await client.recognize(said(), GRAMMAR)
            if not result.cause.startswith(("000", "001", "008")):
                raise ClientError(f"ended with {result.cause}")
            return True

    async def _press(self, choose: random.Random) -> bool:
        async with MrcpClient(self.server.sip_uri, resources=BOTH) as client:
            LossyWire(client.audio)
            answer = client.call.answer
            if answer.telephone_event_type is None:
                return False
            await client.begin_speak(choose.choice(PROMPTS))
            await client.audio.send_keys("42#", answer.audio, answer.telephone_event_type)
            await client.stop()
        return True

    async def _err(self, choose: random.Random) -> bool:
        async with MrcpClient(self.server.sip_uri) as client:
            with contextlib.suppress(ClientError):
                await client.speak(choose.choice(["<speak", "<speak version='1.0'><nonsense/></speak>"]))
            return (await client.speak("Yes.")).is_normal

    async def _vanish(self, choose: random.Random) -> bool:
        """Without a BYE, and without an answer to the server's; only the control connection's end tells of it."""
        client = MrcpClient(self.server.sip_uri)
        await client.open()
        await client.begin_speak(choose.choice(PROMPTS))
        if client.call.connection is not None:
            client.call.connection.close()
        await client._caller.close()
        # The server speaks on until it knows: the port may be nobody else's before.
        self._spoken_to.append((time.monotonic() + SPEAKS_ON_S, client))
        self._let_go(time.monotonic())
        return True

    def _let_go(self, now: float) -> None:
        """Closes the ports of callers who vanished long enough ago."""
        while self._spoken_to and self._spoken_to[0][0] <= now:
            self._spoken_to.popleft()[1].audio.close()

    async def _kill_on(self, ends: float) -> None:
        choose, roles = random.Random(self.seed), itertools.cycle(KILLED)
        while time.monotonic() + 2 * self.kill_every_s < ends:
            await asyncio.sleep(self.kill_every_s)
            children = (await asyncio.to_thread(self.server.get, "/healthz"))["children"]
            role = next(role for role in roles if children.get(role))
            with contextlib.suppress(ProcessLookupError):
                os.kill(choose.choice(children[role]), signal.SIGKILL)
            self.kills[role] += 1
            self._killed_at = time.monotonic()

    async def _settled(self, before: Held | None) -> Held:
        """As soon as no call is left and descriptors are where they were, or the time for it is over."""
        ends = time.monotonic() + SETTLE_S
        while True:
            held = await asyncio.to_thread(Held.of, self.server)
            is_empty = held.sessions == held.streams == held.connections == 0
            if time.monotonic() > ends:
                return held
            if is_empty and (before is None or held.descriptors == before.descriptors):
                await asyncio.sleep(self.rest_s)
                return await asyncio.to_thread(Held.of, self.server)
            await asyncio.sleep(1)

    def _compare(self, before: Held, after: Held) -> None:
        for what in ("sessions", "streams", "connections"):
            if getattr(after, what):
                self.problems.append(f"{getattr(after, what):g} {what} are left")
        if after.descriptors != before.descriptors:
            self.problems.append(f"descriptors: {before.descriptors} before, {after.descriptors} after")
        for role, pids in before.processes.items():
            if len(after.processes.get(role, ())) != len(pids):
                self.problems.append(f"{role}: {len(pids)} processes before, {after.processes.get(role)} after")
        for process, octets in after.resident.items():
            # One that was replaced may be any of its role.
            role = process.partition("role=")[2]
            most = max(value for name, value in before.resident.items() if name.partition("role=")[2] == role)
            if octets > most * (1 + self.most_grown):
                self.problems.append(f"{process} has grown from {most / 1e6:.1f} to {octets / 1e6:.1f} MB")


def main() -> int:
    """Exit status 1 when anything was left, or a call failed that nobody had killed."""
    parser = argparse.ArgumentParser(prog="tests.interop.soak", description="Calls come and go; nothing is left.")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--calls", type=int, default=200, help="callers at once; default %(default)s")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"engine.synthesizer": "auto", "limits.session_idle_s": "15", "mrcp.message_timeout_s": "5"}
        with RunningServer(Path(folder) / "log", settings) as server:
            soak = Soak(server, options.calls, options.minutes * 60, options.seed)
            before, after = asyncio.run(soak.run())
    say = sys.stdout.write
    for name, count in sorted(soak.done.items()):
        say(f"{count:8,} {name}\n")
    say(f"killed: {dict(soak.kills)}\n")
    for process, octets in sorted(after.resident.items()):
        was = before.resident.get(process)
        say(f"{process}: {octets / 1e6:.1f} MB" + (f", {100 * (octets / was - 1):+.1f} %\n" if was else "\n"))
    for problem in soak.problems[:20]:
        say(f"PROBLEM: {problem}\n")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main())
