"""Google's `par`, `seq` and `media` → one after another: here one voice or recording is heard at a time.

A media element holds speech or a recording, and says when it begins: at a time of its container, or at a time before
or after another one begins or ends (`question.end+2s`). What can be kept of that is the order, and silence between two
that were to follow each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.prosody import parse_time_ms
from engine.documents.ssml_model import element_name
from engine.documents.xml import ID

if TYPE_CHECKING:
    from lxml.etree import _Element

_EVENT = re.compile(r"([^\s+-][^\s+.]{0,200})\.(begin|end)(?:([+-])(\S{1,20}))?")
_CLIP_ATTRIBUTES = ("repeatCount", "repeatDur", "soundLevel")
_LONGEST_PAUSE_MS = 600_000


def one_after_another(container: _Element) -> list[tuple[_Element, int]]:
    """Return the children of a par or seq in the order in which they are heard, each with the silence (ms) before it.

    That is the order of the document, but what begins with or after another one comes behind that. A recording that is
    to end with another one is the background of it, which means nothing alone: it is left out.

    Raises:
        DocumentError: a time is none.
    """
    children = list(container)
    known = {child.get(ID) for child in children}
    behind: dict[str, list[int]] = {}
    """Places of the children that wait for another one, by its id."""
    free: list[int] = []
    for place, child in enumerate(children):
        if _waits(child, "end", known) and child.find("{*}audio") is not None:
            continue
        awaited = _waits(child, "begin", known)
        if awaited and awaited != child.get(ID):
            behind.setdefault(awaited, []).append(place)
        else:
            free.append(place)
    heard: list[int] = []
    waiting = free[::-1]
    while waiting:
        place = waiting.pop()
        heard.append(place)
        waiting += behind.pop(children[place].get(ID, ""), [])[::-1]
    # Those that wait for each other in a circle are heard all the same.
    heard += sorted(place for places in behind.values() for place in places)
    is_sequence = element_name(container) == "seq"
    ordered = [children[place] for place in heard]
    before = [None, *ordered]
    return [(child, _pause_ms(child, one, is_sequence)) for child, one in zip(ordered, before, strict=False)]


def _waits(element: _Element, attribute: str, known: set[str | None]) -> str:
    """The id of the element that `begin` or `end` refers to; empty where it refers to none that is there."""
    event = _event(element, attribute)
    return event[1] if event is not None and event[1] in known else ""


def _event(element: _Element, attribute: str) -> re.Match[str] | None:
    return _EVENT.fullmatch("".join(element.get(attribute, "").split()))


def _pause_ms(element: _Element, before: _Element | None, is_sequence: bool) -> int:
    event = _event(element, "begin")
    if event is not None:
        follows = before is not None and event[1] == before.get(ID) and event[2] == "end" and event[3] == "+"
        return min(parse_time_ms(event[4]), _LONGEST_PAUSE_MS) if follows else 0
    begin = element.get("begin", "").strip()
    # In par all of them begin when it does: only the first one's delay can be heard.
    if not begin or begin.startswith("-") or not (is_sequence or before is None):
        return 0
    return min(parse_time_ms(begin), _LONGEST_PAUSE_MS)


def hand_down(media: _Element) -> None:
    """Write what a media element says of its recording to the audio elements in it, where they do not say it."""
    length_ms = _length_ms(media)
    for clip in media.iterfind("{*}audio"):
        for name in _CLIP_ATTRIBUTES:
            if name in media.attrib and name not in clip.attrib:
                clip.set(name, media.attrib[name])
        if length_ms is not None and "clipEnd" not in clip.attrib and "repeatDur" not in clip.attrib:
            begin_ms = parse_time_ms(clip.get("clipBegin", "0s"))
            clip.set("clipEnd", f"{begin_ms + length_ms}ms")


def _length_ms(media: _Element) -> int | None:
    """How long it is to last, where both its begin and its end are times; None where that is not known."""
    begin, end = media.get("begin", "0s").strip(), media.get("end", "").strip()
    if not end or _event(media, "end") is not None or _event(media, "begin") is not None or begin.startswith("-"):
        return None
    return max(0, parse_time_ms(end) - parse_time_ms(begin))
