"""The attributes of SSML's voice and audio elements → what the engine interface calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urljoin

import msgspec

from engine.documents.errors import DocumentError
from engine.documents.prosody import parse_time_ms
from engine.documents.ssml_model import element_name
from engine.documents.xml import LANG, text_of
from engine.interface import Clip, Gender, VoiceSelection

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.interface import Element

_MAX_REPEATS = 1000.0
_NUMBER = re.compile(r"\+?(\d+(?:\.\d*)?|\.\d+)")
_LEVEL = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))dB")


def join_uri(base: str, uri: str) -> str:
    """Resolve `uri` against `base`.

    Raises:
        DocumentError: it is no URI.
    """
    try:
        return urljoin(base, uri) if base and uri else uri or base
    except ValueError as failure:
        raise DocumentError(f"illegal URI {uri[:80]!r}: {failure}") from None


def voice_of(element: _Element, outer: VoiceSelection) -> VoiceSelection:
    """Return the voice that a voice element asks for; features that it does not name are inherited (1.0 §3.2.1)."""
    names = tuple(element.get("name", "").split())
    gender = cast("Gender", element.get("gender", ""))
    age, variant = _count(element, "age"), _count(element, "variant")
    language = element.get(LANG, "") or outer.language
    languages = tuple(element.get("languages", "").split())
    if not languages and element.get(LANG):
        languages = ()
    elif not languages:
        languages = outer.languages
    asks = bool(names or gender or age is not None or variant is not None or element.get("languages"))
    on_failure = cast(
        'Literal["priorityselect", "keepexisting", "processorchoice"]',
        element.get("onvoicefailure", outer.on_failure),
    )
    return VoiceSelection(
        language=language,
        # A feature asked for in here would never be heard if the name from outside still went first.
        names=names if asks else outer.names,
        languages=languages,
        gender=gender or ("" if names else outer.gender),
        age=age if age is not None else (None if names else outer.age),
        variant=variant if variant is not None else (None if asks else outer.variant),
        required=tuple(element.get("required", "").split()),
        on_failure=on_failure,
        existing=msgspec.structs.replace(outer, existing=None) if on_failure == "keepexisting" else None,
    )


def _count(element: _Element, name: str) -> int | None:
    text = element.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise DocumentError(f"{name}={text[:40]!r} is not a non-negative integer")
    return int(text)


def clip_of(element: _Element, uri: str, fallback: tuple[Element, ...], place: tuple[int, int]) -> Clip:
    """Return the clip of an audio element. `place`: the (paragraph, sentence) that it stands in."""
    repeat_ms = _time(element, "repeatDur")
    return Clip(
        uri=uri,
        fallback=fallback,
        paragraph=place[0],
        sentence=place[1],
        begin_ms=_time(element, "clipBegin") or 0,
        end_ms=_time(element, "clipEnd"),
        repeat_count=_repeat_count(element, endless=repeat_ms is not None),
        repeat_ms=repeat_ms,
        sound_level_db=_sound_level(element.get("soundLevel", "+0dB").strip()),
        speed=_speed(element.get("speed", "100%").strip()),
        fetch_timeout_ms=_time(element, "fetchtimeout"),
        fetch_hint=element.get("fetchhint", ""),
        max_age_s=_seconds(element, "maxage"),
        max_stale_s=_seconds(element, "maxstale"),
        description=" ".join(text_of(child).strip() for child in element if element_name(child) == "desc"),
    )


def _time(element: _Element, name: str) -> int | None:
    value = element.get(name)
    return None if value is None else parse_time_ms(value)


def _seconds(element: _Element, name: str) -> int | None:
    value = element.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise DocumentError(f"{name}={value[:40]!r} is not a number of seconds")
    return int(value)


def _repeat_count(element: _Element, *, endless: bool) -> float:
    value = element.get("repeatCount")
    if value is None:
        # "repeatDur" alone repeats until that time is filled.
        return _MAX_REPEATS if endless else 1.0
    match = _NUMBER.fullmatch(value.strip())
    if match is None or float(match[1]) <= 0:
        raise DocumentError(f"repeatCount={value[:40]!r} is not a positive number")
    return min(float(match[1]), _MAX_REPEATS)


def _sound_level(value: str) -> float:
    match = _LEVEL.fullmatch(value)
    if match is None:
        raise DocumentError(f"soundLevel={value[:40]!r} is not in dB")
    return min(max(float(match[1]), -100.0), 20.0)


def _speed(value: str) -> float:
    match = _NUMBER.fullmatch(value.removesuffix("%"))
    if match is None or not value.endswith("%"):
        raise DocumentError(f"speed={value[:40]!r} is not a percentage")
    return min(max(float(match[1]) / 100, 0.1), 10.0)
