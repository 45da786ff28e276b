import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from mrcp_server.config import Config, load_config
from mrcp_server.encryption import Encryption
from mrcp_server.tls.errors import CredentialsError
from tests.fakes.certificates import Certificates, der_of, fingerprint_of


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


def config(*settings: str) -> Config:
    return load_config(None, settings, {})


def run(scenario: Callable[[], object]) -> None:
    asyncio.run(scenario())  # type: ignore[arg-type]  # every scenario is a coroutine function


def test_without_tls_there_is_nothing_to_load() -> None:
    async def scenario() -> None:
        encryption = Encryption(config())
        encryption.load()
        encryption.watch()
        assert (encryption.sip, encryption.mrcp, encryption.http) == (None, None, None)
        assert encryption.reload()
        assert encryption.fingerprints([]) == []
        await encryption.close()

    run(scenario)


def test_doors_have_the_certificate_of_the_section_or_their_own(certificates: Certificates) -> None:
    async def scenario() -> None:
        common, web = certificates.issue(), certificates.issue("web.example", file="web.pem")
        encryption = Encryption(
            config(f"tls.certificate={common}", "sip.tls=offered", "mrcp.tls=required", f"http.tls_certificate={web}")
        )
        encryption.load()
        assert encryption.sip is not None
        assert encryption.mrcp is not None
        assert encryption.http is not None
        assert encryption.sip.credentials.certificate == encryption.mrcp.credentials.certificate == der_of(common)
        assert encryption.http.credentials.certificate == der_of(web)
        assert [str(one) for one in encryption.fingerprints([])] == [fingerprint_of(common)]
        await encryption.close()

    run(scenario)


def test_clients_show_certificates_where_that_is_asked_of_them(certificates: Certificates) -> None:
    async def scenario() -> None:
        settings = [f"tls.certificate={certificates.issue()}", f"tls.client_ca={certificates.ca}"]
        encryption = Encryption(config(*settings, "sip.tls=offered", "mrcp.tls=offered", "http.tls=offered"))
        modes = [
            door.credentials.context.verify_mode
            for door in (encryption.sip, encryption.mrcp, encryption.http)
            if door is not None
        ]
        assert modes == [ssl.CERT_REQUIRED, ssl.CERT_REQUIRED, ssl.CERT_NONE]
        await encryption.close()

    run(scenario)


def test_a_file_that_cannot_be_used_keeps_the_server_from_starting(certificates: Certificates) -> None:
    async def scenario() -> None:
        encryption = Encryption(config("http.tls_certificate=/absent.pem"))
        with pytest.raises(CredentialsError, match=r"http\.tls_certificate /absent\.pem: No such file"):
            encryption.load()
        await encryption.close()
        encryption = Encryption(config("tls.peer_ca=/absent.pem"))
        with pytest.raises(CredentialsError, match=r"tls\.peer_ca: authorities /absent\.pem: No such file"):
            encryption.load()
        await encryption.close()

    run(scenario)


def test_reloading_tells_what_could_not_be_and_keeps_what_there_was(certificates: Certificates) -> None:
    async def scenario() -> None:
        pem = certificates.issue()
        encryption = Encryption(config(f"tls.certificate={pem}", "mrcp.tls=offered"))
        encryption.load()
        before = encryption.fingerprints([])
        pem.write_text("broken")
        assert not encryption.reload()
        assert encryption.fingerprints([]) == before
        certificates.issue()
        assert encryption.reload()
        assert [str(one) for one in encryption.fingerprints([])] == [fingerprint_of(pem)]
        await encryption.close()

    run(scenario)


def test_changed_files_are_seen(certificates: Certificates) -> None:
    async def scenario() -> None:
        pem = certificates.issue()
        encryption = Encryption(config(f"tls.certificate={pem}", "mrcp.tls=offered", "tls.reload_check_s=0.01"))
        encryption.load()
        encryption.watch()
        certificates.issue()
        async with asyncio.timeout(10):
            while [str(one) for one in encryption.fingerprints([])] != [fingerprint_of(pem)]:  # noqa: ASYNC110  # nobody is told
                await asyncio.sleep(0.01)
        await encryption.close()

    run(scenario)
