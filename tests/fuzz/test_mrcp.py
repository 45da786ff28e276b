"""Whatever comes over a control connection: a message, a documented error, or more bytes wanted; nothing else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.connection import Connection, ConnectionLimits
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import MessageError, MrcpError
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH, SYNTHESIZER_FIELDS, SYNTHESIZER_METHODS
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.entity import parse_body, parse_grammar_ref_list
from mrcp_server.mrcp.wire.message import Headers, Request, Response, parse_message

VECTORS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "vectors" / "mrcp").glob("*.msg"))]
TABLE = SPEECHSYNTH.field_table()
IDENTIFIER = "abc@speechsynth"

mutated = st.builds(
    lambda data, at, cut, put: data[: at % len(data)] + put + data[at % len(data) + cut :],
    st.sampled_from(VECTORS),
    st.integers(0, 1000),
    st.integers(0, 20),
    st.binary(max_size=12),
)
values = st.one_of(
    st.sampled_from(
        ["", "true", "+1 Word", "x Tag", "30", "<http://a>", "a=b", "text/plain", "multipart/mixed; boundary=b"]
    ),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=30),
)
names = st.one_of(
    st.sampled_from([field.name for field in SYNTHESIZER_FIELDS] + ["Content-Type", "Content-Encoding", "Set-Cookie"]),
    st.from_regex(r"[A-Za-z\-]{1,12}", fullmatch=True),
)


@given(st.lists(st.one_of(mutated, st.binary(max_size=60)), max_size=5), st.integers(1, 50))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_connection_gives_requests_or_answers(pieces: list[bytes], size: int) -> None:
    connection = Connection(ConnectionLimits(max_message_bytes=400))
    data = b"".join(pieces)
    for start in range(0, len(data), size):
        connection.receive_data(data[start : start + size], float(start))
        for request in connection.requests():
            assert request.channel_identifier
        connection.next_timer()
    sent = Connection()
    sent.receive_data(connection.data_to_send(), 0.0)
    for answer in sent.messages():
        assert isinstance(answer, Response)
        assert answer.status >= 400


@given(mutated)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_message_is_read_or_has_a_status(data: bytes) -> None:
    status = 0
    try:
        message = parse_message(data)
    except MessageError as error:
        status = error.status
    else:
        again = parse_message(bytes(message))
        assert again.body == message.body
        assert len(again.headers) == len(message.headers)
    assert status in (0, 404, 408, 410, 502, 504)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SYNTHESIZER_METHODS)),
            st.lists(st.tuples(names, values), max_size=4),
            st.binary(max_size=30),
        ),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_request_gets_at_most_one_answer(
    requests: list[tuple[str, list[tuple[str, str]], bytes]],
) -> None:
    """At most: what waits for a report is answered by its time-out."""
    synthesizer = Synthesizer(IDENTIFIER, wall_offset_s=0.0, table=TABLE)
    channel = Channel(ChannelIdentifier.parse(IDENTIFIER), synthesizer, RequestIds())
    answered: list[int] = []
    for number, (method, fields, body) in enumerate(requests, 1):
        request = Request(method, number, Headers([("Channel-Identifier", IDENTIFIER), *fields]), body)
        actions = channel.receive(request, float(number))
        actions += synthesizer.handle_timer(number + 100.0)
        answered += [action.response.request_id for action in actions if hasattr(action, "response")]
    assert answered == list(range(1, len(requests) + 1))


@given(values, values, st.binary(max_size=200))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_body_is_read_or_has_a_status(content_type: str, encoding: str, body: bytes) -> None:
    headers = Headers([("Content-Type", content_type), ("Content-Encoding", encoding)])
    status = 0
    try:
        entities = parse_body(headers, b"--b\r\n" + body + b"\r\n--b--", encodings=frozenset({"gzip", "deflate"}))
    except MrcpError as error:
        status = error.status
    else:
        for entity in entities:
            entity.text()
    assert status in (0, 404, 406, 408, 409)


@given(st.text(max_size=80))
def test_lists_and_cookies_raise_value_error_only(text: str) -> None:
    with suppress(ValueError):
        parse_grammar_ref_list(text)
    with suppress(ValueError):
        CookieJar().put(text, 0.0)
