"""The key of a service."""

from pathlib import Path

import pytest

from engine.remote.errors import Fault, ServiceError
from engine.remote.key import ServiceKey
from engine.remote.settings import ServiceSettings


def key(environment: dict[str, str] | None = None, **settings: str) -> ServiceKey:
    return ServiceKey(ServiceSettings(name="a", kind="openai", **settings), environment or {})  # type: ignore[arg-type]


def test_from_the_environment() -> None:
    assert key({"OPENAI_API_KEY": " sk-123456 \n"}).value() == "sk-123456"
    assert key({"MINE": "k"}, key_variable="MINE").value() == "k"


def test_from_a_file_which_may_change(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("first-key\n")
    found = key(key_file=str(file))
    assert found.value() == "first-key"
    file.write_text("second-key")
    assert found.value() == "second-key"


def test_a_server_of_ones_own_needs_none() -> None:
    assert key(url="http://localhost/v1").value() == ""


@pytest.mark.parametrize("content", [b"", b"two\nlines", b"\xff\xfe", b"x" * 20_000])
def test_a_file_without_a_key_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(ServiceError, match="holds no key") as caught:
        key(key_file=str(file)).value()
    assert caught.value.fault is Fault.KEY


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (key(), "OPENAI_API_KEY is not set"),
        (key(key_variable="MINE", url="http://x"), "MINE is not set"),
        (key({"OPENAI_API_KEY": "ké"}), "OPENAI_API_KEY holds no key"),
        (key(key_file="/nowhere/key"), "/nowhere/key: No such file"),
    ],
)
def test_a_missing_key_is_an_error_that_says_where_it_should_be(found: ServiceKey, said: str) -> None:
    with pytest.raises(ServiceError, match=said) as caught:
        found.value()
    assert caught.value.fault is Fault.KEY


def test_what_others_say_is_freed_of_the_key() -> None:
    found = key({"OPENAI_API_KEY": "sk-123456"})
    found.value()
    assert found.redacted("wrong key sk-123456!") == "wrong key …!"
    short = key({"OPENAI_API_KEY": "a"})
    short.value()
    assert short.redacted("a banana") == "a banana"
