import ssl
from pathlib import Path

import pytest
import trustme

from mrcp_server.tls.credentials import (
    CredentialFiles,
    Credentials,
    client_context,
    unverified_context,
)
from mrcp_server.tls.errors import CredentialsError
from tests.fakes.certificates import HOST, Certificates, der_of, fingerprint_of


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str = HOST) -> tuple[ssl.SSLObject, ssl.SSLObject]:
    """A handshake in memory: the client's end and the server's."""
    here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(here, there, server_hostname=name)
    answering = server.wrap_bio(there, here, server_side=True)
    for _ in range(6):
        for end in (asking, answering):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return asking, answering


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


def test_what_is_loaded_is_shown(certificates: Certificates) -> None:
    pem = certificates.issue()
    credentials = Credentials(CredentialFiles(str(pem), str(certificates.key_of(pem))))
    credentials.load()
    asking, _ = shake(credentials.context, client_context(str(certificates.ca)))
    assert asking.getpeercert(binary_form=True) == credentials.certificate == der_of(pem)
    assert [str(one) for one in credentials.fingerprints()] == [fingerprint_of(pem)]


def test_nothing_old_is_spoken(certificates: Certificates) -> None:
    credentials = Credentials(CredentialFiles(str(certificates.issue())))
    context = credentials.context
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION
    older = {cipher["name"] for cipher in context.get_ciphers() if cipher["protocol"] != "TLSv1.3"}
    assert older
    assert all(name.startswith("ECDHE-") and ("GCM" in name or "CHACHA20" in name) for name in older)
    newest = Credentials(CredentialFiles(credentials.files.certificate, minimum_version="1.3")).context
    assert newest.minimum_version is ssl.TLSVersion.TLSv1_3


class TestFilesThatCannotBeUsed:
    """Each is told in one line, by its key in the configuration, its name and the reason."""

    def refused(self, files: CredentialFiles) -> str:
        with pytest.raises(CredentialsError) as raised:
            Credentials(files).load()
        text = str(raised.value)
        assert "\n" not in text
        return text

    def test_missing(self, certificates: Certificates, tmp_path: Path) -> None:
        pem, absent = str(certificates.issue()), str(tmp_path / "absent.pem")
        assert self.refused(CredentialFiles(absent)) == f"tls.certificate {absent}: No such file or directory"
        assert self.refused(CredentialFiles(pem, absent)) == f"tls.key {absent}: No such file or directory"
        assert self.refused(CredentialFiles(pem, "", absent)) == f"tls.client_ca {absent}: No such file or directory"
        assert "Is a directory" in self.refused(CredentialFiles(str(tmp_path)))

    def test_no_certificate(self, tmp_path: Path) -> None:
        broken = tmp_path / "broken.pem"
        for content in ("", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
            broken.write_text(content)
            assert self.refused(CredentialFiles(str(broken))).startswith(f"tls.certificate {broken}: is no PEM file")

    def test_no_authorities(self, certificates: Certificates, tmp_path: Path) -> None:
        broken = tmp_path / "broken.pem"
        broken.write_text("nothing")
        text = self.refused(CredentialFiles(str(certificates.issue()), "", str(broken)))
        assert text.startswith(f"tls.client_ca {broken}: holds no authorities")

    def test_the_key_of_another_certificate(self, certificates: Certificates) -> None:
        pem, other = certificates.issue(), certificates.issue(file="other.pem")
        key = certificates.key_of(other)
        text = self.refused(CredentialFiles(str(pem), str(key)))
        assert text.startswith(f"tls.certificate {pem}, tls.key {key}: the key is not that of the certificate")

    def test_a_key_with_a_passphrase_is_not_asked_for(self, certificates: Certificates) -> None:
        pem = certificates.issue()
        key = certificates.key_of(pem, passphrase=b"secret")
        assert "the key is encrypted" in self.refused(CredentialFiles(str(pem), str(key)))

    def test_expired(self, certificates: Certificates) -> None:
        pem = certificates.issue(valid=False)
        text = self.refused(CredentialFiles(str(pem)))
        assert text == f"tls.certificate {pem}: certificate not accepted: certificate has expired"


class TestReloading:
    def test_a_changed_file_is_seen_once(self, certificates: Certificates) -> None:
        credentials = Credentials(CredentialFiles(str(certificates.issue())))
        credentials.load()
        assert not credentials.has_changed()
        certificates.issue()
        assert credentials.has_changed()
        assert not credentials.has_changed()
        credentials.load()
        assert not credentials.has_changed()

    def test_a_file_that_is_away_for_a_moment_has_not_changed(self, certificates: Certificates) -> None:
        pem = certificates.issue()
        credentials = Credentials(CredentialFiles(str(pem)))
        credentials.load()
        pem.unlink()
        assert not credentials.has_changed()

    def test_what_cannot_be_used_leaves_what_there_was(self, certificates: Certificates) -> None:
        pem = certificates.issue()
        credentials = Credentials(CredentialFiles(str(pem)))
        credentials.load()
        before = credentials.context
        pem.write_text("broken")
        with pytest.raises(CredentialsError):
            credentials.load()
        assert credentials.context is before


class TestClients:
    def test_of_an_authority_only(self, certificates: Certificates) -> None:
        files = CredentialFiles(str(certificates.issue()), "", str(certificates.ca))
        credentials = Credentials(files, asks_for_any=True)
        credentials.load()
        with pytest.raises(ssl.SSLError, match="PEER_DID_NOT_RETURN_A_CERTIFICATE"):
            shake(credentials.context, client_context(str(certificates.ca)))
        own = certificates.issue("client.example", file="client.pem")
        client = client_context(str(certificates.ca), CredentialFiles(str(own)))
        assert shake(credentials.context, client)[1].getpeercert(binary_form=True) == der_of(own)
        stranger = certificates.issue("client.example", file="stranger.pem", authority=trustme.CA())
        with pytest.raises(ssl.SSLCertVerificationError):
            shake(credentials.context, client_context(str(certificates.ca), CredentialFiles(str(stranger))))

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    def test_any_one_or_none_where_a_fingerprint_decides(
        self, certificates: Certificates, version: ssl.TLSVersion
    ) -> None:
        credentials = Credentials(CredentialFiles(str(certificates.issue())), asks_for_any=True)
        credentials.load()
        client = client_context(str(certificates.ca))
        client.maximum_version = version
        assert shake(credentials.context, client)[1].getpeercert(binary_form=True) is None
        stranger = certificates.issue("client.example", file="stranger.pem", authority=trustme.CA())
        client.load_cert_chain(stranger)
        assert shake(credentials.context, client)[1].getpeercert(binary_form=True) == der_of(stranger)

    def test_an_expired_one_is_none(self, certificates: Certificates) -> None:
        credentials = Credentials(CredentialFiles(str(certificates.issue())), asks_for_any=True)
        credentials.load()
        client = client_context(str(certificates.ca))
        client.load_cert_chain(certificates.issue("client.example", file="old.pem", valid=False))
        with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
            shake(credentials.context, client)

    def test_certificates_of_strangers_are_not_kept_without_end(
        self, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mrcp_server.tls.credentials._MOST_LEARNED", 1)
        credentials = Credentials(CredentialFiles(str(certificates.issue())), asks_for_any=True)
        credentials.load()
        first = credentials.context
        for number in range(2):
            client = client_context(str(certificates.ca))
            client.load_cert_chain(certificates.issue("client.example", file=f"{number}.pem"))
            assert credentials.context is first
            shake(first, client)
        assert credentials.context is not first


def test_whom_we_connect_to_has_to_be_the_one_we_mean(certificates: Certificates) -> None:
    server = Credentials(CredentialFiles(str(certificates.issue()))).context
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        shake(server, client_context(str(certificates.ca)), "other.example")
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        shake(server, client_context())
    assert shake(server, unverified_context(), "other.example")[0].version() == "TLSv1.3"


def test_authorities_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pem", tmp_path):
        with pytest.raises(CredentialsError, match=f"authorities {path}"):
            client_context(str(path))
