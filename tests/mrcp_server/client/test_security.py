from pathlib import Path

import pytest

from mrcp_server.client.errors import ClientError
from mrcp_server.client.security import ClientSecurity, ClientTls
from mrcp_server.tls.fingerprint import Fingerprint
from tests.fakes.certificates import Certificates, fingerprint_of


def test_control_is_as_sip_is_unless_said_otherwise() -> None:
    assert ClientTls().is_for_control("tls")
    assert not ClientTls().is_for_control("udp")
    assert ClientTls(control=True).is_for_control("udp")
    assert not ClientTls(control=False).is_for_control("tls")


def test_what_we_show_is_in_the_offer(tmp_path: Path) -> None:
    pem = Certificates(tmp_path).issue("client.example")
    assert [str(one) for one in ClientTls(certificate=str(pem)).fingerprints()] == [fingerprint_of(pem)]
    assert ClientTls().fingerprints() == ()


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match=r"absent\.pem: No such file"):
        ClientTls(certificate=str(tmp_path / "absent.pem")).fingerprints()
    broken = tmp_path / "broken.pem"
    broken.write_text("nothing")
    with pytest.raises(ClientError, match=r"broken\.pem: holds no certificate"):
        ClientTls(certificate=str(broken)).fingerprints()


def test_fingerprints_of_an_answer_decide_instead_of_authorities() -> None:
    security = ClientSecurity(ClientTls())
    assert security.for_control(()) is security.verified
    assert security.for_control([Fingerprint.of(b"a certificate")]) is not security.verified
    security.close()
