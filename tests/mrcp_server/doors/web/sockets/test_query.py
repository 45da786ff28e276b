import pytest
from starlette.datastructures import QueryParams

from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.sockets.query import read_number, read_seconds


def test_numbers() -> None:
    assert read_number(QueryParams("a=7"), "a", 1) == 7
    assert read_number(QueryParams(""), "a", 0) == 0
    for text in ("", "-1", "1.5", "many", "1000000"):
        with pytest.raises(RefusedError, match="a is not a number"):
            read_number(QueryParams({"a": text}), "a", 1)


def test_seconds() -> None:
    assert read_seconds(QueryParams("a=999999999"), "a", 1) == 999_999_999
    assert read_seconds(QueryParams(""), "a", 20) == 20
    for text in ("", "0", "-1", "1.5", "soon", "1000000000"):
        with pytest.raises(RefusedError, match="a is not a number of seconds"):
            read_seconds(QueryParams({"a": text}), "a", 1)
