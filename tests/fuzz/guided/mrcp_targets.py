"""MRCP: what a control connection may hold."""

from contextlib import suppress

from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.connection import Connection, ConnectionLimits
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import MessageError, MrcpError
from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_METHODS, SPEECHRECOG
from mrcp_server.mrcp.recognizer.result_form import CHARSETS, MEDIA_TYPES
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH, SYNTHESIZER_METHODS
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.accept import named, preferred
from mrcp_server.mrcp.wire.entity import Entity, parse_body, parse_grammar_ref_list
from mrcp_server.mrcp.wire.message import Headers, Request, Response, parse_message
from mrcp_server.mrcp.wire.vendor import parse_names, parse_pairs
from tests.fuzz.guided.target import Target, files, pieces, texts

_TABLES = ((SPEECHSYNTH.field_table(), SYNTHESIZER_METHODS), (SPEECHRECOG.field_table(), RECOGNIZER_METHODS))
_IDENTIFIER = "abc@speechsynth"


def read_message(data: bytes) -> None:
    """A message, or an error with a status; what was read is written as it was read."""
    status, message = 0, None
    try:
        message = parse_message(data)
    except MessageError as error:
        status = error.status
    assert status in (0, 404, 408, 410, 502, 504)
    if message is None:
        return
    again = parse_message(bytes(message))
    assert again.body == message.body
    assert len(again.headers) == len(message.headers)


def read_connection(data: bytes) -> None:
    """A connection gives requests or answers that refuse, the same however its octets arrive."""
    parts = pieces(data)
    assert _traffic(parts) == _traffic([b"".join(parts)])


def _traffic(parts: list[bytes]) -> tuple[list[bytes], bytes]:
    connection, found = Connection(ConnectionLimits(max_message_bytes=600)), []
    for piece in parts:
        connection.receive_data(piece, 0.0)
        for request in connection.requests():
            assert request.channel_identifier
            found.append(bytes(request))
        connection.next_timer()
    answers = connection.data_to_send()
    sent = Connection()
    sent.receive_data(answers, 0.0)
    for answer in sent.messages():
        assert isinstance(answer, Response)
        assert answer.status >= 400
    return found, answers


def read_headers(data: bytes) -> None:
    """Any headers of any method are checked, or refused with a status."""
    method_number, text = (data[0], texts(data[1:])) if data else (0, "")
    lines = [line.partition(":") for line in text.split("\n")]
    headers = Headers([(name.strip(), value.strip()) for name, _, value in lines if name.strip()])
    for table, methods in _TABLES:
        with suppress(MrcpError):
            table.check(sorted(methods)[method_number % len(methods)], headers)
        table.unmet(headers)


def read_values(data: bytes) -> None:
    """Structured values: vendor parameters, lists of grammars, wishes, cookies."""
    text = texts(data)
    for read in (parse_pairs, parse_names, parse_grammar_ref_list):
        with suppress(ValueError):
            read(text)
    for offered in (MEDIA_TYPES, CHARSETS):
        assert {named(text, offered), preferred(text, offered)} <= {*offered, None}
    jar = CookieJar()
    with suppress(ValueError):
        jar.put(text, 0.0)


def read_body(data: bytes) -> None:
    """A body under any type and encoding, or an error with a status."""
    head, _, body = data.partition(b"\n")
    content_type, _, encoding = texts(head).partition("|")
    headers = Headers([("Content-Type", content_type.strip()), ("Content-Encoding", encoding.strip())])
    status = 0
    entities: tuple[Entity, ...] = ()
    try:
        entities = parse_body(headers, body, encodings=frozenset({"gzip", "deflate"}))
    except MrcpError as error:
        status = error.status
    assert status in (0, 404, 406, 408, 409)
    for entity in entities:
        with suppress(MrcpError):
            entity.text()


def request(data: bytes) -> None:
    """Requests of any kind, one after the other: each is answered, at the latest by its time-out."""
    synthesizer = Synthesizer(_IDENTIFIER, wall_offset_s=0.0, table=_TABLES[0][0])
    channel = Channel(ChannelIdentifier.parse(_IDENTIFIER), synthesizer, RequestIds())
    answered: list[int] = []
    methods = sorted(SYNTHESIZER_METHODS)
    parts = data.split(b"\x00\x00")[:8]
    for number, part in enumerate(parts, 1):
        head, _, body = part[1:].partition(b"\n\n")
        lines = [line.partition(":") for line in texts(head).split("\n")]
        fields = [(name.strip(), value.strip()) for name, _, value in lines if name.strip()]
        method = methods[part[0] % len(methods)] if part else "STOP"
        sent = Request(method, number, Headers([("Channel-Identifier", _IDENTIFIER), *fields]), body)
        actions = channel.receive(sent, float(number)) + synthesizer.handle_timer(number + 100.0)
        answered += [action.response.request_id for action in actions if hasattr(action, "response")]
    assert answered == list(range(1, len(parts) + 1))


_HEADERS = b'\x00Jump-Size: +1 Word\nProsody-Rate: fast\nVendor-Specific-Parameters: a.b="c";d.e=f\nFetch-Timeout: 10'
_REQUESTS = b"\x06Content-Type: text/plain\n\nHello.\x00\x00\x07\x00\x00\x01Jump-Size: -1 Word\x00\x00\x04Voice-Name: x"
_BODY = b"multipart/mixed; boundary=b|\n--b\r\nContent-Type: text/plain\r\nContent-ID: <a>\r\n\r\nx\r\n--b--\r\n"
_VALUES = [b'a.b="c;d";e=f', b"<http://a/b>;weight=0.5", b"a=b; Path=/; Max-Age=3; Domain=.b.c"]


def _streams() -> list[bytes]:
    return [b"\x02\x09\x70" + one for one in files("mrcp/*.msg")]


TARGETS = (
    Target("mrcp-message", read_message, ("mrcp_server.mrcp",), lambda: files("mrcp/*.msg"), "mrcp"),
    Target("mrcp-connection", read_connection, ("mrcp_server.mrcp",), _streams, "mrcp"),
    Target("mrcp-headers", read_headers, ("mrcp_server.mrcp",), lambda: [_HEADERS], "mrcp"),
    Target("mrcp-values", read_values, ("mrcp_server.mrcp",), lambda: _VALUES, "mrcp"),
    Target("mrcp-body", read_body, ("mrcp_server.mrcp",), lambda: [_BODY], "mrcp"),
    Target("mrcp-requests", request, ("mrcp_server.mrcp",), lambda: [_REQUESTS], "mrcp"),
)
