import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tokens.event_stream import MAX_EVENT_CHARACTERS, EventStream, EventStreamError, RunningText, decoder_for


def _texts(stream: bytes, size: int = 1 << 20) -> list[str]:
    decoder = EventStream()
    texts = []
    for start in range(0, len(stream), size):
        texts += decoder.push(stream[start : start + size])
    return [*texts, *decoder.finish()]


def test_media_types_choose_the_decoder() -> None:
    assert isinstance(decoder_for("Text/Event-Stream; charset=utf-8"), EventStream)
    assert isinstance(decoder_for("text/plain"), RunningText)
    assert isinstance(decoder_for(""), RunningText)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_bare_tokens_however_they_are_cut(end: str, size: int) -> None:
    lines = [
        "\ufeff: a comment",
        "data: Hello",
        "",
        "event: token",
        "data:  wörld",
        "id: 7",
        "",
        "data",
        "data: two",
        "",
        "",
    ]
    assert _texts(end.join(lines).encode(), size) == ["Hello", " wörld", "\ntwo"]


@pytest.mark.parametrize(
    "event",
    [
        {"choices": [{"delta": {"content": "Hi"}}]},
        {"choices": [{"text": "Hi"}]},
        {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hi"}},
        {"type": "response.output_text.delta", "delta": "Hi"},
        {"message": {"role": "assistant", "content": "Hi"}},
        {"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]},
        {"token": {"id": 3, "text": "Hi"}},
        {"token": "Hi"},
        {"response": "Hi", "done": False},
        {"text": "Hi"},
        {"content": "Hi"},
        "Hi",
    ],
)
def test_the_text_in_the_events_of_usual_servers(event: object) -> None:
    assert _texts(f"data: {json.dumps(event)}\n\n".encode()) == ["Hi"]


@pytest.mark.parametrize(
    "event",
    [
        {"choices": [{"delta": {"role": "assistant"}}]},
        {"choices": []},
        {"type": "response.output_text.done", "text": "Hi"},
        {"type": "response.function_call_arguments.delta", "delta": "{"},
        {"type": "response.reasoning_text.delta", "delta": "hm"},
        {"usage": {"total_tokens": 3}},
        {},
    ],
)
def test_events_without_anything_to_be_spoken(event: object) -> None:
    assert _texts(f"data: {json.dumps(event)}\n\n".encode()) == []


def test_events_named_as_others_are_not_spoken() -> None:
    assert _texts(b"event: error\ndata: overloaded\n\nevent: ping\n\ndata: Hi\n\n") == ["Hi"]


def test_nothing_follows_done() -> None:
    decoder = EventStream()
    assert decoder.push(b"data: a\n\ndata: [DONE]\n\ndata: b\n\n") == ["a"]
    assert decoder.ended
    assert decoder.finish() == []


def test_what_looks_like_json_and_is_not_is_text() -> None:
    assert _texts(b"data: {curly\n\ndata: [1]\n\n") == ["{curly", "[1]"]
    assert _texts(b"data: " + b"{" + b'"a":[' * 100_000 + b"\n\n")


def test_an_event_without_end_is_refused() -> None:
    half = b"data: " + b"x" * (MAX_EVENT_CHARACTERS // 2) + b"\n"
    with pytest.raises(EventStreamError):
        EventStream().push(half * 3)
    with pytest.raises(EventStreamError):
        EventStream().push(b"x" * (MAX_EVENT_CHARACTERS + 1))


def test_a_last_event_without_its_blank_line_still_counts() -> None:
    assert _texts(b"data: end") == ["end"]
    assert _texts(b"data: end\r") == ["end"]


def test_running_text_may_be_cut_inside_a_character() -> None:
    decoder = RunningText()
    texts = [text for byte in "für".encode() for text in decoder.push(bytes([byte]))]
    assert "".join([*texts, *decoder.finish()]) == "für"
    cut = RunningText()
    assert [*cut.push("ü".encode()[:1]), *cut.finish()] == ["\ufffd"]
    assert RunningText("latin-1").push(b"\xfc") == ["ü"]
    assert RunningText("no-such-charset").push("ü".encode()) == ["ü"]


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_decode_to_something(data: bytes, size: int) -> None:
    assert all(isinstance(text, str) for text in _texts(data, size))


def test_lines_without_text_count_too() -> None:
    decoder = EventStream()
    decoder.push(b"data:\n" * (MAX_EVENT_CHARACTERS - 1))
    with pytest.raises(EventStreamError):
        decoder.push(b"data:\n" * 2)


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
def test_an_end_of_line_after_a_long_wait_for_it(end: bytes) -> None:
    decoder = EventStream()
    texts = [text for part in (b"data: a", b"b", b"", end, end, b"data: c" + end + end) for text in decoder.push(part)]
    assert [*texts, *decoder.finish()] == ["ab", "c"]


@pytest.mark.parametrize("charset", ["utf-16", "UTF-32", "u16", "utf-16-le", "punycode", "no-such-thing", "shift_jis"])
@pytest.mark.parametrize("data", [b"", b"a", b"abc", b"\xff\xfea\0b\0", b"\0a\0b\0", bytes(range(256))])
def test_text_of_any_charset_comes_with_or_without_a_byte_order_mark(charset: str, data: bytes) -> None:
    texts = []
    for pieces in ([data], [bytes([octet]) for octet in data]):
        decoder = RunningText(charset)
        texts.append("".join([text for piece in pieces for text in decoder.push(piece)] + decoder.finish()))
    assert texts[0] == texts[1]


def test_utf_16_without_a_mark_has_the_little_end_first() -> None:
    decoder = RunningText("utf-16")
    assert decoder.push("Hello".encode("utf-16-le")) == ["Hello"]
    decoder = RunningText("utf-16")
    assert decoder.push("Hello".encode("utf-16")) == ["Hello"]
