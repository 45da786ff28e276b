import re
import tomllib
from pathlib import Path

from mrcp_server.certificates.advice import advice
from mrcp_server.certificates.making import MadeCertificates
from mrcp_server.config import Config

MADE = MadeCertificates(
    *(Path("/etc/tls") / name for name in ("ca.pem", "ca.key", "server.pem", "server.key", "c.pem"))
)


def test_what_it_says_of_the_server_is_its_configuration() -> None:
    text = advice(MADE, "speech.example")
    indented = re.findall(r"^    (.*)$", text.partition("mrcp-server's own client")[0], re.MULTILINE)
    config = Config.model_validate(tomllib.loads("\n".join(indented)))
    assert (config.tls.certificate, config.tls.key) == ("/etc/tls/server.pem", "/etc/tls/server.key")
    assert (config.sip.tls, config.mrcp.tls, config.http.tls) == ("offered", "offered", "required")
    assert f"port {config.sip.tls_port}" in text
    assert f"port {config.mrcp.tls_port}" in text


def test_it_says_who_cannot() -> None:
    text = advice(MADE, "speech.example")
    assert "unimrcpclient.xml has no TLS" in text
    for client in ("Asterisk", "FreeSWITCH", "UniMRCP", "Kamailio", "baresip"):
        assert client in text


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    assert "sips:[2001:db8::1] " in advice(MADE, "2001:db8::1")
