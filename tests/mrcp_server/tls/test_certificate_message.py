import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrcp_server.tls.certificate_message import CERTIFICATE_MESSAGE, leaf_of

LEAF, ISSUER = b"\x30" + b"l" * 300, b"\x30" + b"i" * 20


def u24(data: bytes) -> bytes:
    return len(data).to_bytes(3, "big") + data


def message(body: bytes) -> bytes:
    return bytes([CERTIFICATE_MESSAGE]) + u24(body)


OF_1_2 = message(u24(u24(LEAF) + u24(ISSUER)))
OF_1_3 = message(b"\0" + u24(u24(LEAF) + b"\0\0" + u24(ISSUER) + b"\0\0"))


@pytest.mark.parametrize("data", [OF_1_2, OF_1_3], ids=["1.2", "1.3"])
def test_the_senders_own_certificate_comes_first(data: bytes) -> None:
    assert leaf_of(CERTIFICATE_MESSAGE, data) == LEAF


@pytest.mark.parametrize(
    "data",
    [b"", message(b""), message(u24(b"")), message(b"\0" + u24(b"")), message(u24(b"\0\xff\xff" + LEAF)), OF_1_2[:-1]],
)
def test_there_may_be_none(data: bytes) -> None:
    assert leaf_of(CERTIFICATE_MESSAGE, data) is None


def test_other_messages_have_none() -> None:
    assert leaf_of(1, OF_1_2) is None


@given(st.binary(max_size=64))
def test_anything_is_read(data: bytes) -> None:
    leaf = leaf_of(CERTIFICATE_MESSAGE, data)
    assert leaf is None or leaf in data
