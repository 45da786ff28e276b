"""Natural Language Semantics Markup Language: recognition results as XML (§6.3.1, §9.6).

<result xmlns="urn:ietf:params:xml:ns:mrcpv2" grammar="session:menu@x">
  <interpretation confidence="0.87">
    <instance>sales</instance>
    <input mode="speech" confidence="0.87">the sales department</input>
  </interpretation>
</result>
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.recognition_result import Alternative

CONTENT_TYPE: Final = "application/nlsml+xml"
NAMESPACE: Final = "urn:ietf:params:xml:ns:mrcpv2"

# Characters XML 1.0 cannot hold, not even escaped.
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Instances are ours or SISR's, but grammars write their text: nothing is resolved, nothing is fetched.
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def matches(alternatives: Sequence[Alternative], wall_offset_s: float, *, meaning: bool = True) -> bytes:
    """A result of one or more matches, best first (§9.6.3.2: "sorted best-first").

    `wall_offset_s` (Unix time minus monotonic time) dates the times of the input. With `meaning` False there is only
    the input: cause 012 wants the "result with only input text and no interpretation".
    """
    root = _root(alternatives[0].grammar)
    for one in alternatives:
        interpretation = etree.SubElement(root, _tag("interpretation"))
        if one.grammar != alternatives[0].grammar:
            interpretation.set("grammar", legal(one.grammar))
        interpretation.set("confidence", confidence(one.confidence))
        interpretation.append(_instance(one) if meaning else etree.Element(_tag("instance")))
        interpretation.append(_input(one, wall_offset_s))
    return _serialize(root)


def no_match(rejected: Alternative | None, grammar: str = "") -> bytes:
    """Something was said or pressed that matches nothing (§9.6.3.5), perhaps with the best of it."""
    interpretation = etree.SubElement(_root(grammar), _tag("interpretation"))
    etree.SubElement(interpretation, _tag("instance"))
    heard = etree.SubElement(interpretation, _tag("input"))
    inner = etree.SubElement(heard, _tag("nomatch"))
    if rejected is not None:
        heard.set("mode", rejected.mode)
        heard.set("confidence", confidence(rejected.confidence))
        inner.text = legal(rejected.text) or None
    return _serialize(interpretation.getroottree().getroot())


def no_input(grammar: str = "") -> bytes:
    """Nothing was said or pressed (§9.6.3.6)."""
    interpretation = etree.SubElement(_root(grammar), _tag("interpretation"))
    etree.SubElement(interpretation, _tag("instance"))
    etree.SubElement(etree.SubElement(interpretation, _tag("input")), _tag("noinput"))
    return _serialize(interpretation.getroottree().getroot())


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _root(grammar: str) -> etree._Element:
    root = etree.Element(_tag("result"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # None: no prefix
    if grammar:
        root.set("grammar", legal(grammar))
    return root


def _instance(one: Alternative) -> etree._Element:
    """§9.6.3.3: the meaning; where the grammar has none, "the same as the input value"."""
    instance = etree.Element(_tag("instance"))
    content = None if one.instance is None else parse_instance(one.instance)
    if content is None:
        instance.text = legal(one.text if one.instance is None else one.instance)
        return instance
    instance.text = content.text
    instance.extend(content)
    return instance


def parse_instance(xml: str) -> etree._Element | None:
    """The content of an instance as an element without a name of its own; None when it is no well-formed XML."""
    try:
        return etree.fromstring(f"<x>{xml}</x>".encode(), _PARSER)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None


def _input(one: Alternative, wall_offset_s: float) -> etree._Element:
    heard = etree.Element(_tag("input"), mode=one.mode, confidence=confidence(one.confidence))
    _set_times(heard, one.start, one.end, wall_offset_s)
    timed = [word for word in one.words if word.start is not None]
    if not timed:
        heard.text = legal(one.text)
        return heard
    for word in one.words:  # §9.6.3.4, 2: "timestamps for individual words and word-level confidences"
        inner = etree.SubElement(heard, _tag("input"), mode=one.mode)
        if word.confidence is not None:
            inner.set("confidence", confidence(word.confidence))
        _set_times(inner, word.start, word.end, wall_offset_s)
        inner.text = legal(word.text)
    return heard


def _set_times(element: etree._Element, start: float | None, end: float | None, wall_offset_s: float) -> None:
    if start is not None:
        element.set("timestamp-start", iso_8601(start + wall_offset_s))
    if end is not None:
        element.set("timestamp-end", iso_8601(end + wall_offset_s))


def iso_8601(unix_s: float) -> str:
    """`2000-04-03T00:00:00.250Z`; without a zone it would mean local time (§9.6.3.4)."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def confidence(value: float) -> str:
    """A float from 0.0 to 1.0 (§9.6.3.2), whatever an engine says; dgmrcp once sent 97.2."""
    return f"{min(max(value, 0.0), 1.0):.2f}"


def legal(text: str) -> str:
    """Text without the characters XML has no way to hold."""
    return _FORBIDDEN.sub("", text)


def _serialize(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
