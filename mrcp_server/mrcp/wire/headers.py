"""Which header field may stand where, what its value looks like, and what a session may set (§6.1, §6.2).

§5.1: a resource's header field "is disallowed on a method … unless specifically listed as being allowed", so the
tables below and in each resource's `headers.py` are whitelists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire import values
from mrcp_server.mrcp.wire.codes import Method, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mrcp_server.mrcp.wire.message import Headers

ANY: Final[frozenset[str]] = frozenset(Method)
SET_GET: Final[frozenset[str]] = frozenset({Method.SET_PARAMS, Method.GET_PARAMS})


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a resource's table."""

    name: str
    """Canonical spelling."""
    parse: Callable[[str], Any]
    """Text to typed value; ValueError is a 404."""
    methods: frozenset[str]
    """Requests that may carry it."""
    default: str = ""
    """What holds as long as nobody says otherwise, and what GET-PARAMS answers then; empty where nothing does. The only
    place where a default stands."""
    empty_is_value: bool = False
    """Empty means something of its own, so that GET-PARAMS may answer it."""

    @property
    def settable(self) -> bool:
        """Whether it is a parameter of the session."""
        return Method.SET_PARAMS in self.methods


# §6.2. The "MAY occur on" of each clause; where a clause names methods, only those, except that Logging-Tag and
# Fetch-Timeout are taken wherever they can mean something: callers send them there and nobody is harmed.
VENDOR: Final = "Vendor-Specific-Parameters"
SET_COOKIE: Final = "Set-Cookie"
LOGGING_TAG: Final = "Logging-Tag"

_MESSAGE: Final = ANY - SET_GET  # part of a message, never a parameter of a session
_FETCHING: Final[frozenset[str]] = SET_GET | {
    Method.SPEAK,
    Method.DEFINE_LEXICON,
    Method.DEFINE_GRAMMAR,
    Method.RECOGNIZE,
    Method.INTERPRET,
}

GENERIC_FIELDS: Final = (
    Field("Accept", values.optional_text, ANY),  # 6.2.2
    Field("Accept-Charset", values.optional_text, ANY),  # 6.2.5
    Field("Fetch-Timeout", values.integer, _FETCHING),  # 6.2.12
    Field("Cache-Control", values.cache_control, ANY),  # 6.2.13
    Field(LOGGING_TAG, values.text, ANY),  # 6.2.14
    Field(SET_COOKIE, values.text, ANY),  # 6.2.15
    # Drafts of the RFC had it, UniMRCP's client still asks for it. Nothing is kept under this name.
    Field("Set-Cookie2", values.optional_text, ANY),
    Field(VENDOR, values.optional_text, ANY),  # 6.2.16
    Field("Active-Request-Id-List", values.request_ids, _MESSAGE),  # 6.2.3
    Field("Proxy-Sync-Id", values.word, frozenset({Method.BARGE_IN_OCCURRED})),  # 6.2.4
)

# These describe the message and its body (§6.2.1, 6.2.6-6.2.11): legal on every message, read by those who read the
# body, and never a parameter.
ENVELOPE: Final = frozenset(
    {
        "channel-identifier",
        "content-type",
        "content-id",
        "content-base",
        "content-encoding",
        "content-location",
        "content-length",
    }
)
# §6.2.9: codings of bodies that are read.
CONTENT_ENCODINGS: Final = frozenset({"gzip", "x-gzip", "deflate"})

# §6.2.12: "It is RECOMMENDED that servers be cautious about accepting long timeout values."
MAX_FETCH_TIMEOUT_MS: Final = 600_000
_GENERIC_MEANS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "fetch-timeout": lambda timeout_ms: timeout_ms <= MAX_FETCH_TIMEOUT_MS
}

# On SET-PARAMS these mean nothing and do no harm: they are left out and the answer is 201 (§6.1.1).
IGNORED_ON_SET: Final = frozenset({"active-request-id-list"})
_WITHOUT_EFFECT: Final = frozenset({"set-cookie2"})


def defaults_of(fields: Iterable[Field]) -> dict[str, Any]:
    """The typed defaults by lower-case name, of those that have one and of the generic fields."""
    return {field.name.lower(): field.parse(field.default) for field in (*GENERIC_FIELDS, *fields) if field.default}


class FieldTable:
    """All header fields one resource knows.

    `unsupported` are canonical names this server does not support (yet): they are refused with 403 like unknown ones,
    but what they default to holds.
    `supports` says for a lower-case name whether a legal value is within our means; if not, 409.
    `without_effect` are canonical names of parameters that are kept but change nothing: SET-PARAMS is answered 201.
    `wishes` says of a lower-case name whether what it wishes for can be had: SET-PARAMS leaves out what cannot, and is
    answered 201.
    `tolerated` are (method, name) pairs that are not legal and are left out without a word.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        unsupported: Iterable[str] = (),
        supports: Mapping[str, Callable[[Any], bool]] | None = None,
        without_effect: Iterable[str] = (),
        wishes: Mapping[str, Callable[[str], bool]] | None = None,
        tolerated: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        refused = {name.lower() for name in unsupported}
        self._fields = {
            field.name.lower(): field for field in (*GENERIC_FIELDS, *fields) if field.name.lower() not in refused
        }
        self._supports = {**_GENERIC_MEANS, **(supports or {})}
        self._wishes = wishes or {}
        self.defaults: Mapping[str, Any] = defaults_of(fields)
        """Typed values by lower-case name."""
        self.without_effect = _WITHOUT_EFFECT | {name.lower() for name in without_effect}
        """By lower-case name."""
        self._tolerated = tolerated

    def find(self, name: str) -> Field | None:
        """The row for a header name in any case; None for one this resource does not have."""
        return self._fields.get(name.lower())

    def settable(self) -> Iterator[Field]:
        """Every parameter of the session."""
        return (field for field in self._fields.values() if field.settable)

    def unmet(self, headers: Headers) -> frozenset[str]:
        """Lower-case names of the fields to be ignored, since what they wish for cannot be had."""
        fields = headers.index()
        return frozenset(name for name, can_be in self._wishes.items() if name in fields and not can_be(fields[name]))

    def check(self, method: str, headers: Headers, has: Callable[[str, Any], bool] | None = None) -> dict[str, Any]:
        """Typed values by lower-case name of the fields of one request; those of the envelope are left out. `has` says
        for a name and its typed value whether what is asked for is there; if not, 409.

        Raises: MrcpError with the offending fields exactly as sent: 404 for illegal values, else 403 for fields this
        method cannot carry, else 409 for values beyond our means. §6.1.1 rules that order for SET-PARAMS; the
        other methods keep it.
        """
        typed: dict[str, Any] = {}
        faults: dict[int, list[str]] = {}
        for name, value in headers.index().items():
            if name in ENVELOPE or (method, name) in self._tolerated:
                continue
            fault = self._check_one(method, name, value, typed)
            if not fault and has is not None and not has(name, typed[name]):
                fault = Status.UNSUPPORTED_FIELD_VALUE
            if fault:
                faults.setdefault(fault, []).append(name)
        if faults:
            raise _first_fault(faults, headers)
        return typed

    def _check_one(self, method: str, name: str, value: str, typed: dict[str, Any]) -> int:
        field = self._fields.get(name)
        if field is None:
            return Status.UNSUPPORTED_FIELD
        try:
            parsed = field.parse(value)
        except ValueError:
            return Status.ILLEGAL_FIELD_VALUE
        if method not in field.methods:
            return Status.UNSUPPORTED_FIELD
        supports = self._supports.get(name)
        if supports is not None and not supports(parsed):
            return Status.UNSUPPORTED_FIELD_VALUE
        typed[name] = parsed
        return 0


_FAULTS: Final[Mapping[int, str]] = {
    Status.ILLEGAL_FIELD_VALUE: "illegal value",
    Status.UNSUPPORTED_FIELD: "header field not supported here",
    Status.UNSUPPORTED_FIELD_VALUE: "value not supported",
}
_MOST_NAMED: Final = 10


def _first_fault(faults: dict[int, list[str]], headers: Headers) -> MrcpError:
    order = (Status.ILLEGAL_FIELD_VALUE, Status.UNSUPPORTED_FIELD, Status.UNSUPPORTED_FIELD_VALUE)
    status = next(one for one in order if one in faults)
    names = faults[status]
    fields = [item for item in headers if item[0].lower() in names]
    return MrcpError(status, f"{_FAULTS[status]}: {', '.join(names[:_MOST_NAMED])}", fields)
