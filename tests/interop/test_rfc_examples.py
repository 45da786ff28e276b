"""What RFC 6787 has in its own examples and tables, asked of a started server."""

from collections.abc import AsyncIterator, Iterator

import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from mrcp_server.client.errors import RequestRefusedError
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Event, Response
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

DTMF = "dtmfrecog"
# Two rules, a second language, and no root: the shape of the grammar in the example of §9.8.
ROOTLESS = b"""<?xml version="1.0"?>
<grammar xmlns="http://www.w3.org/2001/06/grammar" xml:lang="en-US" version="1.0">
<rule id="agreed"><one-of><item xml:lang="fr-CA">oui</item><item xml:lang="en-US">yes</item></one-of></rule>
<rule id="person">let me talk to <one-of xml:lang="fr-CA"><item>Claude Gagnon</item><item>Luc Roy</item></one-of></rule>
</grammar>"""
PIN = b"#ABNF 1.0;\nmode dtmf;\nroot $pin;\n$pin = 1 2 3 4;"
XML, ABNF, URI_LIST = "application/srgs+xml", "application/srgs", "text/uri-list"


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"engine.workers": "1", "engine.recognizer_workers": "1", "engine.recognizer": "sphinx"}
    with RunningServer(tmp_path_factory.mktemp("examples") / "log", settings) as server:
        yield server


@pytest.fixture(name="client")
async def _client(server: RunningServer) -> AsyncIterator[MrcpClient]:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER, DTMF)) as client:
        yield client


async def ask(
    client: MrcpClient, method: Method, content_type: str, body: bytes, *headers: tuple[str, str], resource: str
) -> Response:
    fields = [("Content-Type", content_type), *headers]
    return await answer_of(client.call.channels[resource].send(method, fields, body), 10)


async def interpret(client: MrcpClient, text: str, content_type: str, body: bytes) -> Event:
    fields = [("Interpret-Text", text), ("Content-Type", content_type)]
    exchange = await client.call.channels[RECOGNIZER].request(Method.INTERPRET, fields, body, timeout_s=10)
    return await completion_of(exchange, 10)


async def define(client: MrcpClient) -> Response:
    return await ask(
        client, Method.DEFINE_GRAMMAR, XML, ROOTLESS, ("Content-ID", "<first@forms.store>"), resource=RECOGNIZER
    )


async def test_9_8_a_grammar_without_root_is_defined_and_activated_as_a_whole(client: MrcpClient) -> None:
    answer = await define(client)
    assert (answer.status, answer.headers.get("Completion-Cause")) == (200, "000 success")
    for text in ("oui", "let me talk to Luc Roy"):
        event = await interpret(client, text, URI_LIST, b"session:first@forms.store")
        assert event.headers.get("Completion-Cause") == "000 success", text


async def test_9_8_only_a_reference_of_another_grammar_has_to_name_a_rule(client: MrcpClient) -> None:
    await define(client)
    outer = b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\n$a = please $<session:first@forms.store>;"
    answer = await ask(client, Method.RECOGNIZE, ABNF, outer, ("Cancel-If-Queue", "false"), resource=RECOGNIZER)
    assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "005 grammar-compilation-failure")
    assert "no root" in (answer.headers.get("Completion-Reason") or "")


@pytest.mark.parametrize("name", ["Sensitivity-Level", "Speed-Vs-Accuracy"])
async def test_9_4_fields_of_the_recognizer_are_those_of_dtmfrecog_too(client: MrcpClient, name: str) -> None:
    started = await ask(client, Method.RECOGNIZE, ABNF, PIN, ("Cancel-If-Queue", "false"), (name, "0.7"), resource=DTMF)
    assert (started.status, str(started.request_state)) == (200, "IN-PROGRESS")
    await client.call.channels[DTMF].request(Method.STOP, timeout_s=10)
    assert (await client.set_params({name: "0.7"}, DTMF)).status == 201, "for keys it changes nothing"
    assert await client.get_params([name], DTMF) == {name: "0.7"}
    with pytest.raises(RequestRefusedError, match="404"):
        await client.set_params({name: "7"}, DTMF)
