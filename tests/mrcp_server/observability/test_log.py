"""Log lines are one JSON object each, carry what was bound, and hold texts only as the policy allows."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from mrcp_server.observability.log import TextPolicy, configure, get_logger


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_a_line_is_one_json_object_with_what_was_bound() -> None:
    stream = io.BytesIO()
    configure("info", "json", stream)
    get_logger(session="s1").info("opened", peer="a\nb", payload=b"\x00")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    record = json.loads(lines[0])
    assert (record["event"], record["session"], record["peer"], record["level"]) == ("opened", "s1", "a\nb", "info")


def test_what_is_no_utf8_is_escaped_and_breaks_no_line() -> None:
    stream = io.BytesIO()
    configure("info", "json", stream)
    get_logger(session="s1").info("opened", agent="B\udcfcro", refused=["\udcff"], status=200)
    record = json.loads(stream.getvalue())
    assert (record["agent"], record["status"], record["session"]) == ("B\\udcfcro", 200, "s1")
    assert "udcff" in record["refused"]


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.BytesIO()
    configure("warning", "json", stream)
    get_logger().info("quiet")
    assert stream.getvalue() == b""


def test_console_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", "console")
    get_logger(session="s1").info("opened")
    assert "opened" in capsys.readouterr().err


def test_no_terminal_obeys_what_strangers_sent() -> None:
    class Odd:
        def __repr__(self) -> str:
            return "odd\x1b[2J"

    stream = io.BytesIO()
    configure("info", "console", stream)
    get_logger(session="s1").info(
        "rejected", request="GET /\x1b[2J\x9b\n2026 forged", path="/\x1b[2J", of=Odd(), all=["\x1b[2J"]
    )
    text = stream.getvalue().decode()
    # structlog's own colours are all that is left of escape sequences.
    assert "\x1b[2J" not in text
    assert "\x9b" not in text
    assert text.count("\n") == 1
    assert '"GET /\\u001b[2J\\u009b\\n2026 forged"' in text
    assert '"/\\u001b[2J"' in text
    assert "odd\\u001b[2J" in text
    assert "['\\x1b[2J']" in text


def test_a_traceback_keeps_its_lines_and_is_harmless() -> None:
    stream = io.BytesIO()
    configure("info", "console", stream)
    try:
        raise ValueError("\x1b]0;title\x07")
    except ValueError:
        get_logger().exception("failed")
    text = stream.getvalue().decode()
    assert "\nTraceback" in text
    assert "\\u001b]0;title\\u0007" in text
    assert "\x1b]" not in text


def test_a_value_that_cannot_be_shown_ends_no_console_line() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    stream = io.BytesIO()
    configure("info", "console", stream)
    get_logger().info("opened", of=Broken(), agent="B\udcfcro")
    assert b"cannot be shown" in stream.getvalue()


@pytest.mark.parametrize(
    "value", ["x" * 100_000, ["y" * 3_000] * 1_000, {"name": "z" * 60_000, "all": ["z" * 60_000] * 99}]
)
@pytest.mark.parametrize("form", ["json", "console"])
def test_no_stranger_makes_a_line_long(value: object, form: Literal["json", "console"]) -> None:
    """Lines without measure would fill disks, and the queue in which those of others wait."""
    stream = io.BytesIO()
    configure("info", form, stream)
    get_logger(logging_tag=value).info("refused", reason=value)
    assert len(stream.getvalue()) < 50_000
    assert b"characters)" in stream.getvalue()


def test_text_is_logged_as_the_policy_says() -> None:
    assert TextPolicy("full").fields("hello") == {"characters": 5, "text": "hello"}
    assert TextPolicy("off").fields("hello") == {"characters": 5}
    digest = TextPolicy("hash").fields("hello")
    assert digest == TextPolicy("hash").fields("hello")
    assert digest != TextPolicy("hash").fields("jello")
    assert "text" not in digest


def test_nobody_finds_a_text_by_trying_all_that_it_might_be() -> None:
    """Of PINs there are ten thousand."""
    (digest,) = (value for value in TextPolicy("hash").fields("1234").values() if isinstance(value, str))
    assert not hashlib.sha256(b"1234").hexdigest().startswith(digest)
    code = "from mrcp_server.observability.log import TextPolicy; print(TextPolicy('hash').fields('1234'))"
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "text_digest" in elsewhere.stdout
    assert digest not in elsewhere.stdout


def test_a_long_text_is_cut_in_the_line() -> None:
    fields = TextPolicy("full").fields("x" * 5000)
    assert fields["characters"] == 5000
    assert len(fields["text"]) == 2001
