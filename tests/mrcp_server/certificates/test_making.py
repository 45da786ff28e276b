import ssl
import stat
from pathlib import Path

import pytest

from mrcp_server.certificates.making import CertificatesError, make_certificates
from mrcp_server.tls.credentials import CredentialFiles, Credentials, client_context
from tests.fakes.certificates import der_of
from tests.mrcp_server.tls.test_credentials import shake


def test_what_is_made_is_what_the_server_and_its_clients_take(tmp_path: Path) -> None:
    made = make_certificates(tmp_path / "new", ["speech.example", "192.0.2.1", "2001:db8::1"], 30)
    credentials = Credentials(CredentialFiles(str(made.server), str(made.server_key), str(made.ca)))
    credentials.load()
    client = client_context(str(made.ca), CredentialFiles(str(made.client)))
    for name in ("speech.example", "192.0.2.1", "2001:db8::1"):
        _, server = shake(credentials.context, client, name)
        assert server.getpeercert(binary_form=True) == der_of(made.client)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(credentials.context, client, "192.0.2.2")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    made = make_certificates(tmp_path, ["a.example"], 30)
    for key in (made.ca_key, made.server_key, made.client):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ca.key",
        "ca.pem",
        "client.pem",
        "server.key",
        "server.pem",
    ]


def test_new_ones_are_of_the_same_authority(tmp_path: Path) -> None:
    made = make_certificates(tmp_path, ["a.example"], 30)
    authority, before = made.ca.read_text(), made.server.read_text()
    with pytest.raises(CertificatesError, match="is there already; --force replaces it"):
        make_certificates(tmp_path, ["a.example"], 30)
    make_certificates(tmp_path, ["b.example"], 30, replaces=True)
    assert made.ca.read_text() == authority
    assert made.server.read_text() != before


@pytest.mark.parametrize("name", ["", "a b", "a/b", "DNS:a,IP:1.2.3.4", "a\nb", "-a"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CertificatesError, match="neither a host name nor an address"):
        make_certificates(tmp_path, [name], 30)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CertificatesError, match="file"):
        make_certificates(tmp_path / "file" / "folder", ["a.example"], 30)


def test_without_openssl_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CertificatesError, match="no openssl command here"):
        make_certificates(tmp_path, ["a.example"], 30)


def test_what_openssl_says_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = tmp_path / "openssl"
    failing.write_text("#!/bin/sh\necho first >&2\necho 'no such curve' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(CertificatesError, match="openssl req: no such curve"):
        make_certificates(tmp_path / "new", ["a.example"], 30)
