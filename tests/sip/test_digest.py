"""Digest responses: the vectors of RFC 7616 §3.9 and RFC 2617 §3.5, and what is no Digest."""

import time

import pytest

from sip.digest import Algorithm, Credentials, response_of

# RFC 7616 §3.9.1, the header of each algorithm as it stands there.
MUFASA = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
    'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{response}", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
RESPONSES = {
    Algorithm.MD5: "8ca523f5e9506fed4657c9700eebdbec",
    Algorithm.SHA_256: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
}


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_vectors_of_rfc_7616(algorithm: Algorithm) -> None:
    credentials = Credentials.parse(MUFASA.format(algorithm=algorithm, response=RESPONSES[algorithm]))
    assert credentials is not None
    assert credentials.count == 1
    assert credentials.prove("Circle of Life", "GET")
    assert not credentials.prove("Circle of Lies", "GET")
    assert not credentials.prove("Circle of Life", "PUT")


def test_the_vector_of_rfc_2617() -> None:
    value = (
        'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", '
        'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    credentials = Credentials.parse(value)
    assert credentials is not None
    assert credentials.prove("Circle Of Life", "GET")


def test_without_qop_as_rfc_2069_had_it() -> None:
    """The example of RFC 2069 §2.4, with its errata."""
    value = (
        'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea"'
    )
    credentials = Credentials.parse(value)
    assert credentials is not None
    assert credentials.count is None
    assert credentials.prove("CircleOfLife", "GET")


def test_names_beyond_ascii_and_quotes() -> None:
    value = 'Digest username="J\\"os\udcc3\udca9", realm="r", nonce="n", uri="sip:a", response="{}"'
    read = Credentials.parse(value.format(""))
    assert read is not None
    assert read.username == 'J"os\udcc3\udca9'
    right = response_of(read, "geheim", "INVITE", Algorithm.MD5)
    again = Credentials.parse(value.format(right.upper()))
    assert again is not None
    assert again.prove("geheim", "INVITE")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Digest",
        "Basic dXNlcjpwYXNz",
        'Digest username="a"',
        'Digest username="a", username="b", realm="r", nonce="n", uri="u", response="0"',
        'Digest username="a", realm="r", nonce="n", uri="u", response="0", qop=auth',
        'Digest username="a", realm="r", nonce="n", uri="u", response="0", qop=auth, cnonce="c", nc=1',
        'Digest username="a", realm="r", nonce="n", uri="u", response="0", qop=auth, cnonce="c", nc=0000000g',
        'Digest username="a", realm="r", nonce="n", uri="u", response="0", nonsense',
        'Digest username="a", realm="r", nonce="n", uri="u", response="0", x="' + "x" * 5000 + '"',
        'Digest username="a, realm="r',
    ],
)
def test_what_proves_nothing(value: str) -> None:
    assert Credentials.parse(value) is None


def test_an_unknown_algorithm_proves_nothing() -> None:
    value = MUFASA.format(algorithm="MD5-sess", response=RESPONSES[Algorithm.MD5])
    credentials = Credentials.parse(value)
    assert credentials is not None
    assert not credentials.prove("Circle of Life", "GET")


@pytest.mark.parametrize("part", ["a=b,", 'a="', "\\", '"\\', ", ", "<"])
def test_reading_takes_time_in_proportion(part: str) -> None:
    """At the longest that a header may be; a pattern that tried anew at each character would take seconds."""
    began = time.process_time()
    Credentials.parse("Digest " + part * 10_000)
    Credentials.parse("Digest " + part * (4_000 // len(part)))
    assert time.process_time() - began < 1.0
