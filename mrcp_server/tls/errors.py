"""What can be wrong with certificates. The text is one line that names the key, the file and the reason.

CredentialsError   a certificate, key or list of authorities that cannot be used; an OSError, as a port in use is one
"""

import ssl


class CredentialsError(OSError):
    """Certificate, key or authorities cannot be used."""


def reason_of(error: Exception) -> str:
    """Why a handshake failed, in few words and without the place in OpenSSL's source."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not accepted: {error.verify_message}".rstrip(".")
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        return _WORDS.get(reason, reason.lower().replace("_", " "))
    if isinstance(error, TimeoutError):
        return "not done in time"
    return str(error) or type(error).__name__


_WORDS = {
    "HTTP_REQUEST": "an HTTP request without TLS",
    "WRONG_VERSION_NUMBER": "no TLS",
    "UNSUPPORTED_PROTOCOL": "a TLS version that is too old",
    "NO_SHARED_CIPHER": "no common cipher",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "the peer showed no certificate",
    "TLSV1_ALERT_UNKNOWN_CA": "the peer does not know the authority of our certificate",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the peer wants another TLS version",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the peer does not accept our certificate",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the peer does not accept our certificate",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the peer finds our certificate expired",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the peer has no cipher or certificate that fits",
}
