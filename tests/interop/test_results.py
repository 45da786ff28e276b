"""Results of a started server as clients get them: every kind in both formats, valid by its schema, agreed on in the
INVITE or asked for by a request; the speech is the server's own, heard by its real recogniser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Event
from tests.interop.running import RunningServer
from tests.interop.stranger import SipStranger, header, mrcp_message, tag_of
from tests.interop.trace_peer import MrcpConnection, Reply
from tests.mrcp_server.mrcp.result_schemas import valid_emma, valid_nlsml

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

NLSML, EMMA = "application/nlsml+xml", "application/emma+xml"
NS = {"n": "urn:ietf:params:xml:ns:mrcpv2"}
SRGS = "application/srgs+xml"


def srgs(rule: str, **attributes: str) -> bytes:
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return (
        f'<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" xml:lang="en-US" root="r"{written}>'
        f'<rule id="r" scope="public">{rule}</rule></grammar>'
    ).encode()


def script(rule: str) -> bytes:
    return srgs(rule, tag_format="semantics/1.0")


def one_of(*items: str) -> str:
    return f"<one-of>{''.join(f'<item>{item}</item>' for item in items)}</one-of>"


CITIES = srgs("to " + one_of("New York", "San Francisco"))
TEXTS = {
    "text": ("to new york", CITIES),
    "one element": ("sales", script("sales<tag>out.dept = 'sales';</tag>")),
    "nested": ("sales", script("sales<tag>out.order = {dept: 'sales', to: {name: 'Ann', id: 7}};</tag>")),
    "array": ("sales", script("sales<tag>out.list = ['a', {b: 1}];</tag>")),
    "attributes": ("sales", script("sales<tag>out.a = {_attributes: {unit: 'l'}, _value: 'v', b: 1};</tag>")),
    "prefixed": (
        "sales",
        script("sales<tag>out.a = {_nsdecl: {_prefix: 'p', _name: 'urn:p'}, _nsprefix: 'p', b: 1};</tag>"),
    ),
    "number": ("sales", script("sales<tag>out = 7;</tag>")),
    "partial": ("to", CITIES),
    "no match": ("from", CITIES),
    "failed meaning": ("sales", script("sales<tag>out = nothing.at.all;</tag>")),
}
CAUSES = {"partial": "013 partial-match", "no match": "001 no-match", "failed meaning": "012 semantics-failure"}
OBJECT = ("sales", script("sales<tag>out.dept = 'sales'; out.urgent = true; out.list = [1, 2];</tag>"))


async def interpret(client: MrcpClient, text: str, grammar: bytes, *fields: tuple[str, str]) -> Event:
    content = [("Content-Type", SRGS), ("Content-ID", "<g@x>"), ("Interpret-Text", text), *fields]
    exchange = await client.call.channels[RECOGNIZER].request(Method.INTERPRET, content, grammar, timeout_s=10)
    return await completion_of(exchange, 10)


async def keys(client: MrcpClient, pressed: str, uris: str, *fields: tuple[str, str]) -> Event:
    """RECOGNIZE by a list of URIs, and these keys."""
    content = [("Content-Type", "text/uri-list"), ("Cancel-If-Queue", "false"), *fields]
    exchange = await client.call.channels[RECOGNIZER].request(Method.RECOGNIZE, content, uris.encode(), timeout_s=10)
    answer = client.call.answer
    assert answer.telephone_event_type is not None
    if pressed:
        await client.audio.send_keys(pressed, answer.audio, answer.telephone_event_type)
    return await completion_of(exchange, 10)


def cause_of(event: Event) -> str | None:
    return event.headers.get("Completion-Cause")


def valid(event: Event, form: str, *, roomy: bool = False) -> etree._Element:
    assert event.headers.get("Content-Type") == form
    return valid_emma(event.body) if form == EMMA else valid_nlsml(event.body, roomy=roomy)


@pytest.mark.parametrize("form", [NLSML, EMMA])
async def test_every_result_of_text_is_valid(server: RunningServer, form: str) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        for kind, (text, grammar) in TEXTS.items():
            event = await interpret(client, text, grammar, ("Accept", form))
            assert cause_of(event) == CAUSES.get(kind, "000 success"), kind
            valid(event, form)
        event = await interpret(client, *OBJECT, ("Accept", form))
        valid(event, form, roomy=True)


@pytest.mark.parametrize("form", [NLSML, EMMA])
async def test_every_result_of_keys_is_valid(server: RunningServer, form: str) -> None:
    cases = (
        ("1234", "builtin:dtmf/digits?length=4", (), "000 success", 1),
        (
            "1",
            "builtin:dtmf/boolean?y=1\r\nbuiltin:dtmf/digits?length=1",
            (("N-Best-List-Length", "3"),),
            "000 success",
            2,
        ),
        ("9", "builtin:dtmf/boolean", (), "001 no-match", 1),
        ("", "builtin:dtmf/boolean", (("No-Input-Timeout", "100"),), "002 no-input-timeout", 1),
        ("2", "builtin:dtmf/boolean", (("Save-Waveform", "true"),), "000 success", 1),
    )
    for pressed, uris, fields, cause, count in cases:
        async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
            event = await keys(client, pressed, uris, ("Accept", form), *fields)
        assert cause_of(event) == cause, event.body
        assert len(valid(event, form).findall(".//{*}interpretation")) == count, event.body


@pytest.mark.parametrize("form", [NLSML, EMMA])
async def test_every_result_of_speech_is_valid(server: RunningServer, form: str) -> None:
    said = await spoken(server, "to New York")
    accept = ("Accept", form)
    grammar = Grammar(SRGS, CITIES)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        for headers, cause in (
            ((), "000"),
            ((("N-Best-List-Length", "5"),), "000"),
            ((("Confidence-Threshold", "1.0"),), "001"),
        ):
            result = await client.recognize(said, grammar, headers=[accept, *headers])
            assert result.cause.startswith(cause)
            (valid_emma if form == EMMA else valid_nlsml)(result.result.encode())
        result = await client.recognize(np.zeros(800, np.int16), grammar, headers=[accept, ("No-Input-Timeout", "200")])
        assert result.cause.startswith("002")
        (valid_emma if form == EMMA else valid_nlsml)(result.result.encode())


async def test_clients_find_words_grammar_and_capitals_where_they_look(server: RunningServer) -> None:
    """app_unimrcp: RECOG_INPUT() is what is inside `<input>`, RECOG_GRAMMAR() is the interpretation's own."""
    said = await spoken(server, "to San Francisco")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(said, Grammar(SRGS, CITIES), headers=())
        timed = await client.recognize(
            said,
            Grammar(SRGS, CITIES),
            headers=[("Vendor-Specific-Parameters", "nlsml.word-times=true")],
        )
    assert re.search(r"<instance>to San Francisco</instance><input [^>]*>to San Francisco</input>", result.result)
    assert '<interpretation grammar="session:grammar@mrcp-server-client" ' in result.result
    words = valid_nlsml(timed.result.encode(), roomy=True).findall(".//n:input/n:input", NS)
    assert [word.text for word in words] == ["to", "San", "Francisco"]
    assert all(word.get("timestamp-start") for word in words)


async def test_sixteen_digits_fit_into_a_variable_of_asterisk(server: RunningServer) -> None:
    """It cuts results at 2,048 octets, and names are longer than digits."""
    digits = "one two three four five six seven eight nine zero one two three four five six"
    said = await spoken(server, digits)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(
            said, Grammar.builtin("digits?length=16"), headers=[("Speech-Complete-Timeout", "1500")]
        )
    assert result.cause == "000 success"
    assert len(result.result.encode()) < 1000
    root = valid_nlsml(result.result.encode())
    assert len((root.findtext(".//n:input", "", NS)).split()) == 16
    assert len(root.findtext(".//n:instance", "", NS)) == 16


async def test_interpretations_of_text_have_no_mode_and_no_confidence(server: RunningServer) -> None:
    """RFC 6787 §9.20."""
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        event = await interpret(client, "to new york", CITIES)
    assert (
        b'<interpretation grammar="session:g@x"><instance>to New York</instance><input>to New York</input>'
        in event.body
    )


async def test_a_request_chooses_format_and_charset(server: RunningServer) -> None:
    """§6.2.2, §6.2.5; what there is not is ignored with 201."""
    grammar = srgs("Zürich")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        event = await interpret(client, "zürich", grammar, ("Accept-Charset", "iso-8859-1"))
        assert event.headers.get("Content-Type") == f"{NLSML};charset=iso-8859-1"
        assert etree.fromstring(event.body).findtext(".//n:input", "", NS) == "Zürich"
        assert "Zürich".encode("latin-1") in event.body
        channel = client.call.channels[RECOGNIZER]
        wish = [("Accept", "application/x-nothing"), ("Content-Type", SRGS), ("Interpret-Text", "zürich")]
        exchange = await channel.request(Method.INTERPRET, wish, grammar, timeout_s=10)
        assert exchange.response.result().status == 201
        valid(await completion_of(exchange, 10), NLSML)


@contextmanager
def invited(
    server: RunningServer, *attributes: str, accept: str = ""
) -> Iterator[tuple[SipStranger, str, MrcpConnection]]:
    """A call to a recognizer whose control line has these attributes; its 200, and its control connection."""
    with SipStranger(server) as peer:
        fields = [f"Accept: {accept}"] if accept else []
        peer.send(peer.request("INVITE", offer(*attributes), *fields))
        answer = peer.receive()
        assert answer.startswith("SIP/2.0 200 ")
        peer.acknowledge(answer)
        connection = MrcpConnection(server.mrcp_port)
        try:
            yield peer, answer, connection
        finally:
            connection.close()
            peer.bye(answer)
            peer.receive()


def offer(*attributes: str) -> str:
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=application 9 TCP/MRCPv2 1"]
    lines += ["a=setup:active", "a=connection:new", "a=resource:speechrecog", "a=cmid:1", *attributes]
    return "\r\n".join([*lines, "m=audio 4000 RTP/AVP 0 101", "a=rtpmap:101 telephone-event/8000", "a=mid:1", ""])


def interpreted(connection: MrcpConnection, answer: str, number: int) -> Reply:
    channel = re.search(r"a=channel:(\S+)", answer)
    assert channel is not None
    fields = (f"Content-Type: {SRGS}", "Content-ID: <g@x>", "Interpret-Text: to new york")
    connection.send(mrcp_message("INTERPRET", number, channel[1], CITIES, *fields))
    assert " 200 IN-PROGRESS" in connection.receive().start
    return connection.receive()


@pytest.mark.parametrize(
    ("attributes", "accept"),
    [((f"a=resultformat:{EMMA}",), ""), ((), f"application/sdp, {EMMA}")],
    ids=["a=resultformat", "Accept"],
)
def test_emma_is_agreed_on_in_the_invite(server: RunningServer, attributes: tuple[str, ...], accept: str) -> None:
    """§6.3; a re-INVITE may take it back."""
    with invited(server, *attributes, accept=accept) as (peer, answer, connection):
        assert f"a=resultformat:{EMMA}\r\n" in answer
        result = interpreted(connection, answer, 1)
        assert result.headers["content-type"] == EMMA
        assert valid_emma(result.body.encode())[1].get("{http://www.w3.org/2003/04/emma}tokens") == "to New York"
        again = offer(f"a=resultformat:{NLSML}").replace("- 1 1 IN", "- 1 2 IN")
        call, tag = header(answer, "Call-ID"), tag_of(answer)
        peer.send(peer.request("INVITE", again, call=call, to_tag=tag, cseq=2))
        changed = peer.receive()
        assert f"a=resultformat:{NLSML}\r\n" in changed
        peer.send(peer.request("ACK", call=call, to_tag=tag, cseq=2))
        assert interpreted(connection, answer, 2).headers["content-type"] == NLSML


def test_nobody_is_given_what_he_did_not_ask_for(server: RunningServer) -> None:
    with invited(server) as (_, answer, connection):
        assert "resultformat" not in answer
        assert interpreted(connection, answer, 1).headers["content-type"] == NLSML


async def spoken(server: RunningServer, text: str) -> NDArray[np.int16]:
    """With a moment of silence before, or on a busy machine the caller is taken to have spoken all along (007)."""
    async with MrcpClient(server.sip_uri) as client:
        return np.concatenate([np.zeros(2400, np.int16), (await client.speak(text)).samples])
