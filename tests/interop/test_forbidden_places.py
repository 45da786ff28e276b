"""Where a URI may not lead a started server: to its files by way of an origin, and to addresses of its machine."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mrcp_server.client.client import MrcpClient
from tests.fakes.origin import serving
from tests.fakes.resolver import FakeResolver
from tests.fakes.whole_server import running, scenario, uri_of
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, SipStranger, mrcp_message
from tests.mrcp_server.fetching.test_networks import own_address

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module", name="roots")
def _roots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("prompts")
    (root / "menu.txt").write_text("Yes.")
    return root


@pytest.fixture(scope="module", name="fetching")
def _fetching(tmp_path_factory: pytest.TempPathFactory, roots: Path) -> Iterator[RunningServer]:
    """A server that may read some files, and fetch from one host of a network that is blocked."""
    settings = {
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "fetch.file_roots": f'["{roots}"]',
        "fetch.allowed_hosts": f'["*", "{HOST}"]',
    }
    with RunningServer(tmp_path_factory.mktemp("fetching") / "log", settings, hears=False) as server:
        yield server


def spoken(server: RunningServer, uri: str) -> str:
    """The SPEAK-COMPLETE of what stands at a URI."""
    with SipStranger(server) as stranger:
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        with socket.create_connection((server.host, server.mrcp_port), 5) as control:
            control.settimeout(10)
            control.sendall(mrcp_message("SPEAK", 1, channel, uri.encode(), "Content-Type: text/uri-list"))
            received = ""
            while "SPEAK-COMPLETE" not in received:
                received += control.recv(65536).decode()
        stranger.bye(answer)
    return received.partition("SPEAK-COMPLETE")[2]


def test_a_file_is_spoken_when_the_request_names_it(fetching: RunningServer, roots: Path) -> None:
    assert "000 normal" in spoken(fetching, f"file://{roots}/menu.txt")


@pytest.mark.parametrize("scheme", ["file", "FILE", "ftp", "data"])
def test_no_origin_leads_to_a_file(fetching: RunningServer, roots: Path, scheme: str) -> None:
    with serving({"/go": ("text/plain", b"")}) as origin:
        origin.redirects["/go"] = f"{scheme}://{roots}/menu.txt"
        complete = spoken(fetching, f"{origin.url}/go")
    assert f"redirected: scheme {scheme.lower()} is not supported" in complete


def test_no_uri_leads_to_an_address_of_this_machine(fetching: RunningServer) -> None:
    complete = spoken(fetching, f"http://{own_address()}:{fetching.http_port}/metrics")
    assert "lies in a network that is not allowed" in complete


@scenario
async def test_a_name_that_leads_elsewhere_at_its_second_look_up_leads_nowhere() -> None:
    """DNS rebinding: its owner answers with an address that is allowed, then with one that is not."""
    resolver = FakeResolver({"rebound.example": ["127.0.0.1", "127.0.0.9"]})
    with pytest.MonkeyPatch.context() as patch, serving({"/menu": ("text/plain", b"Yes.")}) as origin:
        patch.setattr(socket, "getaddrinfo", resolver)
        uri = f"{origin.url}/menu".replace(HOST, "rebound.example")
        async with (
            running('mrcp.resources=["speechsynth"]', 'fetch.blocked_networks=["127.0.0.9/32"]') as server,
            MrcpClient(uri_of(server)) as client,
        ):
            assert (await client.speak(uri, content_type="text/uri-list")).cause == "000 normal"
            assert resolver.asked == ["rebound.example"]
            again = await client.speak(uri.replace("/menu", "/other"), content_type="text/uri-list")
    assert again.cause == "003 uri-failure"
    assert (origin.asked, resolver.asked) == (["/menu"], ["rebound.example"] * 2)


@pytest.mark.parametrize(
    "host", ["0xa9fea9fe", "2852039166", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "[64:ff9b::a9fe:a9fe]"]
)
def test_no_spelling_leads_to_the_secrets_of_a_cloud(fetching: RunningServer, host: str) -> None:
    assert "lies in a network that is not allowed" in spoken(fetching, f"http://{host}/latest/meta-data/")
