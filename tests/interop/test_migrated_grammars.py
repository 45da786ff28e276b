"""Grammars that were written for other servers, given to a started one: their tags mean what they meant there, and
where they do not the answer says so."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Event
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.stranger import wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

XML, ABNF, JSGF = "application/srgs+xml", "application/srgs", "application/x-jsgf"
NAME = "migrated@ivr"


def srgs(rules: str, tag_format: str = "") -> bytes:
    named = f' tag-format="{tag_format}"' if tag_format else ""
    return (
        f'<?xml version="1.0"?><grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" xml:lang="en-US"'
        f' root="r"{named}>{rules}</grammar>'
    ).encode()


DEPARTMENT = (
    '<rule id="dept"><one-of><item>sales<tag>{0}"S"</tag></item><item>support<tag>{0}"T"</tag></item></one-of></rule>'
)
NUANCE = srgs(
    '<rule id="r" scope="public">call <ruleref uri="#dept"/><tag>TO = dept.V</tag></rule>' + DEPARTMENT.format("V="),
    "swi-semantics/1.0",
)
NUANCE_MEANING = srgs(
    '<rule id="r" scope="public">call <ruleref uri="#dept"/></rule>' + DEPARTMENT.format("SWI_meaning=")
)
MICROSOFT = srgs(
    '<rule id="r">call <ruleref uri="#dept"/><tag>$.To = $$; $.Said = $recognized.text;</tag></rule>'
    + DEPARTMENT.format("$._value="),
    "semantics-ms/1.0",
)
DRAFT = srgs(
    '<rule id="r">call <ruleref uri="#dept"/><tag>$.to = $dept</tag></rule>' + DEPARTMENT.format("$="), "semantics/1.0"
)
ASSIGNED = srgs('<rule id="r">call <ruleref uri="#dept"/><tag>to = dept.v</tag></rule>' + DEPARTMENT.format("v="))
ATTRIBUTES = srgs(
    '<rule id="r">call <ruleref uri="#dept" tag="TO=dept.V"/></rule>'
    '<rule id="dept"><item tag="V=\'S\'">sales</item></rule>',
    "swi-semantics/1.0",
)
LUMENVOX = b"""#ABNF 1.0;
language en-US; mode voice; root $r; tag-format <lumenvox/1.0>;
$r = call $dept { $.to = $$ };
$dept = sales:"S" | (support | help):"T";
"""
SPEECH_FORMAT = b"""#JSGF V1.0 UTF-8 en-US;
grammar com.example.call;
public <r> = [please] call <dept>;
<dept> = sales {S} | support {T};
"""
UNKNOWN = srgs('<rule id="r">call sales<tag>&lt;assign dept="S"/&gt;</tag></rule>', "x-example/2.0")
FAILING = srgs('<rule id="r">call sales<tag>out = nowhere.to.be.found;</tag></rule>', "semantics/1.0")


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"engine.workers": "1", "engine.recognizer_workers": "1", "engine.recognizer": "sphinx"}
    with RunningServer(tmp_path_factory.mktemp("migrated") / "log", settings) as server:
        yield server


@pytest.fixture(name="client")
async def _client(server: RunningServer) -> AsyncIterator[MrcpClient]:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        yield client


async def interpret(client: MrcpClient, text: str, content_type: str, grammar: bytes) -> Event:
    fields = [("Interpret-Text", text), ("Content-Type", content_type), ("Content-ID", f"<{NAME}>")]
    exchange = client.call.channels[RECOGNIZER].send(Method.INTERPRET, fields, grammar)
    return await completion_of(exchange, 20)


def instance(result: str) -> str:
    """What is in the first instance, without namespaces, which others have a say in."""
    found = re.search(r"<instance[^>]*>(.*?)</instance>", result, re.DOTALL)
    assert found, result
    return re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", found[1])


def cause(event: Event) -> str:
    return event.headers.get("Completion-Cause") or ""


def reason(event: Any) -> str:
    return event.headers.get("Completion-Reason") or ""


SWI = f"<SWI_literal>call sales</SWI_literal><SWI_grammarName>session:{NAME}</SWI_grammarName>"


@pytest.mark.parametrize(
    ("content_type", "grammar", "meaning"),
    [
        pytest.param(XML, NUANCE, f"<TO>S</TO>{SWI}<SWI_meaning>{{TO:S}}</SWI_meaning>", id="nuance"),
        pytest.param(XML, NUANCE_MEANING, f"{SWI}<SWI_meaning>S</SWI_meaning>", id="nuance-meaning"),
        pytest.param(XML, ATTRIBUTES, f"<TO>S</TO>{SWI}<SWI_meaning>{{TO:S}}</SWI_meaning>", id="attributes"),
        pytest.param(ABNF, LUMENVOX, "<to>S</to>", id="lumenvox"),
        pytest.param(XML, MICROSOFT, "<To>S</To><Said>call sales</Said>", id="microsoft"),
        pytest.param(XML, DRAFT, "<to>S</to>", id="draft"),
        pytest.param(XML, ASSIGNED, "<to>S</to>", id="assigned"),
        pytest.param(JSGF, SPEECH_FORMAT, "S", id="jsgf"),
    ],
)
async def test_tags_mean_what_they_meant_elsewhere(
    client: MrcpClient, content_type: str, grammar: bytes, meaning: str
) -> None:
    event = await interpret(client, "call sales", content_type, grammar)
    assert (cause(event), reason(event)) == ("000 success", "")
    assert instance(event.body.decode()) == meaning


async def test_what_was_spoken_has_such_a_meaning_too(client: MrcpClient) -> None:
    said = np.concatenate((audio.silence(0.5), audio.speech("call the sales department")))
    rules = (
        '<rule id="r" scope="public"><item repeat="0-1">please</item> call the <ruleref uri="#dept"/> department'
        "<tag>TO = dept.V</tag></rule>" + DEPARTMENT.format("V=")
    )
    result = await client.recognize(said, Grammar(XML, srgs(rules, "swi-semantics/1.0")))
    assert result.cause == "000 success"
    assert instance(result.result).startswith("<TO>S</TO>")
    assert "<SWI_meaning>{TO:S}</SWI_meaning>" in instance(result.result)


async def test_a_sentence_that_its_own_tags_refuse_is_no_match(client: MrcpClient) -> None:
    """SWI_disallow, with which grammars for Nuance check what was said, such as a number's last digit."""
    check = "SWI_disallow = SWI_literal.length % 2"
    grammar = srgs(f'<rule id="r">call <one-of><item>a</item><item>ab</item></one-of><tag>{check}</tag></rule>')
    assert cause(await interpret(client, "call a", XML, grammar)) == "000 success"
    assert cause(await interpret(client, "call ab", XML, grammar)) == "001 no-match"


async def test_tags_that_are_read_over_are_told_to_the_client_and_in_the_log(
    client: MrcpClient, server: RunningServer
) -> None:
    fields = [("Content-Type", XML), ("Content-ID", "<other@ivr>")]
    defined = await answer_of(client.call.channels[RECOGNIZER].send(Method.DEFINE_GRAMMAR, fields, UNKNOWN), 20)
    assert (defined.status, defined.headers.get("Completion-Cause")) == (200, "000 success")
    assert "'x-example/2.0'" in reason(defined)
    wait_for(lambda: told(server, "tags dropped"))
    before = told(server, "tags dropped")
    event = await interpret(client, "call sales", "text/uri-list", b"session:other@ivr")
    assert cause(event) == "000 success"
    assert "'x-example/2.0'" in reason(event)
    wait_for(lambda: told(server, "tags dropped") == before + 1)


async def test_tags_that_fail_are_told_to_the_client_and_in_the_log(client: MrcpClient, server: RunningServer) -> None:
    before = told(server, "semantics failed")
    event = await interpret(client, "call sales", XML, FAILING)
    assert cause(event) == "012 semantics-failure"
    assert "'nowhere' is not defined" in reason(event)
    wait_for(lambda: told(server, "semantics failed") == before + 1)


def told(server: RunningServer, event: str) -> int:
    lines = (json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{"))
    return sum(line.get("event") == event and bool(line.get("reason")) for line in lines)


async def test_over_http_the_answer_warns(server: RunningServer) -> None:
    files = {"file": ("a.wav", wav(audio.speech("call sales"), 8000), "audio/wav")}
    async with httpx.AsyncClient(base_url=server.health_url, trust_env=False, timeout=30) as http:
        told_by = [
            (await http.post("/v1/recognize", files=files, data={"grammar": one.decode()})).json()
            for one in (UNKNOWN, FAILING, NUANCE)
        ]
    assert all(answer["match"] for answer in told_by)
    assert "'x-example/2.0'" in told_by[0]["warning"]
    assert "'nowhere' is not defined" in told_by[1]["warning"]
    assert "warning" not in told_by[2]
    assert told_by[2]["meaning"]["TO"] == "S"
