"""Numbers in the query of an upgrade."""

from starlette.datastructures import QueryParams

from mrcp_server.doors.web.refusal import Reason, RefusedError


def read_number(query: QueryParams, field: str, default: int) -> int:
    """A whole number below a million. Raises RefusedError when it is none."""
    text = query.get(field, str(default))
    if not (text.isdecimal() and len(text) < 7):
        raise RefusedError(Reason.INVALID, f"{field} is not a number", field)
    return int(text)


def read_seconds(query: QueryParams, field: str, default: int) -> int:
    """A time: whole seconds above zero. Raises RefusedError when it is none."""
    text = query.get(field, str(default))
    if not (text.isdecimal() and len(text) <= 9 and int(text)):
        raise RefusedError(Reason.INVALID, f"{field} is not a number of seconds", field)
    return int(text)
