"""The connector on its own; that a whole channel works this way is in `tests/interop/test_tls.py`."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mrcp_server.call.control_channel import ControlChannel
from mrcp_server.call.control_security import ControlSecurity
from mrcp_server.doors.control_connector import CarryingConnection, ControlConnector
from mrcp_server.session import Session
from mrcp_server.tls.endpoint import TlsClient
from mrcp_server.tls.fingerprint import Fingerprint

OWN = Fingerprint.of(b"a certificate")
ADDRESS = ("192.0.2.1", 7000)


class FakeConnection(CarryingConnection):
    """Keeps what it carries."""

    def __init__(self) -> None:
        self.channels: list[object] = []

    def bind(self, session: Session, channel: ControlChannel) -> None:
        self.channels.append(channel)


@dataclass
class FakeClient:
    """Connects at once, fails, or hangs."""

    failure: Exception | None = None
    hangs: bool = False
    made: list[FakeConnection] = field(default_factory=list)
    asked: list[tuple[str, int, tuple[Fingerprint, ...]]] = field(default_factory=list)

    async def connect(self, make: Any, host: str, port: int, *, fingerprints: tuple[Fingerprint, ...]) -> Any:
        self.asked.append((host, port, fingerprints))
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        self.made.append(make())
        return self.made[-1]


def channel(security: ControlSecurity | None, *, is_closed: bool = False, peers: int = 0) -> Any:
    return SimpleNamespace(security=security, is_closed=is_closed, peers=set(range(peers)))


def session_of(*channels: Any) -> Session:
    return cast(Session, SimpleNamespace(channels=dict(enumerate(channels))))


def connector(verified: FakeClient, by_fingerprint: FakeClient) -> ControlConnector:
    return ControlConnector(cast(TlsClient, verified), cast(TlsClient, by_fingerprint))


def test_channels_of_one_address_share_a_connection() -> None:
    async def scenario() -> None:
        verified, by_fingerprint = FakeClient(), FakeClient()
        channels = [channel(ControlSecurity((OWN,), ADDRESS)), channel(ControlSecurity((OWN,), ADDRESS))]
        one = connector(verified, by_fingerprint)
        one.connect(session_of(*channels), FakeConnection, pytest.fail)
        await asyncio.sleep(0)
        assert by_fingerprint.asked == [(*ADDRESS, (OWN,))]
        assert by_fingerprint.made[0].channels == channels
        assert not verified.asked
        await one.close()

    asyncio.run(scenario())


def test_without_a_fingerprint_an_authority_decides() -> None:
    async def scenario() -> None:
        verified = FakeClient()
        one = connector(verified, FakeClient())
        one.connect(session_of(channel(ControlSecurity((), ADDRESS))), FakeConnection, pytest.fail)
        await asyncio.sleep(0)
        assert verified.asked == [(*ADDRESS, ())]
        await one.close()

    asyncio.run(scenario())


def test_what_is_connected_or_is_the_clients_part_is_left_alone() -> None:
    async def scenario() -> None:
        verified, by_fingerprint = FakeClient(), FakeClient()
        channels = [channel(None), channel(ControlSecurity()), channel(ControlSecurity((), ADDRESS), peers=1)]
        one = connector(verified, by_fingerprint)
        one.connect(session_of(*channels), FakeConnection, pytest.fail)
        await asyncio.sleep(0)
        assert not verified.asked + by_fingerprint.asked
        await one.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_failure_is_told_unless_the_call_is_over(is_closed: bool) -> None:
    async def scenario() -> None:
        failures: list[None] = []
        one = connector(FakeClient(OSError("refused")), FakeClient())
        waiting = channel(ControlSecurity((), ADDRESS), is_closed=is_closed)
        one.connect(session_of(waiting), FakeConnection, lambda: failures.append(None))
        await asyncio.sleep(0)
        assert len(failures) == (not is_closed)
        await one.close()

    asyncio.run(scenario())


def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mrcp_server.doors.control_connector.CONNECT_S", 0.01)

    async def scenario() -> None:
        failed = asyncio.Event()
        one = connector(FakeClient(hangs=True), FakeClient())
        one.connect(session_of(channel(ControlSecurity((), ADDRESS))), FakeConnection, failed.set)
        await asyncio.wait_for(failed.wait(), 10)
        one.connect(session_of(channel(ControlSecurity((), ADDRESS))), FakeConnection, pytest.fail)
        await one.close()

    asyncio.run(scenario())
