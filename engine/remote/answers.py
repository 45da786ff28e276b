"""What the status and the body of an answer mean, whatever the service."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_REASON_CHARACTERS = 200
_MEMBERS = ("error", "message", "detail", "err_msg", "reason", "error_description")
"""Where services put what went wrong, the outermost first."""
_MAX_DEPTH = 4


def error_of(
    service: str, status: int, headers: Mapping[str, str], body: bytes, *, url: str, now_unix: float
) -> ServiceError:
    """The error that an answer with `status`, other than 2xx, stands for. `url` is what was asked for."""
    if 300 <= status < 400:
        return ServiceError(Fault.GARBAGE, f"{service}: {redirect_reason(url, headers.get('location', ''))}")
    said = reason_in(body)
    reason = f"{service}: {status} {_phrase(status)}".rstrip() + (f": {said}" if said else "")
    return ServiceError(_fault(status), reason, retry_after_s=_retry_after_s(headers.get("retry-after", ""), now_unix))


def redirect_reason(url: str, location: str) -> str:
    """Why a redirect is not followed: who redirects a request with a key and a caller's text decides who gets them."""
    try:
        target = urlsplit(urljoin(url, location))
    except ValueError:
        return "redirects to what is no URL"
    host = target.netloc.rpartition("@")[2][:100]
    return f"redirects to {target.scheme}://{host}, which is not followed; if that is right, name it as the url"


def same_origin(url: str, location: str) -> str:
    """Where a redirect leads, absolute, when it stays at the same scheme, host and port; else empty."""
    try:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        fits = (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
    except ValueError:
        return ""
    return target if fits and location and new.username is None else ""


def reason_in(body: bytes) -> str:
    """What an error's body says, for a log: one short line of printable characters."""
    try:
        text = _find(json.loads(body))
    except (ValueError, RecursionError):
        # HTML of some proxy says less than its status.
        text = "" if body.lstrip()[:1] in (b"<", b"{", b"[") else body.decode("utf-8", "replace")
    line = " ".join("".join(one if one.isprintable() else " " for one in text[: 4 * MAX_REASON_CHARACTERS]).split())
    return line[:MAX_REASON_CHARACTERS]


def _find(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth == _MAX_DEPTH:
        return ""
    if isinstance(value, list):
        return _find(value[0], depth + 1) if value else ""
    if isinstance(value, dict):
        for member in _MEMBERS:
            if found := _find(value.get(member), depth + 1):
                return found
    return ""


def _fault(status: int) -> Fault:
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return Fault.KEY
        case HTTPStatus.PAYMENT_REQUIRED | HTTPStatus.TOO_MANY_REQUESTS:
            return Fault.LIMITED
        case HTTPStatus.REQUEST_TIMEOUT:
            return Fault.BROKEN
        case _ if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Fault.REFUSED
        case _:
            return Fault.BROKEN


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _retry_after_s(value: str, now_unix: float) -> float:
    """Retry-After (RFC 9110 §10.2.3): seconds or a date; 0 where there is none."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now_unix)
    except (ValueError, TypeError, OverflowError):
        return 0.0
