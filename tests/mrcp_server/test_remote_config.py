"""The sections `[remote.NAME]`."""

from pathlib import Path

import pytest

from engine.remote.settings import RemoteVoice
from mrcp_server.config import Config, ConfigError, load_config, render_config


def test_two_services_of_a_kind_from_a_file_with_changes_by_setting_and_environment(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(
        """
        [remote.fast]
        kind = "openai"
        voices = {nova = "en-US, es", anna = {id = "x7", languages = ["de-DE"], gender = "female", model = "hd"}}
        [remote.local]
        kind = "openai"
        url = "http://127.0.0.1:8880/v1"
        voices = {bella = ""}
        languages = ["en-GB"]
        """
    )
    environment = {"MRCP_SERVER__REMOTE__FAST__MODEL": "tts-1"}
    config = load_config(file, ["remote.local.concurrency=2", "engine.synthesizer=fast"], environment)
    fast, local = (config.remote[name].settings(name) for name in ("fast", "local"))
    assert fast.voices == {
        "nova": RemoteVoice(id="nova", languages=("en-US", "es")),
        "anna": RemoteVoice(id="x7", languages=("de-DE",), gender="female", model="hd"),
    }
    assert (fast.name, fast.model, local.concurrency) == ("fast", "tts-1", 2)
    assert local.voices["bella"].languages == ("en-GB",)
    file.write_text(render_config(config))
    assert load_config(file, (), {}) == config


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (["remote.a.kind=openai", "remote.a.vioces={}"], "remote.a.vioces: there is no such key"),
        (["remote.a.kind=watson"], "remote.a.kind"),
        (["remote.a.url=http://x"], "remote.a.kind: Field required"),
        (["remote.a=1"], "three parts"),
        (["remote.a.b.c=1"], "three parts"),
        (["remote.A.kind=openai"], "remote.A"),
        (["remote.espeak.kind=openai"], "remote.espeak: an engine has that name"),
        (["remote.auto.kind=openai"], "remote.auto: an engine has that name"),
        (["remote.a.kind=azure"], "remote.a: url: must be set"),
        (["remote.a.kind=openai", "remote.a.url=http://u:p@x"], "remote.a: url: may not hold a user"),
        (["remote.a.kind=openai", "remote.a.key_variable=A", "remote.a.key_file=/b"], "key_file"),
        (["remote.a.kind=openai", "remote.a.ca_file=/nowhere/ca.pem"], "ca_file: there is no file /nowhere/ca.pem"),
        (["remote.a.kind=openai", 'remote.a.voices={" " = "en"}'], "is no name"),
        (["remote.a.kind=openai", 'remote.a.voices={x={lang="en"}}'], "remote.a.voices.x"),
        (["remote.a.kind=openai", "engine.synthesizer=a"], "remote.a.voices: must hold a voice"),
    ],
)
def test_an_error_names_the_key(settings: list[str], named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(None, settings, {})
    assert named in str(caught.value)


def test_a_wyoming_service_lists_its_voices_itself() -> None:
    settings = ["remote.w.kind=wyoming", "remote.w.url=tcp://127.0.0.1:10200", "engine.synthesizer=w"]
    assert load_config(None, settings, {}).remote["w"].speaks


def test_the_printed_defaults_show_what_a_service_may_be_told() -> None:
    text = render_config(Config())
    assert "# [remote.NAME]" in text
    assert "# breaker_failures = 5" in text
