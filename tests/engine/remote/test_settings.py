"""What is known of a service."""

import json

import pytest

from engine.remote.settings import RemoteVoice, ServiceSettings, check_url, from_options, to_options


def test_settings_cross_to_a_worker_as_plain_values() -> None:
    settings = ServiceSettings(
        name="a", kind="azure", voices={"x": RemoteVoice(id="X", languages=("en-US",))}, extra={"a": [1]}
    )
    assert from_options(**json.loads(json.dumps(to_options(settings)))) == settings


def test_the_vendors_own_place_and_variable_are_the_defaults() -> None:
    settings = ServiceSettings(name="a", kind="openai")
    assert (settings.base_url, settings.key_source) == ("https://api.openai.com/v1", "OPENAI_API_KEY")
    assert ServiceSettings(name="a", kind="openai", url="http://x/v1/").base_url == "http://x/v1"
    assert ServiceSettings(name="a", kind="openai", key_file="/k").key_source == ""
    assert ServiceSettings(name="a", kind="wyoming", url="tcp://h:1").key_source == ""


@pytest.mark.parametrize(
    ("kind", "url"),
    [("openai", ""), ("openai", "http://127.0.0.1:8080/v1"), ("azure", "https://westus"), ("wyoming", "tcp://[::1]:1")],
)
def test_urls_that_can_be(kind: str, url: str) -> None:
    assert check_url(kind, url) == url


@pytest.mark.parametrize(
    ("kind", "url", "said"),
    [
        ("azure", "", "must be set"),
        ("openai", "ftp://x", "http:// or https://|https?://host"),
        ("openai", "http://", "must begin"),
        ("openai", "https://me:secret@x", "may not hold a user"),
        ("openai", "https://x?key=1", "query"),
        ("wyoming", "http://x:1", "tcp://host"),
        ("wyoming", "tcp://x", "port"),
    ],
)
def test_urls_that_cannot_be(kind: str, url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        check_url(kind, url)
    assert "secret" not in str(caught.value)
