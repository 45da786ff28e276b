import pytest

from engine.protobuf import fields, text


def test_fields_are_told_by_number_and_held_as_they_are() -> None:
    # 1: 300 as a number; 2: "abc"; 3: four bytes; 4: eight bytes.
    message = bytes.fromhex("08ac02 1203616263 1d01020304 210102030405060708")
    found = list(fields(memoryview(message)))
    assert [(field.number, len(field.value)) for field in found] == [(1, 2), (2, 3), (3, 4), (4, 8)]
    assert text(found[1].value) == "abc"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("1205616263", "cut short: 7 > 5"),
        ("21010203", "cut short"),
        ("0b", "wire type 3 at byte 0"),
        ("08" + "ff" * 11, "no number at byte 1"),
        ("08", "no number"),
    ],
)
def test_what_is_no_message_says_where(message: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(fields(memoryview(bytes.fromhex(message))))


def test_a_string_that_is_none() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        text(memoryview(b"\xff"))
