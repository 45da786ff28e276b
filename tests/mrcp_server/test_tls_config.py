import pytest

from mrcp_server.config import Config, ConfigError, load_config
from mrcp_server.tls_config import Tls


def test_nothing_is_encrypted_unless_asked_for() -> None:
    config = Config()
    assert config.tls == Tls()
    assert {config.sip.tls, config.mrcp.tls, config.http.tls_use} == {"off"}


@pytest.mark.parametrize("door", ["sip", "mrcp", "http"])
@pytest.mark.parametrize("use", ["offered", "required"])
def test_a_door_with_tls_needs_a_certificate(door: str, use: str) -> None:
    with pytest.raises(ConfigError, match=f"tls.certificate: must name a file when {door}.tls is {use}"):
        load_config(None, [f"{door}.tls={use}"], {})
    load_config(None, [f"{door}.tls={use}", "tls.certificate=server.pem"], {})


def test_the_web_may_have_a_certificate_of_its_own_which_is_then_used() -> None:
    config = load_config(None, ["http.tls_certificate=web.pem"], {})
    assert config.http.tls_use == "required"
    assert load_config(None, ["http.tls_certificate=web.pem", "http.tls=offered"], {}).http.tls_use == "offered"


@pytest.mark.parametrize("setting", ["tls.minimum_version=1.1", "sip.tls=on", "tls.max_handshakes=1"])
def test_what_makes_no_sense_is_refused(setting: str) -> None:
    with pytest.raises(ConfigError, match=setting.partition("=")[0]):
        load_config(None, [setting], {})
