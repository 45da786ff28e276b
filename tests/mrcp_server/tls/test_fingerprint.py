import pytest

from mrcp_server.tls.fingerprint import MOST_FINGERPRINTS, Fingerprint, matches, parse_fingerprints

CERTIFICATE = b"a certificate in DER"


@pytest.mark.parametrize("name", ["sha-256", "sha-384", "sha-512"])
def test_written_as_rfc_8122_has_it_and_read_back(name: str) -> None:
    fingerprint = Fingerprint.of(CERTIFICATE, name)
    text = str(fingerprint)
    assert text.startswith(f"{name.upper()} ")
    assert parse_fingerprints([text]) == parse_fingerprints([text.lower()]) == (fingerprint,)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "SHA-256",
        "SHA-1 " + ":".join(["4A"] * 20),
        "MD5 " + ":".join(["4A"] * 16),
        "SHA-256 " + ":".join(["4A"] * 31),
        "SHA-256 " + ":".join(["4A"] * 33),
        "SHA-256 " + ":".join(["4G"] * 32),
        "SHA-256 " + "4A" * 32,
        "SHA-256 " + ":".join(["4A"] * 100_000),
        "é" * 40,
    ],
)
def test_what_binds_nobody_is_left_out(value: str) -> None:
    assert parse_fingerprints([value]) == ()


def test_no_more_are_read_than_anybody_needs() -> None:
    assert len(parse_fingerprints([str(Fingerprint.of(CERTIFICATE))] * 1_000)) == MOST_FINGERPRINTS


def test_one_match_is_enough_and_the_strongest_hash_decides() -> None:
    mine, other = Fingerprint.of(CERTIFICATE), Fingerprint.of(b"another one")
    assert matches(CERTIFICATE, [other, mine])
    assert not matches(CERTIFICATE, [other])
    assert not matches(CERTIFICATE, [])
    assert not matches(CERTIFICATE, [mine, Fingerprint.of(b"another one", "sha-512")])
    assert matches(CERTIFICATE, [other, Fingerprint.of(CERTIFICATE, "sha-512")])
