import asyncio
import os
import threading
from dataclasses import dataclass, field

from mrcp_server.tls.handshakes import HandshakeLimits, Handshakes


@dataclass(eq=False)
class FakeConnection:
    """One that gives up when it is told to."""

    handshakes: Handshakes
    host: str = "192.0.2.1"
    reasons: list[str] = field(default_factory=list)

    def give_up(self, reason: str) -> None:
        self.reasons.append(reason)
        self.handshakes.end(self)


def begun(handshakes: Handshakes, *hosts: str) -> list[FakeConnection]:
    connections = [FakeConnection(handshakes, host) for host in hosts]
    for connection in connections:
        handshakes.begin(connection)
    return connections


def test_a_host_over_its_share_loses_its_oldest() -> None:
    handshakes = Handshakes(HandshakeLimits(most=8, share_of_one_host=0.5))
    other, *flood = begun(handshakes, "192.0.2.1", *["192.0.2.2"] * 6)
    assert [bool(one.reasons) for one in flood] == [True, True, False, False, False, False]
    assert not other.reasons
    assert len(handshakes) == 5
    assert handshakes.counters.crowded_out == 2
    handshakes.close()


def test_a_host_of_ipv6_is_its_64() -> None:
    handshakes = Handshakes(HandshakeLimits(most=8, share_of_one_host=0.5))
    flood = begun(handshakes, *[f"2001:db8::{number}" for number in range(1, 7)])
    assert [bool(one.reasons) for one in flood] == [True, True, False, False, False, False]
    handshakes.close()


def test_of_too_many_hosts_the_one_with_most_loses_its_oldest() -> None:
    handshakes = Handshakes(HandshakeLimits(most=4, share_of_one_host=0.5))
    connections = begun(handshakes, "a", "b", "b", "c", "d")
    assert [bool(one.reasons) for one in connections] == [False, True, False, False, False]
    assert len(handshakes) == 4
    handshakes.close()


def test_what_has_ended_counts_no_more() -> None:
    handshakes = Handshakes(HandshakeLimits(most=2))
    for connection in begun(handshakes, "a", "b"):
        handshakes.end(connection)
        handshakes.end(connection)
    assert len(handshakes) == 0
    assert handshakes._by_source == {}
    handshakes.close()


def test_what_is_under_way_ends_with_the_server() -> None:
    handshakes = Handshakes()
    connections = begun(handshakes, "a", "a", "b")
    handshakes.close()
    assert [one.reasons for one in connections] == [["the server stops"]] * 3
    assert len(handshakes) == 0


def test_work_is_done_beside_the_loop_and_yields_to_others() -> None:
    async def scenario() -> tuple[bool, int]:
        handshakes = Handshakes()
        done: asyncio.Future[tuple[bool, int]] = asyncio.get_running_loop().create_future()

        def work() -> tuple[bool, int]:
            return threading.current_thread() is threading.main_thread(), os.getpriority(
                os.PRIO_PROCESS, threading.get_native_id()
            )

        handshakes.run(work, done.set_result)
        outcome = await done
        handshakes.close()
        handshakes.run(work, lambda _outcome: None)  # nothing happens any more
        return outcome

    is_main, niceness = asyncio.run(scenario())
    assert not is_main
    assert niceness > os.getpriority(os.PRIO_PROCESS, 0)
