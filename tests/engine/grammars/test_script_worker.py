"""The process that runs scripts."""

import io

import pytest

from engine.grammars.script_worker import READY, evaluate, frame, read_frame, serve


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


def test_it_serves_frames_until_the_end() -> None:
    sink = io.BytesIO()
    serve(io.BytesIO(frame(b"'x'") + frame(b"'y'")), sink)
    sink.seek(0)
    assert [read_frame(sink) for _ in range(4)] == [READY, b"=x", b"=y", None]


def test_half_a_frame_is_the_end() -> None:
    assert read_frame(io.BytesIO(b"\0\0\0\x05abc")) is None
