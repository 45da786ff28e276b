"""EMMA 1.0 results, for sessions that negotiated `a=resultformat:application/emma+xml` (§6.3; W3C EMMA 1.0).

<emma:emma version="1.0" xmlns:emma="http://www.w3.org/2003/04/emma">
  <emma:one-of id="r1" emma:medium="acoustic" emma:mode="voice">
    <emma:interpretation id="i1" emma:confidence="0.87" emma:tokens="the sales department">sales</…>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from mrcp_server.mrcp import nlsml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.recognition_result import Alternative

CONTENT_TYPE: Final = "application/emma+xml"
NAMESPACE: Final = "http://www.w3.org/2003/04/emma"

# EMMA 1.0 §4.2.11: medium and mode of an input.
_MODES: Final = {"speech": ("acoustic", "voice"), "dtmf": ("tactile", "dtmf")}


def matches(alternatives: Sequence[Alternative], wall_offset_s: float, *, meaning: bool = True) -> bytes:
    """One interpretation, or `one-of` several, best first. Arguments as in `nlsml.matches`."""
    root = _root()
    grammars = {one.grammar: f"g{number}" for number, one in reversed(list(enumerate(alternatives, 1)))}
    for uri, name in sorted(grammars.items(), key=lambda item: item[1]):
        etree.SubElement(root, _tag("grammar"), id=name, ref=nlsml.legal(uri))
    parent = root
    if len(alternatives) > 1:
        parent = etree.SubElement(root, _tag("one-of"), id="r1", attrib={_tag("disjunction-type"): "recognition"})
    for number, one in enumerate(alternatives, 1):
        element = _interpretation(parent, f"i{number}", one)
        element.set(_tag("grammar-ref"), grammars[one.grammar])
        if one.start is not None:
            element.set(_tag("start"), str(round((one.start + wall_offset_s) * 1000)))
        if one.end is not None:
            element.set(_tag("end"), str(round((one.end + wall_offset_s) * 1000)))
        if meaning:
            _set_meaning(element, one)
    return _serialize(root)


def no_match(rejected: Alternative | None, grammar: str = "") -> bytes:
    """EMMA 1.0 §4.1.3: `uninterpreted`, with the best of what was rejected."""
    root = _root()
    if grammar:
        etree.SubElement(root, _tag("grammar"), id="g1", ref=nlsml.legal(grammar))
    if rejected is None:
        element = etree.SubElement(root, _tag("interpretation"), id="i1")
    else:
        element = _interpretation(root, "i1", rejected)
    element.set(_tag("uninterpreted"), "true")
    return _serialize(root)


def no_input(grammar: str = "") -> bytes:
    """EMMA 1.0 §4.1.2: `no-input`."""
    root = _root()
    if grammar:
        etree.SubElement(root, _tag("grammar"), id="g1", ref=nlsml.legal(grammar))
    etree.SubElement(root, _tag("interpretation"), id="i1", attrib={_tag("no-input"): "true"})
    return _serialize(root)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _root() -> etree._Element:
    return etree.Element(_tag("emma"), nsmap={"emma": NAMESPACE}, version="1.0")


def _interpretation(parent: etree._Element, name: str, one: Alternative) -> etree._Element:
    medium, mode = _MODES[one.mode]
    attributes = {
        "id": name,
        _tag("medium"): medium,
        _tag("mode"): mode,
        _tag("confidence"): nlsml.confidence(one.confidence),
        _tag("tokens"): nlsml.legal(one.text),
    }
    return etree.SubElement(parent, _tag("interpretation"), attrib=attributes)


def _set_meaning(element: etree._Element, one: Alternative) -> None:
    content = None if one.instance is None else nlsml.parse_instance(one.instance)
    if content is not None and len(content):
        element.extend(content)
        return
    literal = etree.SubElement(element, _tag("literal"))  # EMMA 1.0 §3.4: a meaning that is only text
    literal.text = content.text if content is not None else nlsml.legal(one.instance or one.text)


def _serialize(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
