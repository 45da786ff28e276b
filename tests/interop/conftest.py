"""Fixtures of the tests with real processes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.speech_checks import KEY


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Whole servers speak here in real time, and a machine that stands still for a tenth of a second is heard as a
    fault of ours. Such a test is run once more, and shown as rerun; a fault of ours fails again."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The client runs on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A started server that all tests of this process share; it must end by itself when told to."""
    with RunningServer(tmp_path_factory.mktemp("server") / "log", {"engine.synthesizer": "auto"}) as server:
        yield server


@pytest.fixture(scope="module", name="sphinx")
def _sphinx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with PocketSphinx."""
    settings = {"engine.recognizer": "sphinx", "engine.workers": "1", "engine.synthesizer": "tone"}
    with RunningServer(tmp_path_factory.mktemp("sphinx") / "log", settings) as server:
        yield server


@pytest.fixture(params=["server", "sphinx"], name="heard_by")
def _heard_by(request: pytest.FixtureRequest) -> RunningServer:
    """Moonshine, the default, and PocketSphinx."""
    found: RunningServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session", name="speech")
def _speech(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A started server that asks for a key and fetches from this machine, for the vendors' clients."""
    settings = {
        "http.api_keys": f'["{KEY}"]',
        "fetch.allowed_hosts": '["127.0.0.1"]',
        "engine.workers": "1",
        "engine.synthesizer": "auto",
    }
    with RunningServer(tmp_path_factory.mktemp("speech") / "log", settings) as server:
        yield server
