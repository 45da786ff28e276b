"""Random walks through the two machines: a client and a session that do anything at any time.

Whatever comes in whatever order, each request gets one answer, and one end if it needs one; nothing comes behind the
end, and nothing is left.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from mrcp_server.mrcp.actions import Action, Emit, Respond
from mrcp_server.mrcp.recognizer.actions import LoadGrammars
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult, Waveform
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.wire.codes import RecognitionCause, SpeakCause
from tests.mrcp_server.mrcp.dialogue import Client, RecognizerClient, recognizer_client, synthesizer_client
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import BOTH, OPEN, PIN, SPEECH

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 120


class Ledger:
    """Answers and ends of each request."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.answered: list[int] = []
        self.open: set[int] = set()
        self.ended: Counter[int] = Counter()
        self.asked: list[Action] = []

    def book(self, actions: list[Action]) -> None:
        """Enter what came out."""
        for action in actions:
            if isinstance(action, Respond):
                response = action.response
                self.answered.append(response.request_id)
                if response.request_state != "COMPLETE":
                    self.open.add(response.request_id)
            elif isinstance(action, Emit):
                event = action.event
                assert event.request_id in self.open, f"{event.name} for a request that is over"
                assert not self.ended[event.request_id], f"{event.name} after the end of {event.request_id}"
                if event.request_state == "COMPLETE":
                    self.ended[event.request_id] += 1
            else:
                self.asked.append(action)

    def end_by_list(self, request_ids: list[int]) -> None:
        """A STOP or BARGE-IN-OCCURRED listed these."""
        for request_id in request_ids:
            assert not self.ended[request_id], f"{request_id} is listed after its end"
            self.ended[request_id] += 1


def _book(ledger: Ledger, enders: set[int], actions: list[Action]) -> None:
    """As `Ledger.book`, and lists of those requests that end what they list."""
    for action in actions:
        ledger.book([action])
        if isinstance(action, Respond) and action.response.request_id in enders:
            listed = action.response.headers.get("Active-Request-Id-List")
            ledger.end_by_list([int(one) for one in listed.split(",")] if listed else [])


def _settle(ledger: Ledger) -> None:
    assert ledger.answered == ledger.sent
    assert set(ledger.ended) == ledger.open
    assert all(count == 1 for count in ledger.ended.values())


class SpeakingWalk:
    """A client and a session that do anything at any time."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)
        times = SynthesizerTimes(drain_s=self.choose.choice([0.0, 0.1]))
        self.client: Client = synthesizer_client(times=times, speech_markers=self.choose.random() < 0.7)
        self.ledger = Ledger()
        self.enders: set[int] = set()

    def step(self) -> None:
        """One thing happens."""
        kind = self.choose.random()
        if kind < 0.5:
            self._request()
        elif kind < 0.9:
            self._report()
        else:
            self.client.now += self.choose.choice([0.01, 0.06, 0.2, 3.0])
            self._book(self.client.resource.handle_timer(self.client.now))

    def _book(self, actions: list[Action]) -> None:
        _book(self.ledger, self.enders, actions)

    def _request(self) -> None:
        method = self.choose.choice(
            ["SPEAK"] * 4 + ["STOP", "PAUSE", "RESUME", "CONTROL", "BARGE-IN-OCCURRED", "GET-PARAMS"]
        )
        self.ledger.sent.append(self.client.last_id + 1)
        if method == "SPEAK":
            self._book(self.client.speak(f"Kill-On-Barge-In: {self.choose.choice(['true', 'false'])}"))
            return
        lines = []
        if method in ("STOP", "BARGE-IN-OCCURRED"):
            self.enders.add(self.client.last_id + 1)
        if method == "STOP" and self.choose.random() < 0.5:
            lines.append(f"Active-Request-Id-List: {self._some_id()},{self._some_id()}")
        if method == "CONTROL":
            lines.append(f"Jump-Size: {self.choose.choice(['+1 Word', '-1 Second', 'm Tag'])}")
        if method == "BARGE-IN-OCCURRED":
            lines.append(f"Proxy-Sync-Id: {self.choose.randrange(5)}")
        self._book(self.client.say(method, *lines))

    def _some_id(self) -> int:
        outstanding = self.client.resource.request_ids
        return self.choose.choice(outstanding) if outstanding and self.choose.random() < 0.9 else 10_000

    def _report(self) -> None:
        machine, now, request_id = self.client.resource, self.client.now, self._some_id()
        failure = SpeakFailure(self.choose.choice([SpeakCause.ERROR, SpeakCause.PARSE_FAILURE]))
        reports: list[Callable[[], list[Action]]] = [
            lambda: machine.started(request_id, now),
            lambda: machine.marked(request_id, "m", now),
            lambda: machine.finished(request_id, now),
            lambda: machine.finished(request_id, now),
            lambda: machine.failed(request_id, failure, now),
            lambda: machine.stopped([request_id], now),
            lambda: machine.stopped([request_id], now),
            lambda: machine.jumped(request_id, self.choose.choice(list(JumpOutcome)), now),
            lambda: machine.killed(str(self.choose.randrange(5)), now),
        ]
        self._book(self.choose.choice(reports)())

    def finish(self) -> None:
        """Everything that is still open comes to its end."""
        machine = self.client.resource
        for _ in range(1000):
            self.client.now += 5.0
            self._book(machine.handle_timer(self.client.now))
            if not machine.request_ids and machine.next_timer() is None:
                return
            if machine.state == "paused":
                self.ledger.sent.append(self.client.last_id + 1)
                self._book(self.client.say("RESUME"))
            for request_id in machine.request_ids[:1]:
                self._book(machine.finished(request_id, self.client.now))
        raise AssertionError("does not come to an end")


class RecognizerWalk:
    """The same for a recognizer."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)
        self.client: RecognizerClient = recognizer_client()
        self.ledger = Ledger()
        self.enders: set[int] = set()

    def step(self) -> None:
        """One thing happens."""
        kind = self.choose.random()
        if kind < 0.35:
            self._request()
        elif kind < 0.9:
            self._report()
        else:
            self.client.now += self.choose.choice([0.1, 0.8, 5.0, 20.0])
            self._book(self.client.resource.handle_timer(self.client.now))

    def _book(self, actions: list[Action]) -> None:
        _book(self.ledger, self.enders, actions)

    def _request(self) -> None:
        method = self.choose.choice(
            ["RECOGNIZE"] * 4 + ["STOP", "DEFINE-GRAMMAR", "INTERPRET", "GET-RESULT", "START-INPUT-TIMERS"]
        )
        self.ledger.sent.append(self.client.last_id + 1)
        if method == "RECOGNIZE":
            lines = [
                f"Cancel-If-Queue: {self.choose.choice(['true', 'false'])}",
                f"Recognition-Mode: {self.choose.choice(['normal', 'hotword'])}",
                f"Save-Waveform: {self.choose.choice(['true', 'false'])}",
                f"Start-Input-Timers: {self.choose.choice(['true', 'false'])}",
                f"Early-No-Match: {self.choose.choice(['true', 'false'])}",
            ]
            self._book(self.client.load(*lines))
        elif method in ("DEFINE-GRAMMAR", "INTERPRET"):
            self._book(self.client.load(*(["Interpret-Text: x"] if method == "INTERPRET" else []), method=method))
        else:
            if method == "STOP":
                self.enders.add(self.client.last_id + 1)
            self._book(self.client.say(method))

    def _some_id(self) -> int:
        outstanding = self.client.resource.request_ids
        if outstanding and self.choose.random() < 0.7:
            return int(self.choose.choice(outstanding))
        return max(self.client.last_id - self.choose.randrange(3), 0)

    def _report(self) -> None:
        machine, now, request_id = self.client.resource, self.client.now, self._some_id()
        yes = Alternative("yes", self.choose.random(), "g", semantics_failed=self.choose.random() < 0.1)
        result = self.choose.choice(
            [
                RecognitionResult((yes,)),
                RecognitionResult((yes, yes)),
                RecognitionResult(partial=yes),
                RecognitionResult(),
            ]
        )
        failure = RecognitionFailure(
            self.choose.choice([RecognitionCause.RECOGNIZER_ERROR, RecognitionCause.URI_FAILURE])
        )
        loads = [action.request_id for action in self.ledger.asked[-6:] if isinstance(action, LoadGrammars)]
        loaded_id = self.choose.choice(loads) if loads else request_id
        grammars = self.choose.choice([SPEECH, PIN, OPEN, BOTH])
        reports: list[Callable[[], list[Action]]] = [
            lambda: machine.grammars_loaded(loaded_id, grammars, now),
            lambda: machine.grammars_loaded(loaded_id, grammars, now),
            lambda: machine.grammars_loaded(loaded_id, grammars, now),
            lambda: machine.grammars_loaded(loaded_id, grammars, now),
            lambda: machine.grammars_failed(loaded_id, failure, now),
            lambda: machine.speech_started(request_id, now, too_early=self.choose.random() < 0.1),
            lambda: machine.speech_ended(request_id, now),
            lambda: machine.recognized_so_far(request_id, self.choose.choice(list(MatchState)), now),
            lambda: machine.input_ended(request_id, now),
            lambda: machine.key(self.choose.choice("1234#"), now),
            lambda: machine.recognized(request_id, result, now),
            lambda: machine.interpreted(request_id, result, now),
            lambda: machine.recognition_failed(request_id, failure, now),
            lambda: machine.waveform_stored(request_id, self.choose.choice([None, Waveform("u", 1, 2)]), now),
        ]
        self._book(self.choose.choice(reports)())

    def finish(self) -> None:
        """Everything that is still open comes to its end, by timers and by starting the input timers."""
        machine = self.client.resource
        for _ in range(1000):
            if not machine.request_ids and machine.next_timer() is None:
                return
            self.client.now += 30.0
            self._book(machine.handle_timer(self.client.now))
            if machine.next_timer() is None and machine.request_ids:
                self.ledger.sent.append(self.client.last_id + 1)
                self.enders.add(self.client.last_id + 1)
                self._book(self.client.say("STOP"))
        raise AssertionError("does not come to an end")


def walk_of_speaking(seed: int) -> None:
    """One history of a synthesizer. Raises AssertionError when an invariant does not hold."""
    _walk(SpeakingWalk(seed))


def walk_of_recognizing(seed: int) -> None:
    """One history of a recognizer. Raises AssertionError when an invariant does not hold."""
    _walk(RecognizerWalk(seed))


def _walk(walk: SpeakingWalk | RecognizerWalk) -> None:
    for _ in range(STEPS):
        walk.step()
    walk.finish()
    _settle(walk.ledger)
