"""RFC 3261 §19.1."""

import pytest

from sip.errors import MessageError
from sip.uri import MAX_URI_CHARACTERS, Uri, bracketed


def test_all_parts_are_read() -> None:
    uri = Uri.parse("sip:alice;x?y:pw@example.com:5070;transport=TCP;lr?Subject=a")
    assert (uri.scheme, uri.user, uri.host, uri.port) == ("sip", "alice;x?y:pw", "example.com", 5070)
    assert uri.parameters == {"transport": "TCP", "lr": None}
    assert uri.headers == "Subject=a"
    assert uri.transport == "tcp"
    assert uri.is_sip
    assert str(uri) == uri.text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sip:192.0.2.1", ("192.0.2.1", 5060)),
        ("sips:example.com", ("example.com", 5061)),
        ("sip:example.com;transport=tls", ("example.com", 5061)),
        ("sip:[2001:db8::1]:8060", ("2001:db8::1", 8060)),
        ("sip:a@my_host:9", ("my_host", 9)),
        ("sip:ip:0", ("ip", 5060)),
        ("sip:ip:", ("ip", 5060)),
        ("SIP:a@b;maddr=192.0.2.9", ("192.0.2.9", 5060)),
    ],
)
def test_it_says_where_it_points(text: str, address: tuple[str, int]) -> None:
    assert Uri.parse(text).address == address


def test_sips_means_tls_and_no_parameter_means_no_wish() -> None:
    assert Uri.parse("sips:a@b").transport == "tls"
    assert Uri.parse("sip:a@b").transport is None


@pytest.mark.parametrize("text", ["tel:+15551234", "soap.beep://192.0.2.103:3002", "name:somebody", "http://a/b?c"])
def test_other_schemes_are_known_by_name_only(text: str) -> None:
    uri = Uri.parse(text)
    assert not uri.is_sip
    assert uri.scheme == text.partition(":")[0]


@pytest.mark.parametrize(
    "text", ["", "sip:", "sip:a@", "sip:a b@c", "<sip:a@b>", "noscheme", "sip:a@b:99999", "sip:a@b:x", "sip:a@b;=1"]
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(MessageError):
        Uri.parse(text)


def test_a_long_one_is_414() -> None:
    with pytest.raises(MessageError) as caught:
        Uri.parse("sip:" + "a" * MAX_URI_CHARACTERS)
    assert caught.value.status == 414


def test_ipv6_gets_brackets() -> None:
    assert bracketed("::1") == "[::1]"
    assert bracketed("192.0.2.1") == "192.0.2.1"
