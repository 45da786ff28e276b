"""Which field may stand where."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire import values
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.headers import GENERIC_FIELDS, SET_GET, Field, FieldTable
from mrcp_server.mrcp.wire.message import Headers

TABLE = FieldTable(
    [
        Field("Colour", values.choice("red", "green"), SET_GET | {Method.SPEAK}, default="red"),
        Field("Size", values.integer, frozenset({Method.SPEAK})),
        Field("Gone", values.integer, frozenset({Method.SPEAK})),
    ],
    unsupported=["gone"],
    supports={"size": lambda size: size < 10},
    tolerated=frozenset({("SPEAK", "odd")}),
)


def check(method: str, *fields: tuple[str, str]) -> dict[str, object]:
    """The typed values of a request with these fields."""
    return TABLE.check(method, Headers(fields))


def test_typed_values_of_the_right_ones() -> None:
    envelope = [("Channel-Identifier", "?"), ("Content-Type", "?"), ("Content-Length", "0"), ("Odd", "\x00")]
    assert check("SPEAK", *envelope, ("coLour", "GREEN"), ("Size", "3")) == {"colour": "green", "size": 3}


@pytest.mark.parametrize(
    ("fields", "status", "echoed"),
    [
        ([("Colour", "blue"), ("What", "x"), ("Size", "99")], 404, ("Colour",)),
        ([("What", "x"), ("size", "99"), ("GONE", "1")], 403, ("What", "GONE")),
        ([("size", "99"), ("Colour", "red")], 409, ("size",)),
        ([("Size", "x"), ("SIZE", "1"), ("Colour", "")], 404, ("Size", "SIZE", "Colour")),
    ],
)
def test_precedence_and_echo(fields: list[tuple[str, str]], status: int, echoed: tuple[str, ...]) -> None:
    """§6.1.1: only the worst of 404, 403, 409 is told, with the fields "exactly as they were sent"."""
    with pytest.raises(MrcpError) as caught:
        check("SPEAK", *fields)
    assert caught.value.status == status
    assert caught.value.fields == tuple(item for item in fields if item[0] in echoed)


def test_a_field_of_another_method_is_403() -> None:
    with pytest.raises(MrcpError) as caught:
        check("SET-PARAMS", ("Size", "3"))
    assert caught.value.status == 403
    with pytest.raises(MrcpError) as caught:
        check("SPEAK", ("Proxy-Sync-Id", "3"))
    assert caught.value.status == 403


def test_settable_ones() -> None:
    names = [field.name for field in TABLE.settable()]
    assert "Colour" in names
    assert "Logging-Tag" in names
    assert not {"Size", "Gone", "Active-Request-Id-List", "Proxy-Sync-Id"} & set(names)
    assert TABLE.find("COLOUR") is not None
    assert TABLE.find("gone") is None


def test_generic_fields_are_those_of_the_rfc() -> None:
    """§6.2; the rest of the section belongs to the envelope."""
    assert {field.name for field in GENERIC_FIELDS} - {"Set-Cookie2"} == {
        "Accept",
        "Accept-Charset",
        "Active-Request-Id-List",
        "Cache-Control",
        "Fetch-Timeout",
        "Logging-Tag",
        "Proxy-Sync-Id",
        "Set-Cookie",
        "Vendor-Specific-Parameters",
    }


def test_wishes_that_cannot_be_met_are_named() -> None:
    table = FieldTable((), wishes={"accept": lambda value: value == "a", "accept-charset": lambda value: value == "b"})
    assert table.unmet(Headers([("ACCEPT", "b"), ("Accept-Charset", "b")])) == {"accept"}
    assert table.unmet(Headers([("Accept", "a")])) == frozenset()
