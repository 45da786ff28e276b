"""The generic half of a channel: answers go where requests came from, connections come and go, timers fire."""

import asyncio

import structlog

from mrcp_server.call.control_channel import ChannelContext, ControlChannel
from mrcp_server.mrcp.actions import Action, Emit, LogTag, Respond
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.wire.codes import RequestState
from mrcp_server.mrcp.wire.message import Event, Headers, Request, Response
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.metrics import Metrics


class Peer:
    def __init__(self) -> None:
        self.is_open = True
        self.sent: list[Response | Event] = []
        self.closed: list[str] = []

    def send(self, message: Response | Event) -> None:
        self.sent.append(message)

    def forget(self, identifier: str) -> None:
        self.closed.append(identifier)


class Machine:
    """Answers IN-PROGRESS, and completes at `due`."""

    def __init__(self) -> None:
        self.due: float | None = None
        self.requests: list[int] = []

    def handle(self, request: Request, now: float) -> list[Action]:
        self.requests.append(request.request_id)
        if request.method == "STOP":
            return [Respond(Response(request.request_id, 200)), LogTag("tagged")]
        return [Respond(Response(request.request_id, 200, RequestState.IN_PROGRESS))]

    def end_all(self, reason: str, now: float) -> list[Action]:
        fields = Headers([("Completion-Cause", "004 error"), ("Completion-Reason", reason)])
        return [
            Emit(Event("SPEAK-COMPLETE", request_id, RequestState.COMPLETE, fields)) for request_id in self.requests
        ]

    def next_timer(self) -> float | None:
        return self.due

    def handle_timer(self, now: float) -> list[Action]:
        self.due = None
        return [Emit(Event("SPEAK-COMPLETE", 1, RequestState.COMPLETE, Headers([("Completion-Cause", "000 normal")])))]


def make_channel(settle_s: float = 0.0) -> tuple[ControlChannel, Machine, Metrics]:
    machine, metrics = Machine(), Metrics()
    loop = asyncio.get_running_loop()
    context = ChannelContext("s", loop.time, get_logger(), Feed().open("s", 0.0, "p"), metrics, settle_s)
    channel = Channel(ChannelIdentifier("s", "speechsynth"), machine, RequestIds())
    return ControlChannel(channel, machine, context), machine, metrics


def test_answers_go_to_the_connection_of_their_request() -> None:
    async def run() -> None:
        channel, machine, metrics = make_channel()
        first, second = Peer(), Peer()
        channel.receive(Request("SPEAK", 1), first)
        channel.receive(Request("STOP", 2), second)
        channel.carry_out(machine.handle_timer(0.0))
        assert [message.request_id for message in first.sent] == [1, 1]
        assert [message.request_id for message in second.sent] == [2]
        text = metrics.render().decode()
        assert 'mrcp_requests_total{method="SPEAK"} 1.0' in text
        assert [event.label for event in channel.context.feed.events] == [
            "SPEAK 1", "1 200 IN-PROGRESS", "STOP 2", "2 200 COMPLETE", "SPEAK-COMPLETE 1 (000 normal)",
        ]  # fmt: skip

    asyncio.run(run())


def test_a_request_id_that_was_used_leaves_the_request_that_runs_where_it_was() -> None:
    async def run() -> None:
        channel, machine, _ = make_channel()
        owner, other = Peer(), Peer()
        channel.receive(Request("SPEAK", 1), owner)
        channel.receive(Request("SPEAK", 1), other)
        channel.carry_out(machine.handle_timer(0.0))
        assert [message.status for message in other.sent if isinstance(message, Response)] == [410]
        assert names_of(owner) == ["1", "SPEAK-COMPLETE"]
        assert names_of(other) == ["1"]
        assert machine.requests == [1]

    asyncio.run(run())


def test_a_lost_connection_is_replaced_by_the_latest() -> None:
    async def run() -> None:
        channel, machine, _ = make_channel()
        first, second = Peer(), Peer()
        channel.receive(Request("SPEAK", 1), first)
        channel.receive(Request("STOP", 2), second)
        first.is_open = False
        assert not channel.lose(first)
        channel.carry_out(machine.handle_timer(0.0))
        assert [message.request_id for message in second.sent] == [2, 1]
        second.is_open = False
        assert channel.lose(second)
        channel.carry_out(machine.handle_timer(0.0))

    asyncio.run(run())


def end_of(request_id: int) -> Action:
    return Emit(Event("SPEAK-COMPLETE", request_id, RequestState.COMPLETE))


def names_of(peer: Peer) -> list[str]:
    return [message.name if isinstance(message, Event) else str(message.request_id) for message in peer.sent]


def test_an_end_right_behind_the_answer_is_held_for_a_moment() -> None:
    async def run() -> None:
        channel, _, _ = make_channel(0.02)
        peer = Peer()
        channel.receive(Request("SPEAK", 1), peer)
        channel.carry_out([Emit(Event("SPEECH-MARKER", 1, RequestState.IN_PROGRESS)), end_of(1), end_of(2)])
        assert names_of(peer) == ["1", "SPEECH-MARKER"]
        await asyncio.sleep(0.04)
        assert names_of(peer) == ["1", "SPEECH-MARKER", "SPEAK-COMPLETE", "SPEAK-COMPLETE"]
        assert [message.request_id for message in peer.sent] == [1, 1, 1, 2]

    asyncio.run(run())


def test_a_later_end_is_not_held() -> None:
    async def run() -> None:
        channel, _, _ = make_channel(0.01)
        peer = Peer()
        channel.receive(Request("SPEAK", 1), peer)
        await asyncio.sleep(0.02)
        channel.carry_out([end_of(1), end_of(1)])
        assert names_of(peer) == ["1", "SPEAK-COMPLETE", "SPEAK-COMPLETE"]

    asyncio.run(run())


def test_nothing_else_waits_and_nothing_overtakes_an_end_that_is_held() -> None:
    async def run() -> None:
        channel, _, _ = make_channel(5.0)
        peer = Peer()
        channel.receive(Request("SPEAK", 1), peer)
        channel.carry_out([end_of(1)])
        channel.receive(Request("STOP", 2), peer)
        assert names_of(peer) == ["1", "SPEAK-COMPLETE", "2"]
        channel.receive(Request("SPEAK", 3), peer)
        channel.carry_out([end_of(3), Emit(Event("SPEECH-MARKER", 4, RequestState.IN_PROGRESS))])
        assert names_of(peer)[3:] == ["3", "SPEAK-COMPLETE", "SPEECH-MARKER"]

    asyncio.run(run())


def test_a_channel_that_closes_tells_first_what_it_held() -> None:
    async def run() -> None:
        channel, _, _ = make_channel(0.01)
        peer = Peer()
        channel.receive(Request("SPEAK", 1), peer)
        channel.carry_out([end_of(1)])
        channel.close()
        assert names_of(peer) == ["1", "SPEAK-COMPLETE"]
        await asyncio.sleep(0.02)
        assert len(peer.sent) == 2

    asyncio.run(run())


def test_the_ends_that_a_resource_tells_leave_before_the_channel_closes() -> None:
    async def run() -> None:
        channel, _, _ = make_channel(10.0)
        peer = Peer()
        channel.receive(Request("SPEAK", 1), peer)
        channel.end_all("the server stops")
        channel.close()
        assert names_of(peer) == ["1", "SPEAK-COMPLETE"]

    asyncio.run(run())


def test_a_channel_that_never_had_a_connection_has_not_lost_one() -> None:
    async def run() -> None:
        channel, _, _ = make_channel()
        assert not channel.lose(Peer())

    asyncio.run(run())


def test_a_repeated_request_id_is_410() -> None:
    async def run() -> None:
        channel, machine, _ = make_channel()
        peer = Peer()
        channel.receive(Request("SPEAK", 5), peer)
        channel.receive(Request("SPEAK", 5), peer)
        assert machine.requests == [5]
        assert [message.status for message in peer.sent if isinstance(message, Response)] == [200, 410]

    asyncio.run(run())


def test_the_machines_timer_fires_once() -> None:
    async def run() -> None:
        channel, machine, _ = make_channel()
        peer = Peer()
        machine.due = asyncio.get_running_loop().time() + 0.01
        channel.receive(Request("SPEAK", 1), peer)
        await asyncio.sleep(0.03)
        assert [type(message).__name__ for message in peer.sent] == ["Response", "Event"]

    asyncio.run(run())


def test_a_closed_channel_says_nothing_and_its_timer_is_off() -> None:
    async def run() -> None:
        channel, machine, _ = make_channel()
        peer = Peer()
        machine.due = asyncio.get_running_loop().time() + 0.005
        channel.receive(Request("SPEAK", 1), peer)
        channel.close()
        await asyncio.sleep(0.02)
        channel.carry_out(machine.handle_timer(0.0))
        assert len(peer.sent) == 1

    asyncio.run(run())


def test_its_connections_need_not_remember_it_when_it_is_closed() -> None:
    async def run() -> None:
        channel, _, _ = make_channel()
        first, second, lost = Peer(), Peer(), Peer()
        for number, peer in enumerate((first, second, lost), 1):
            channel.receive(Request("SPEAK", number), peer)
        channel.lose(lost)
        channel.close()
        assert [peer.closed for peer in (first, second, lost)] == [[channel.identifier], [channel.identifier], []]

    asyncio.run(run())


def test_made_up_methods_do_not_make_up_metrics() -> None:
    async def run() -> None:
        channel, _, metrics = make_channel()
        channel.receive(Request("X" * 40, 1), Peer())
        assert 'mrcp_requests_total{method="other"} 1.0' in metrics.render().decode()

    asyncio.run(run())


def test_refusals_are_told_in_the_log_until_they_are_too_many() -> None:
    async def run() -> list[structlog.typing.EventDict]:
        channel, _, _ = make_channel()
        with structlog.testing.capture_logs() as lines:
            channel.receive(Request("RECOGNIZE", 7), Peer())
            for _ in range(100):
                channel.receive(Request("STOP", 7), Peer())
        return lines

    lines = asyncio.run(run())
    assert {line["event"] for line in lines} == {"request refused"}
    assert (lines[0]["status"], lines[0]["id"]) == (410, 7)
    assert "request-id" in lines[0]["reason"]
    assert len(lines) == 20
    assert ["further" in line for line in lines] == [False] * 19 + [True]
