"""The configuration: sources, their order, and errors that name the key."""

import re
from pathlib import Path

import pytest

from mrcp_server.config import Config, ConfigError, is_loopback, load_config, render_config, shown_secrets

CONF = Path(__file__).parents[2] / "conf"


def test_defaults_need_no_file() -> None:
    config = load_config(environment={})
    assert (config.sip.port, config.mrcp.port, config.rtp.port_range) == (8060, 1544, (5000, 6000))


def test_the_shipped_file_shows_every_key_with_its_default() -> None:
    text = (CONF / "mrcp-server.toml").read_text(encoding="utf-8")
    assert text == render_config(Config()), "run `mrcp-server check-config --defaults > conf/mrcp-server.toml`"
    assert load_config(CONF / "mrcp-server.toml", environment={}) == Config()


def test_the_development_file_is_loopback_only() -> None:
    config = load_config(CONF / "dev.toml", environment={})
    assert all(is_loopback(host) for host in (config.sip.host, config.mrcp.host, config.rtp.host, config.http.host))


def test_settings_win_over_environment_and_environment_over_file(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[sip]\nport = 1\nhost = '127.0.0.1'\n[mrcp]\nport = 1\n", encoding="utf-8")
    environment = {"MRCP_SERVER__SIP__PORT": "2", "MRCP_SERVER__MRCP__PORT": "2", "OTHER": "x"}
    config = load_config(file, ["sip.port=3"], environment)
    assert (config.sip.port, config.mrcp.port, config.sip.host) == (3, 2, "127.0.0.1")


def test_a_setting_is_read_as_toml_else_as_text() -> None:
    config = load_config(None, ["sip.host=::1", 'sip.transports=["udp"]', 'rtp.ports="7000-7010"'], {})
    assert config.sip.host == "::1"
    assert config.sip.transports == ["udp"]
    assert config.rtp.port_range == (7000, 7010)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (["sip.port=abc"], "sip.port"),
        (["sip.port=70000"], "sip.port"),
        (["sip.prot=1"], "sip.prot: there is no such key"),
        (["nonsense=1"], "two parts"),
        (["a.b.c=1"], "two parts"),
        (["sip.port"], "section.key=value"),
        (["rtp.ports=5000"], "rtp.ports"),
        (["rtp.ports=6000-5000"], "rtp.ports"),
        (["rtp.ports=5000-5000"], "two ports"),
        (["http.host=0.0.0.0"], "http.api_keys"),
        (["log.text=some"], "log.text"),
    ],
)
def test_an_error_names_the_key(settings: list[str], named: str) -> None:
    with pytest.raises(ConfigError, match=r".") as caught:
        load_config(None, settings, {})
    assert named in str(caught.value)


def test_a_value_where_a_section_belongs_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("sip = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="sip"):
        load_config(file, ["sip.port=1"], {})


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        load_config(tmp_path / "absent.toml", (), {})
    broken = tmp_path / "broken.toml"
    for text in (b"[sip\n", b"\xff\xfe", b"a = " + b"[" * 100_000, b"[sip]\nport = " + b"9" * 5000):
        broken.write_bytes(text)
        with pytest.raises(ConfigError, match=r"broken\.toml"):
            load_config(broken, (), {})
    with pytest.raises(ConfigError, match=r"sip\.port"):
        load_config(None, ["sip.port=" + "9" * 5000], {})


def test_a_rendered_configuration_reads_back_as_it_was(tmp_path: Path) -> None:
    config = load_config(None, ["sip.port=9", 'engine.voice=k"1', "limits.drain_s=0.5"], {})
    file = tmp_path / "r.toml"
    file.write_text(render_config(config), encoding="utf-8")
    assert load_config(file, (), {}) == config


def test_keys_come_from_a_file_too_and_are_never_printed(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# the IVR\nfirst-of-file\n\n  second-of-file \n", encoding="utf-8")
    settings = ["http.host=0.0.0.0", 'http.api_keys=["of-the-list"]', f"http.api_keys_file={file}"]
    config = load_config(None, settings, {})
    assert config.http.keys == ("of-the-list", "first-of-file", "second-of-file")
    assert not any(key in render_config(config) for key in config.http.keys)
    load_config(None, [settings[0], settings[2]], {})
    empty = tmp_path / "none"
    empty.write_text("# to come\n", encoding="utf-8")
    for problem in (empty, tmp_path / "absent"):
        with pytest.raises(ConfigError, match="api_keys"):
            load_config(None, [settings[0], f"http.api_keys_file={problem}"], {})


def test_secrets_on_a_command_line_are_known() -> None:
    settings = ['http.api_keys=["k"]', "http.port=1", "no.such=1", "remote.a.url=x", "nothing"]
    assert shown_secrets(settings) == ["http.api_keys"]


def test_what_sounds_like_a_secret_is_marked_as_one() -> None:
    public = {"http.api_keys_file", "http.tls_key", "tls.key"}  # names of files
    public |= {f"http.key_{limit}" for limit in ("requests_per_minute", "concurrent_streams", "characters_per_minute")}
    for section, found in Config.model_fields.items():
        for key in getattr(found.annotation, "model_fields", {}):
            if re.search("key|secret|password|users", key) and f"{section}.{key}" not in public:
                assert shown_secrets([f"{section}.{key}=1"]), f"{section}.{key}"


@pytest.mark.parametrize(
    ("host", "expected"), [("localhost", True), ("::1", True), ("10.0.0.1", False), ("a.b", False)]
)
def test_loopback_addresses_are_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_markers_are_set_by_network() -> None:
    config = load_config(None, ['mrcp.speech_markers_by_network={"10.1.0.0/16" = "on", "::1/128" = "off"}'], {})
    assert config.mrcp.speech_markers_by_network == {"10.1.0.0/16": "on", "::1/128": "off"}
    for value in ('{"ivr" = "on"}', '{"10.0.0.0/8" = "maybe"}', '{"10.0.0.1/8" = "on"}'):
        with pytest.raises(ConfigError, match=r"mrcp\.speech_markers_by_network"):
            load_config(None, [f"mrcp.speech_markers_by_network={value}"], {})


def test_aliases_are_added_to_the_built_in_ones() -> None:
    config = load_config(None, ['aliases.voices={Anna = "female 2 de", alloy = "en-gb"}'], {})
    assert config.aliases.voices["anna"] == "female 2 de"
    assert config.aliases.voices["alloy"] == "en-gb"
    assert config.aliases.voices["nova"] == "rather female"
