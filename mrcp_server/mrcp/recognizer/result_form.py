"""How a result is written: its media type, its charset, and how much is told (§6.2.2, §6.2.5, §6.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from mrcp_server.mrcp.wire.accept import preferred
from mrcp_server.mrcp.wire.codes import Status

NLSML: Final = "application/nlsml+xml"
EMMA: Final = "application/emma+xml"
MEDIA_TYPES: Final = (NLSML, EMMA)
"""The mandatory one first (§6.3)."""

UTF_8: Final = "utf-8"
# Names that mean the same to IANA, to Python and to parsers of XML. UTF-8 first: it is what MRCP speaks (§5).
CHARSETS: Final = (
    UTF_8,
    "utf-16",
    "us-ascii",
    *(f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))),
    *(f"windows-{page}" for page in range(1250, 1259)),
    "koi8-r",
    "koi8-u",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "big5",
    "gb18030",
)
# Of each header field, what it may ask for.
_OFFERED: Final[Mapping[str, tuple[str, ...]]] = {"accept": MEDIA_TYPES, "accept-charset": CHARSETS}

WORD_TIMES: Final = "nlsml.word-times"
"""Vendor-specific parameter: `true` gives each word an `input` of its own, with its times and confidence."""


@dataclass(frozen=True, slots=True)
class ResultForm:
    """What holds for one result."""

    media_type: str = NLSML
    """One of `MEDIA_TYPES`."""
    charset: str = UTF_8
    """One of `CHARSETS`."""
    word_times: bool = False
    """Each word with its times; NLSML only."""
    status: int = Status.SUCCESS
    """Of the answer: 201 when Accept or Accept-Charset names nothing that there is, and so was ignored."""


def settle_form(
    asked: Mapping[str, Any], session: Callable[[str], Any], vendor: Mapping[str, str], negotiated: str
) -> ResultForm:
    """The form of one request's result.

    `asked` are the typed header fields of the request and `session` gives those of the session, by lower-case name;
    without either the result is in UTF-8 and in the format that was `negotiated` as the session began. `vendor` are
    vendor-specific parameters.
    """
    own_type, own_charset = _met("accept", asked), _met("accept-charset", asked)
    defaults = {name: session(name) for name in _OFFERED}
    return ResultForm(
        own_type or _met("accept", defaults) or negotiated,
        own_charset or _met("accept-charset", defaults) or UTF_8,
        vendor.get(WORD_TIMES, "").lower() == "true",
        Status.SUCCESS_FIELDS_IGNORED if "" in (own_type, own_charset) else Status.SUCCESS,
    )


def _met(name: str, fields: Mapping[str, Any]) -> str | None:
    """What a field chooses: None where it asks for nothing, "" where for nothing that there is."""
    value = fields.get(name)
    return (preferred(value, _OFFERED[name]) or "") if value else None


def _is_met(name: str, value: str) -> bool:
    return not value or preferred(value, _OFFERED[name]) is not None


WISHES: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType({one: partial(_is_met, one) for one in _OFFERED})
"""For the table of header fields: whether what a field asks for can be had."""
