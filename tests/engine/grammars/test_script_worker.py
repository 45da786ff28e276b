"""The process that runs scripts."""

import io

import pytest

from engine.grammars.script_worker import READY, encode_message, evaluate, read_message, serve


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("'a' + 'b'", "=ab"),
        ("1", "!the result is no text, or too long"),
        ("new Array(2000000).join('x')", "!the result is no text, or too long"),
        ("throw new Error('x')", "!Error: x"),
        ("while (1);", "!InternalError: interrupted"),
        ("(", "!SyntaxError"),
    ],
)
def test_answers(script: str, answer: str) -> None:
    assert evaluate(script).startswith(answer)


def test_memory_and_stack_are_bounded() -> None:
    assert evaluate("var a = []; while (1) a.push(new Array(100000).join('x') + a.length)").startswith("!")
    assert evaluate("function f() { f(); } f()").startswith("!")


def test_it_serves_messages_until_the_end() -> None:
    sink = io.BytesIO()
    serve(io.BytesIO(encode_message(b"'x'") + encode_message(b"'y'")), sink)
    sink.seek(0)
    assert [read_message(sink) for _ in range(4)] == [READY, b"=x", b"=y", None]


def test_half_a_message_is_the_end() -> None:
    assert read_message(io.BytesIO(b"\0\0\0\x05abc")) is None
