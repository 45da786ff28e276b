import pytest

from engine.protobuf import encode_bytes, encode_number, fields, number, text


def test_what_is_encoded_is_read_again() -> None:
    message = encode_number(1, 8) + encode_bytes(7, b"x" * 300) + encode_number(300, 1 << 40)
    first, second, third = fields(memoryview(message))
    assert (first.number, number(first.value)) == (1, 8)
    assert (second.number, text(second.value)) == (7, "x" * 300)
    assert (third.number, number(third.value)) == (300, 1 << 40)
    assert bytes(first.raw) + bytes(second.raw) + bytes(third.raw) == message


def test_fields_of_fixed_length_are_passed_over() -> None:
    """Tags 1:fixed64 and 2:fixed32."""
    message = b"\x09" + bytes(8) + b"\x15" + bytes(4) + encode_number(3, 5)
    assert [(field.number, len(field.value)) for field in fields(memoryview(message))] == [(1, 8), (2, 4), (3, 1)]


@pytest.mark.parametrize(
    ("message", "reason"),
    [(b"\x0a\x05ab", "cut short: 7 > 4"), (b"\x0b", "wire type 3 at byte 0"), (b"\x80" * 11, "no number at byte 0")],
)
def test_what_is_no_message(message: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(fields(memoryview(message)))


def test_a_string_that_is_none() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        text(memoryview(b"\xff"))
