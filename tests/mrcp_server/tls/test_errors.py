import ssl

import pytest

from mrcp_server.tls.errors import CredentialsError, reason_of


def verification_error(message: str) -> ssl.SSLError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = message
    return error


def reasoned(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] something (_ssl.c:1006)")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (verification_error("certificate has expired"), "certificate not accepted: certificate has expired"),
        (reasoned("HTTP_REQUEST"), "an HTTP request without TLS"),
        (reasoned("BAD_SIGNATURE"), "bad signature"),
        (ssl.SSLError(ssl.SSL_ERROR_SSL, "no more"), "no more"),
        (TimeoutError(), "not done in time"),
        (ConnectionResetError("reset"), "reset"),
        (ConnectionResetError(), "ConnectionResetError"),
    ],
)
def test_reasons_are_for_people(error: Exception, told: str) -> None:
    assert reason_of(error) == told


def test_unusable_credentials_are_what_keeps_a_port_from_opening() -> None:
    assert issubclass(CredentialsError, OSError)
