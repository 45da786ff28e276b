"""Natural Language Semantics Markup Language: recognition results as XML (§6.3.1, §9.6).

<result xmlns="urn:ietf:params:xml:ns:mrcpv2" grammar="session:menu@x">
  <interpretation grammar="session:menu@x" confidence="0.87">
    <instance>sales</instance>
    <input mode="speech" confidence="0.87">the sales department</input>
  </interpretation>
</result>

Results are valid by the schema of §16.1 but where SISR §7 or §9.6.3.4 asks for what it has no room for: an instance of
several elements, and several words with their times.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.recognizer.recognition_result import Alternative, Word

NAMESPACE: Final = "urn:ietf:params:xml:ns:mrcpv2"

# What SISR makes of a grammar's objects is in no namespace, §16.1 wants every instance in one, and not in its own.
# Clients read the names, which stay without prefix.
INSTANCE_NAMESPACE: Final = "urn:mrcp-server:instance"

# Characters XML 1.0 cannot hold, not even escaped.
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An element as lxml writes it begins with its name and its attributes, always in double quotes.
_START_TAG: Final = re.compile(r'<([^\s/>]+)((?:\s[^\s=]+="[^"]*")*)')
_ATTRIBUTE_NAME: Final = re.compile(r'\s([^\s=]+)="[^"]*"')
# Without one the schema's default of 1.0 holds (§16.1), and clients read just that.
_NOTHING_UNDERSTOOD: Final = '<interpretation confidence="0.00">'
# SISR lets grammars use EMMA's prefix without declaring it (§7.3).
_EMMA: Final = "http://www.w3.org/2003/04/emma"
# Instances are ours or SISR's, but grammars write their text: nothing is resolved, nothing is fetched.
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def matches(alternatives: Sequence[Alternative], wall_offset_s: float, *, meaning: bool = True) -> str:
    """A result of one or more matches, best first (§9.6.3.2: "sorted best-first").

    `wall_offset_s` (Unix time minus monotonic time) dates the times of the input. With `meaning` False there is only
    the input: cause 012 wants the "result with only input text and no interpretation". Words that have times become
    inputs inside the input (§9.6.3.4, 2), which few clients expect.
    """
    interpretations = []
    for one in alternatives:
        # Clients look for the grammar here, also where it is that of the whole result.
        attributes = _attributes(grammar=one.grammar or None, confidence=_sureness(one))
        instance = f"<instance>{instance_content(one)}</instance>" if meaning else "<instance/>"
        interpretations.append(f"<interpretation{attributes}>{instance}{_input(one, wall_offset_s)}</interpretation>")
    return _result(alternatives[0].grammar, "".join(interpretations))


def no_match(rejected: Alternative | None, grammar: str = "", mode: str = "speech") -> str:
    """Something was said or pressed that matches nothing (§9.6.3.5), perhaps with the best of it.

    Without that, `mode` is what was listened for; "speech" is the default of the attribute.
    """
    attributes, inner = _attributes(mode=mode if mode == "dtmf" else None), "<nomatch/>"
    if rejected is not None:
        attributes = _attributes(mode=_modality(rejected), confidence=_sureness(rejected))
        inner = f"<nomatch>{escape(legal(rejected.text))}</nomatch>"
    return _result(grammar, f"{_NOTHING_UNDERSTOOD}<instance/><input{attributes}>{inner}</input></interpretation>")


def no_input(grammar: str = "", mode: str = "speech") -> str:
    """Nothing was said or pressed (§9.6.3.6). `mode` as in `no_match`."""
    attributes = _attributes(mode=mode if mode == "dtmf" else None)
    return _result(grammar, f"{_NOTHING_UNDERSTOOD}<instance/><input{attributes}><noinput/></input></interpretation>")


def _result(grammar: str, content: str) -> str:
    return f'<result xmlns="{NAMESPACE}"{_attributes(grammar=grammar or None)}>{content}</result>'


def _attributes(**values: str | None) -> str:
    """Those that have a value; "timestamp_start" becomes `timestamp-start`."""
    return "".join(
        f" {name.replace('_', '-')}={quoteattr(legal(value))}" for name, value in values.items() if value is not None
    )


def instance_content(one: Alternative) -> str:
    """What is inside the instance, as XML: the meaning (§9.6.3.3); where the grammar has none, "the same as the input
    value". Elements without a namespace are in `INSTANCE_NAMESPACE`."""
    if one.instance is None:
        return escape(legal(one.text))
    content = _parse_instance(one.instance)
    if content is None:
        return escape(legal(one.instance))
    etree.cleanup_namespaces(content)
    children = (etree.tostring(child, encoding="unicode") for child in content)
    return escape(content.text or "") + "".join(map(_in_own_namespace, children))


def _in_own_namespace(element: str) -> str:
    """An element that does not say what the namespace is of it, or of what is in it without a prefix, says so."""
    start = _START_TAG.match(element)
    if start is None or "xmlns" in _ATTRIBUTE_NAME.findall(start[2]):
        return element
    return f'<{start[1]} xmlns="{INSTANCE_NAMESPACE}"{element[start.end(1) :]}'


def _parse_instance(xml: str) -> etree._Element | None:
    """The content of an instance as an element without a name of its own; None when it is no well-formed XML."""
    try:
        return etree.fromstring(f'<x xmlns:emma="{_EMMA}">{xml}</x>'.encode(), _PARSER)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None


def _input(one: Alternative, wall_offset_s: float) -> str:
    attributes = _attributes(
        mode=_modality(one),
        confidence=_sureness(one),
        timestamp_start=_instant(one.start, wall_offset_s),
        timestamp_end=_instant(one.end, wall_offset_s),
    )
    inner = escape(legal(one.text))
    if any(word.start is not None for word in one.words):
        inner = "".join(_word(word, one.mode, wall_offset_s) for word in one.words)
    return f"<input{attributes}>{inner}</input>"


def _modality(one: Alternative) -> str | None:
    """Of text that was neither said nor pressed nothing is known (§9.20: INTERPRET)."""
    return None if one.mode == "text" else one.mode


def _sureness(one: Alternative) -> str | None:
    return None if one.mode == "text" else confidence(one.confidence)


def _word(word: Word, mode: str, wall_offset_s: float) -> str:
    """§9.6.3.4, 2: "timestamps for individual words and word-level confidences"."""
    attributes = _attributes(
        mode=mode,
        confidence=None if word.confidence is None else confidence(word.confidence),
        timestamp_start=_instant(word.start, wall_offset_s),
        timestamp_end=_instant(word.end, wall_offset_s),
    )
    return f"<input{attributes}>{escape(legal(word.text))}</input>"


def _instant(at: float | None, wall_offset_s: float) -> str | None:
    return None if at is None else iso_8601(at + wall_offset_s)


def iso_8601(unix_s: float) -> str:
    """`2000-04-03T00:00:00.250Z`; without a zone it would mean local time (§9.6.3.4)."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def confidence(value: float) -> str:
    """A float from 0.0 to 1.0 (§9.6.3.2), whatever an engine says; dgmrcp once sent 97.2."""
    return f"{min(max(value, 0.0), 1.0):.2f}"


def legal(text: str) -> str:
    """Text without the characters XML has no way to hold."""
    return _FORBIDDEN.sub("", text)
