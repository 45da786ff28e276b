"""Random walks through whole sessions: callers, control connections and a plane that do anything at any time.

The SIP and MRCP doors are the real ones, on real sockets; the plane and the voice are doubles, which say at random what
real ones may say. Whatever comes in whatever order, each request on a control connection gets one answer, and one end
if it needs one; nothing is raised, and in the end no session, stream or connection is left.
"""

import asyncio
import contextlib
import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.fakes.doors import SYNTH_OFFER, Doors, RawCaller, RawControl, channel_of
from tests.fakes.stream import FakeStream

STEPS = 80
_CALLERS = 2
_SETTLE_S = 5.0
_LONGEST_WAIT_S = 4.0
"""A machine waits for a plane's report, at the longest for that of a jump."""
_START_LINE = re.compile(
    r"MRCP/2\.0 \d+ (?:(?P<id>\d+) (?P<status>\d+)|(?P<event>[A-Z-]+) (?P<of>\d+)) (?P<state>[A-Z-]+)"
)
_IDS = re.compile(r"Active-Request-Id-List: *([\d, ]+)")
_OFFERS = (
    SYNTH_OFFER,
    SYNTH_OFFER.replace("connection:new", "connection:existing"),
    SYNTH_OFFER.replace("recvonly", "inactive"),
    SYNTH_OFFER.replace("m=audio 4000", "m=audio 0"),
    SYNTH_OFFER.replace("m=application 9", "m=application 0"),
    SYNTH_OFFER.replace("RTP/AVP 0 8", "RTP/AVP 99"),
    SYNTH_OFFER.replace("speechsynth", "unheard-of"),
    SYNTH_OFFER[: len(SYNTH_OFFER) // 2],
    "v=0",
)
_METHODS = ("SPEAK",) * 6 + ("STOP", "PAUSE", "RESUME", "CONTROL", "BARGE-IN-OCCURRED", "GET-PARAMS", "NO-METHOD")


class _Ledger:
    """What came of each request; a channel's answers and events may take any of its connections."""

    def __init__(self) -> None:
        self.sent: set[int] = set()
        self.stopping: set[int] = set()
        """Requests whose answer ends those it lists."""
        self.answers: Counter[int] = Counter()
        self.open: set[int] = set()
        self.ends: Counter[int] = Counter()
        self.events: set[int] = set()
        """Requests for which there was an event."""

    @property
    def is_complete(self) -> bool:
        """Every request has its answer, and its end where it needs one."""
        return self.sent <= set(self.answers) and all(self.ends[number] for number in self.open)

    def check(self, *, is_calm: bool) -> None:
        """At the end. What is missing proves something only where no connection was cut and no session ended."""
        self.answers.pop(0, None)  # to what was no request
        assert all(count == 1 for count in self.answers.values()), self.answers
        assert all(count <= 1 for count in self.ends.values()), self.ends
        over = {number for number in self.events if number in self.answers} - self.open
        assert not over, f"events for {over}, which were not in progress"
        if is_calm:
            assert set(self.answers) == self.sent, f"{self.sent ^ set(self.answers)} were not answered once"
            ended = {number for number, count in self.ends.items() if count}
            assert ended == self.open, f"{self.open - ended} did not end"


class _Control:
    """A control connection. What comes over it is in order."""

    def __init__(self, wire: RawControl, ledger: _Ledger) -> None:
        self.wire = wire
        self._ledger = ledger
        self._over: set[int] = set()

    async def read(self) -> None:
        """Books what comes, until the connection ends."""
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                with contextlib.suppress(TimeoutError):
                    self._book(await self.wire.receive())

    def _book(self, message: str) -> None:
        found = _START_LINE.match(message)
        assert found is not None, message
        ledger = self._ledger
        if found["id"] is None:
            of = int(found["of"])
            assert of not in self._over, f"{found['event']} behind the end of {of}"
            ledger.events.add(of)
            if found["state"] == "COMPLETE":
                ledger.ends[of] += 1
                self._over.add(of)
            return
        number = int(found["id"])
        ledger.answers[number] += 1
        if found["state"] != "COMPLETE":
            ledger.open.add(number)
        listed = _IDS.search(message)
        if number in ledger.stopping and listed is not None:
            for one in map(int, listed[1].split(",")):
                ledger.ends[one] += 1
                self._over.add(one)


class SessionWalk:
    """One history. `await run()` raises AssertionError when an invariant does not hold."""

    def __init__(self, seed: int) -> None:
        self._choose = random.Random(seed)
        self._is_calm = self._choose.random() < 0.4
        """Nobody hangs up, cuts or pauses before the end, so that nothing may be missing."""
        self._faults: list[dict[str, Any]] = []
        self._controls: list[_Control] = []
        self._ledger = _Ledger()
        self._channels: list[str] = []
        self._number = 0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: self._faults.append(context))
        async with Doors(streams=6, sessions=4, drain_ms=20) as doors, contextlib.AsyncExitStack() as stack:
            self._doors = doors
            self._callers = [
                await stack.enter_async_context(RawCaller(doors.sip.ports["udp"])) for _ in range(_CALLERS)
            ]
            self._stack = stack
            readers: list[asyncio.Task[None]] = []
            for _ in range(STEPS):
                await self._step(readers)
            await self._end(readers)
        assert not self._faults, self._faults

    async def _step(self, readers: list[asyncio.Task[None]]) -> None:
        kind = self._choose.random()
        if kind < 0.25:
            self._sip()
        elif kind < 0.35:
            control = _Control(await self._stack.enter_async_context(RawControl(self._doors.mrcp.port)), self._ledger)
            self._controls.append(control)
            readers.append(asyncio.create_task(control.read()))
        elif kind < 0.65:
            self._mrcp()
        elif kind < 0.95:
            self._plane()
        await asyncio.sleep(self._choose.choice([0, 0, 0.001, 0.005]))
        self._learn()

    def _sip(self) -> None:
        caller, choose = self._choose.choice(self._callers), self._choose
        method = choose.choice(["INVITE"] * 5 + ["ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE", "INFO", "fresh", "junk"])
        if self._is_calm:
            method = choose.choice(["OPTIONS", "INFO"]) if caller.cseq else "INVITE"
        if method == "fresh":
            caller.call_id, caller.to_tag, caller.cseq = f"call-{choose.random()}", "", 0
        elif method == "junk":
            caller.send_text(
                choose.choice(["\r\n\r\n", "INVITE", "SIP/2.0 200 OK\r\n\r\n", "BYE sip:a SIP/2.0\r\n\r\n"])
            )
        else:
            offer = SYNTH_OFFER if self._is_calm else choose.choice(_OFFERS) if method in {"INVITE", "UPDATE"} else ""
            repeats = choose.random() < 0.1 and not self._is_calm
            caller.send(method, offer, cseq=caller.cseq if repeats else None)

    def _learn(self) -> None:
        """What answers tell: tags and channels. A 2xx is acknowledged, mostly."""
        for caller in self._callers:
            while not caller.waiting.empty():
                message = caller.waiting.get_nowait()
                if message.startswith("SIP/2.0 2") and "INVITE" in message.split("CSeq:")[1][:20]:
                    tag = re.search(r"^To:.*;tag=(\S+)", message, re.MULTILINE)
                    caller.to_tag = tag[1] if tag else ""
                    if "a=channel:" in message:
                        self._channels.append(channel_of(message))
                    if self._is_calm or self._choose.random() < 0.9:
                        caller.send("ACK")
                elif message.startswith(("BYE", "OPTIONS")) and self._choose.random() < 0.9:
                    head = [line for line in message.split("\r\n") if re.match("Via|From|To|Call-ID|CSeq", line)]
                    caller.send_text("\r\n".join(["SIP/2.0 200 OK", *head, "Content-Length: 0", "", ""]))

    def _mrcp(self) -> None:
        if not self._controls or not self._channels:
            return
        control, choose = self._choose.choice(self._controls), self._choose
        kind = 1.0 if self._is_calm else choose.random()
        if kind < 0.03:
            control.wire.writer.close()
        elif kind < 0.06:
            control.wire.writer.write(choose.randbytes(choose.choice([1, 40])) + b"\r\n\r\n")
        else:
            self._number += 1
            channel = choose.choice([*self._channels, "0000@speechsynth"])
            method = choose.choice(_METHODS)
            if self._is_calm and method == "PAUSE":
                method = "STOP"
            self._ledger.sent.add(self._number)
            if method in {"STOP", "BARGE-IN-OCCURRED"}:
                self._ledger.stopping.add(self._number)
            body = choose.choice(["One two three.", "FAIL", "One FAIL two.", ""]) if method == "SPEAK" else ""
            headers = choose.choice(
                [(), ("Kill-On-Barge-In: false",), ("Jump-Size: +1 Word",), ("Speech-Language: x y",)]
            )
            control.wire.send(method, self._number, channel, body, *headers)

    def _plane(self) -> None:
        streams = [stream for stream in self._doors.plane.opened if stream.audio]
        if not streams:
            return
        stream = self._choose.choice(streams[-3:])
        numbers = list(stream.audio)[-3:]
        utterance = self._choose.choice(numbers)
        reports: list[Callable[[], None]] = [
            lambda: stream.started(utterance),
            lambda: stream.finished(utterance),
            lambda: stream.stopped(*self._choose.sample(numbers, self._choose.randint(1, len(numbers)))),
            lambda: stream.interrupted(*numbers),  # the plane died
            lambda: stream.wants_more(utterance),
            lambda: stream.mark(utterance, "m"),
        ]
        self._choose.choice(reports)()

    async def _end(self, readers: list[asyncio.Task[None]]) -> None:
        """The plane finishes what it plays, the callers hang up; then nothing is left."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (_LONGEST_WAIT_S if self._is_calm else 0.1)
        while loop.time() < deadline and not self._ledger.is_complete:
            for stream in self._doors.plane.opened:
                _play_to_the_end(stream)
            await asyncio.sleep(0.05)
        for session in list(self._doors.table):
            self._doors.sip.hang_up(session, "the walk is over")
        deadline = loop.time() + _SETTLE_S
        while len(self._doors.table) or self._doors.plane.streams:
            assert loop.time() < deadline, "a session does not end"
            self._learn()
            for stream in self._doors.plane.opened:
                if stream.is_closed:
                    stream.closed()
            await asyncio.sleep(0.01)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        for reader in readers:
            if not reader.cancelled() and reader.exception() is not None:
                raise reader.exception() or AssertionError
        self._ledger.check(is_calm=self._is_calm)


def _play_to_the_end(stream: FakeStream) -> None:
    """And what was to be stopped is: a plane always says so."""
    for call in list(stream.calls):
        if call[0] == "stop":
            stream.stopped(*call[1])
    for utterance in list(stream.audio):
        stream.finished(utterance)


def walk_of_sessions(seed: int) -> None:
    """One history of callers. Raises AssertionError when an invariant does not hold."""
    asyncio.run(SessionWalk(seed).run())
