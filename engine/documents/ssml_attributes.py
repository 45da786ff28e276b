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
from engine.interface import BLEEP_URI, Clip, Gender, VoiceSelection

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
    """Return the voice that a voice element asks for.

    Features that it does not name are inherited; one that is empty asks for nothing any more (1.1 §3.2.1).
    """
    names = tuple(element.get("name", "").split())
    asks = bool(names) or any(element.get(feature) for feature in ("gender", "age", "variant", "languages"))
    on_failure = cast(
        'Literal["priorityselect", "keepexisting", "processorchoice"]',
        element.get("onvoicefailure", outer.on_failure),
    )
    required, ordering = _features(element, "required"), _features(element, "ordering")
    return VoiceSelection(
        # SSML 1.0 has xml:lang here.
        language=element.get(LANG, "") or outer.language,
        # A feature asked for in here would never count if the name from outside still went first.
        names=names if asks or "name" in element.attrib else outer.names,
        languages=_languages(element, outer),
        gender=cast("Gender", element.get("gender", "" if names else outer.gender)),
        age=_count(element, "age") if "age" in element.attrib or names else outer.age,
        variant=_count(element, "variant", least=1) if "variant" in element.attrib or asks else outer.variant,
        required=outer.required if required is None else required,
        on_failure=on_failure,
        existing=msgspec.structs.replace(outer, existing=None) if on_failure == "keepexisting" else None,
        ordering=outer.ordering if ordering is None else ordering,
        on_language_failure=outer.on_language_failure,
    )


_FEATURES = frozenset({"name", "languages", "gender", "age", "variant"})
# RFC 4647 §2.2 without "und" and "zxx"; an accent may follow.
_RANGE = r"(?!(?:und|zxx)(?:[-:]|$))(?:[A-Za-z]{1,8}|\*)(?:[-_](?:[A-Za-z0-9]{1,8}|\*))*"
_LANGUAGE_PAIR = re.compile(rf"{_RANGE}(?::{_RANGE})?")


def _features(element: _Element, name: str) -> tuple[str, ...] | None:
    value = element.get(name)
    if value is None:
        return None
    features = tuple(value.split())
    if not _FEATURES.issuperset(features):
        raise DocumentError(f"{name}={value[:40]!r} names what is no feature of a voice")
    return features


def _languages(element: _Element, outer: VoiceSelection) -> tuple[str, ...]:
    value = element.get("languages")
    if value is None:
        return () if element.get(LANG) else outer.languages
    pairs = tuple(value.split())
    for pair in pairs:
        if not _LANGUAGE_PAIR.fullmatch(pair):
            raise DocumentError(f"languages={value[:40]!r}: {pair[:20]!r} is no language")
    return pairs


def _count(element: _Element, name: str, *, least: int = 0) -> int | None:
    text = element.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) >= least):
        raise DocumentError(f"{name}={text[:40]!r} is not a whole number from {least}")
    return int(text)


def clip_of(element: _Element, uri: str, fallback: tuple[Element, ...], place: tuple[int, int]) -> Clip:
    """Return the clip of an audio element. `place`: the (paragraph, sentence) that it stands in."""
    return Clip(
        uri=uri,
        fallback=fallback,
        paragraph=place[0],
        sentence=place[1],
        begin_ms=_time(element, "clipBegin") or 0,
        end_ms=_time(element, "clipEnd"),
        repeat_count=_repeat_count(element),
        repeat_ms=_time(element, "repeatDur"),
        sound_level_db=_sound_level(element.get("soundLevel", "+0dB").strip()),
        speed=_speed(element.get("speed", "100%").strip()),
        fetch_timeout_ms=_time(element, "fetchtimeout"),
        fetch_hint=element.get("fetchhint", ""),
        max_age_s=seconds_of(element, "maxage"),
        max_stale_s=seconds_of(element, "maxstale"),
        description=" ".join(text_of(child).strip() for child in element if element_name(child) == "desc"),
    )


_BLEEP_MS_PER_CHARACTER, _SHORTEST_BLEEP_MS, _LONGEST_BLEEP_MS = 65, 300, 1500


def bleep_of(text: str, place: tuple[int, int]) -> Clip:
    """Return the tone that is heard in place of `text` (say-as expletive), about as long as that would last."""
    length_ms = _BLEEP_MS_PER_CHARACTER * len(text.strip())
    length_ms = min(max(length_ms, _SHORTEST_BLEEP_MS), _LONGEST_BLEEP_MS)
    return Clip(BLEEP_URI, paragraph=place[0], sentence=place[1], repeat_ms=length_ms, description="bleep")


def _time(element: _Element, name: str) -> int | None:
    value = element.get(name)
    return None if value is None else parse_time_ms(value)


def seconds_of(element: _Element, name: str) -> int | None:
    """Return a number of seconds, maxage or maxstale; None without it. Raises DocumentError when it is none."""
    value = element.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise DocumentError(f"{name}={value[:40]!r} is not a number of seconds")
    return int(value)


def _repeat_count(element: _Element) -> float:
    value = element.get("repeatCount", "1")
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
    if match is None or not value.endswith("%") or not float(match[1]):
        raise DocumentError(f"speed={value[:40]!r} is not a percentage above 0")
    return min(max(float(match[1]) / 100, 0.1), 10.0)
