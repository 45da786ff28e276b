"""The parameters of a session on one resource: SET-PARAMS writes them, GET-PARAMS reads them (§6.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire import vendor
from mrcp_server.mrcp.wire.codes import Method, Status
from mrcp_server.mrcp.wire.headers import ENVELOPE, IGNORED_ON_SET, LOGGING_TAG, SET_COOKIE, VENDOR
from mrcp_server.mrcp.wire.message import MAX_HEAD_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mrcp_server.mrcp.cookies import CookieJar
    from mrcp_server.mrcp.wire.headers import Field, FieldTable
    from mrcp_server.mrcp.wire.message import Headers, Request

_VENDOR_KEY: Final = VENDOR.lower()
_COOKIE_KEY: Final = SET_COOKIE.lower()
_COOKIE2_KEY: Final = "set-cookie2"
# Values of these are kept elsewhere than in `_raw`.
_KEPT_APART: Final = frozenset({_VENDOR_KEY, _COOKIE_KEY, _COOKIE2_KEY})

# A session that sets thousands of names is not configuring an engine.
MAX_VENDOR_PARAMETERS: Final = 1000
# Names and values of all parameters of one resource together: what one message may have, so that GET-PARAMS can tell.
MAX_KEPT_CHARACTERS: Final = MAX_HEAD_BYTES


@dataclass(frozen=True, slots=True)
class RequestValues:
    """What holds for one request: its own values over the session's over the defaults (§8.6, §9.9)."""

    typed: Mapping[str, Any]
    """Typed values of header fields by lower-case name; a field that has no default and was not given is missing."""
    vendor: Mapping[str, str] = field(default_factory=dict)
    """Vendor-Specific-Parameters by name, without their quotes."""


class Means(Protocol):
    """What a server has, as far as parameters of a session depend on it."""

    def has(self, name: str, value: Any) -> bool:
        """Whether the typed value of a field (lower-case name) can be served. If not, SET-PARAMS is answered 409."""

    def heeds(self, vendor_name: str) -> bool:
        """Whether anything here depends on this vendor-specific parameter. If not, SET-PARAMS is answered 201."""

    def in_force(self, typed: Mapping[str, Any]) -> Mapping[str, str]:
        """What holds where nobody says anything, as text of header fields by lower-case name. `typed` are the values
        that were set or have a default."""


class SessionParameters:
    """Values that hold for every later request of the session unless the request says otherwise."""

    def __init__(self, table: FieldTable, cookies: CookieJar, means: Means | None = None) -> None:
        """Without `means` everything that is legal can be served."""
        self._table = table
        self._means = means
        self._cookies = cookies
        self._raw: dict[str, str] = {}
        self._typed: dict[str, Any] = dict(table.defaults)
        self._assumed: dict[str, str] = {}
        self.vendor: dict[str, str] = {}
        """Vendor parameters by name; values as sent, quotes kept."""

    def get(self, name: str) -> Any:
        """The typed value that holds now, by lower-case name; None when there is neither a value nor a default."""
        return self._typed.get(name)

    def assume(self, values: Mapping[str, str]) -> None:
        """What GET-PARAMS answers, by lower-case name, where nothing was set: defaults of this session alone."""
        self._assumed.update(values)

    def values_for(self, request: Request, typed: Mapping[str, Any], now: float) -> RequestValues:
        """What holds for a request whose header fields are `typed`; its cookies go into the store (§6.2.15).

        Raises: MrcpError 404 for vendor parameters or cookies that are none.
        """
        pairs = {**self.vendor, **self._parse_vendor(request.headers)}
        self._take_cookies(request.headers, now)
        return RequestValues(
            {**self._typed, **typed},
            {name: vendor.unquote(raw) for name, raw in pairs.items()} if pairs else {},
        )

    def changes_of(self, request: Request) -> tuple[dict[str, str], bool]:
        """What a request that changes a running one (CONTROL) has of vendor parameters that anything here depends on,
        by name, without their quotes; and whether it has others, which are ignored.

        Raises: MrcpError 404 for vendor parameters that are none, 409 for values of header fields that cannot be
        served.
        """
        pairs = self._parse_vendor(request.headers)
        means = self._means
        if means is not None:
            self._table.check(request.method, request.headers, means.has)
        heeded = {name: vendor.unquote(raw) for name, raw in pairs.items() if means is None or means.heeds(name)}
        return heeded, len(heeded) < len(pairs)

    # ---- SET-PARAMS (§6.1.1) ------------------------------------------------------------------------------------

    def set(self, request: Request, now: float) -> int:
        """Set all of the request's parameters, or none.

        Returns 200, or 201 when something was ignored: it means nothing, or changes nothing. Raises:
        MrcpError 404, 403 or 409 with the offending fields exactly as sent; 409 too where there is no room for them.
        """
        relevant = _without(request.headers, IGNORED_ON_SET | self._table.unmet(request.headers))
        typed = self._table.check(Method.SET_PARAMS, relevant, self._means.has if self._means is not None else None)
        vendor_pairs = self._parse_vendor(relevant)
        self._check_room(relevant, typed, vendor_pairs)
        self._store(relevant, typed, vendor_pairs, now)
        is_ignored = any(name in self._table.without_effect and relevant.get(name) for name in typed)
        is_ignored |= self._means is not None and not all(self._means.heeds(name) for name in vendor_pairs)
        is_whole = len(relevant) == len(request.headers) and not is_ignored
        return Status.SUCCESS if is_whole else Status.SUCCESS_FIELDS_IGNORED

    def _check_room(self, headers: Headers, typed: Mapping[str, Any], vendor_pairs: Mapping[str, str]) -> None:
        """Raises: MrcpError 409 where all that would be kept is too much."""
        values = headers.index()
        raw = self._raw | {name: values[name] for name in typed if name not in _KEPT_APART}
        if _characters(raw) + _characters(self.vendor | dict(vendor_pairs)) > MAX_KEPT_CHARACTERS:
            fields = [item for item in headers if item[0].lower() in typed]
            raise MrcpError(Status.UNSUPPORTED_FIELD_VALUE, "no room for more parameters", fields)

    def _store(self, headers: Headers, typed: Mapping[str, Any], vendor_pairs: Mapping[str, str], now: float) -> None:
        self._take_cookies(headers, now)
        self.vendor.update(vendor_pairs)
        for name, value in typed.items():
            if name not in _KEPT_APART:
                self._typed[name] = value
                self._raw[name] = headers.get(name) or ""

    def _parse_vendor(self, headers: Headers) -> dict[str, str]:
        """The vendor parameters of a request, raw values. Raises: MrcpError 404."""
        value = headers.index().get(_VENDOR_KEY)
        if not value:
            return {}
        try:
            pairs = vendor.parse_pairs(value)
            if len(self.vendor.keys() | pairs.keys()) > MAX_VENDOR_PARAMETERS:
                raise ValueError("too many vendor parameters")
        except ValueError as error:
            raise MrcpError(Status.ILLEGAL_FIELD_VALUE, str(error), headers.raw(VENDOR)) from error
        return pairs

    def _take_cookies(self, headers: Headers, now: float) -> None:
        """Put the Set-Cookie fields of any request into the store (§6.2.15). Raises: MrcpError 404."""
        if _COOKIE_KEY not in headers.index():
            return
        fields = headers.raw(SET_COOKIE)
        try:
            for _, value in fields:
                self._cookies.put(value, now)
        except ValueError as error:
            raise MrcpError(Status.ILLEGAL_FIELD_VALUE, str(error), fields) from error

    # ---- GET-PARAMS (§6.1.2) ------------------------------------------------------------------------------------

    def answer_get(self, request: Request, now: float) -> list[tuple[str, str]]:
        """The fields of the response: those asked for, or every parameter when none was. What nothing holds for is left
        out: an empty value would say that nothing is in force, and most fields cannot be empty.

        Raises: MrcpError 403 with the names that are no parameters of a session, without values.
        """
        asked = [name for name in request.headers.index() if name not in ENVELOPE]
        in_force = self._means.in_force(self._typed) if self._means is not None else {}
        if not asked:
            return [item for field in self._table.settable() for item in self._current(field, (), now, in_force)]
        spelling = {name.lower(): name for name, _ in request.headers}
        fields = [self._table.find(name) for name in asked]
        unsupported = [
            (spelling[name], "")
            for name, field in zip(asked, fields, strict=True)
            if field is None or not field.settable
        ]
        if unsupported:
            raise MrcpError(Status.UNSUPPORTED_FIELD, "not a parameter", unsupported)
        return [
            (spelling[field.name.lower()], value)
            for field in fields
            if field is not None
            for _, value in self._current(field, self._vendor_names(request), now, in_force)
        ]

    def _vendor_names(self, request: Request) -> tuple[str, ...]:
        try:
            return tuple(vendor.parse_names(request.headers.get(VENDOR) or ""))
        except ValueError as error:
            raise MrcpError(Status.ILLEGAL_FIELD_VALUE, str(error), request.headers.raw(VENDOR)) from error

    def _current(
        self, field: Field, vendor_names: tuple[str, ...], now: float, in_force: Mapping[str, str]
    ) -> list[tuple[str, str]]:
        key = field.name.lower()
        if key == _COOKIE_KEY:
            return [(field.name, value) for value in self._cookies.header_values(now)]
        if key == _VENDOR_KEY:
            named = {name: self.vendor[name] for name in vendor_names or self.vendor if name in self.vendor}
            value = vendor.format_pairs(named)
        else:
            value = self._raw.get(key, field.default) or self._assumed.get(key, "") or in_force.get(key, "")
        return [(field.name, value)] if value or field.empty_is_value else []

    @property
    def logging_tag(self) -> str | None:
        """Logging-Tag of the session."""
        return self._typed.get(LOGGING_TAG.lower())


def _characters(parameters: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) for name, value in parameters.items())


def _without(headers: Headers, names: frozenset[str]) -> Headers:
    if not any(name in headers for name in names):
        return headers
    return type(headers)(item for item in headers if item[0].lower() not in names)
