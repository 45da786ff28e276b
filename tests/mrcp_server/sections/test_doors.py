"""What is listened at: ranges of ports, networks, and keys in a file."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from mrcp_server.sections.doors import Http, Mrcp, Rtp, Sip


def test_a_range_of_ports_has_its_ends() -> None:
    assert Rtp(ports="7000 - 7010").port_range == (7000, 7010)
    assert Rtp(ports="0-0").port_range == (0, 0)
    for wrong in ("5000", "6000-5000", "5000-5000", "5000-70000", "a-b"):
        with pytest.raises(ValidationError, match="port"):
            Rtp(ports=wrong)


def test_networks_are_networks() -> None:
    assert Sip.model_validate({"any_peer": ["10.0.0.0/8", "::1"]}).any_peer == ["10.0.0.0/8", "::1"]
    with pytest.raises(ValidationError, match="any_peer"):
        Sip.model_validate({"any_peer": ["proxy.example"]})
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Http(trusted_proxies=["proxy.example"])
    with pytest.raises(ValidationError, match="speech_markers_by_network"):
        Mrcp(speech_markers_by_network={"ivr": "on"})


def test_keys_of_a_file_are_those_it_holds_now(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# the IVR\n one \n\n", encoding="utf-8")
    http = Http(api_keys=["listed"], api_keys_file=str(file))
    assert http.keys == ("listed", "one")
    file.write_text("two\n", encoding="utf-8")
    assert http.keys == ("listed", "two")
    with pytest.raises(ValidationError, match="api_keys_file: No such file"):
        Http(api_keys_file=str(tmp_path / "absent"))


def test_who_names_a_certificate_for_the_web_wants_it_used() -> None:
    assert Http().tls_use == "off"
    assert Http(tls_certificate="a.pem").tls_use == "required"
    assert Http(tls_certificate="a.pem", tls="offered").tls_use == "offered"
