"""EMMA 1.0 results, for sessions that negotiated `a=resultformat:application/emma+xml` (§6.3; W3C EMMA 1.0).

<emma:emma version="1.0" xmlns:emma="http://www.w3.org/2003/04/emma">
  <emma:one-of id="r1" emma:medium="acoustic" emma:mode="voice">
    <emma:interpretation id="i1" emma:confidence="0.87" emma:tokens="the sales department">sales</…>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from mrcp_server.mrcp.recognizer import nlsml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.recognizer.recognition_result import Alternative

NAMESPACE: Final = "http://www.w3.org/2003/04/emma"

# EMMA 1.0 §4.2.11: medium and mode of an input.
_MODES: Final = {"speech": ("acoustic", "voice"), "dtmf": ("tactile", "dtmf"), "text": ("tactile", "keys")}


def matches(alternatives: Sequence[Alternative], wall_offset_s: float, *, meaning: bool = True) -> str:
    """One interpretation, or `one-of` several, best first. Arguments as in `nlsml.matches`; words have no times."""
    root = _root()
    grammars = {one.grammar: f"g{number}" for number, one in reversed(list(enumerate(alternatives, 1))) if one.grammar}
    for uri, name in sorted(grammars.items(), key=lambda item: item[1]):
        etree.SubElement(root, _tag("grammar"), id=name, ref=nlsml.legal(uri))
    parent = root
    if len(alternatives) > 1:
        # An attribute of the element, in no namespace (§3.3.1).
        parent = etree.SubElement(root, _tag("one-of"), id="r1", attrib={"disjunction-type": "recognition"})
    for number, one in enumerate(alternatives, 1):
        element = _interpretation(parent, f"i{number}", one)
        if one.grammar:
            element.set(_tag("grammar-ref"), grammars[one.grammar])
        if one.start is not None:
            element.set(_tag("start"), str(round((one.start + wall_offset_s) * 1000)))
        if one.end is not None:
            element.set(_tag("end"), str(round((one.end + wall_offset_s) * 1000)))
        if meaning:
            _set_meaning(element, one)
        else:
            # "no interpretation was produced in response to the input" (§4.2.4)
            element.set(_tag("uninterpreted"), "true")
    return _serialize(root)


def no_match(rejected: Alternative | None, grammar: str = "", mode: str = "speech") -> str:
    """§4.2.4: `uninterpreted` and empty, with the best of what was rejected; without one, `mode` is the input's."""
    annotations = _modality(mode) if rejected is None else _annotations(rejected)
    return _serialize(_empty(grammar, {_tag("uninterpreted"): "true", **annotations}))


def no_input(grammar: str = "", mode: str = "speech") -> str:
    """§4.2.3: `no-input` and empty; even then medium and mode must be said (§3.2)."""
    return _serialize(_empty(grammar, {_tag("no-input"): "true", **_modality(mode)}))


def _empty(grammar: str, annotations: dict[str, str]) -> etree._Element:
    root = _root()
    if grammar:
        etree.SubElement(root, _tag("grammar"), id="g1", ref=nlsml.legal(grammar))
        annotations = {**annotations, _tag("grammar-ref"): "g1"}
    etree.SubElement(root, _tag("interpretation"), id="i1", attrib=annotations)
    return root


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _root() -> etree._Element:
    return etree.Element(_tag("emma"), nsmap={"emma": NAMESPACE}, version="1.0")


def _interpretation(parent: etree._Element, name: str, one: Alternative) -> etree._Element:
    return etree.SubElement(parent, _tag("interpretation"), id=name, attrib=_annotations(one))


def _annotations(one: Alternative) -> dict[str, str]:
    sure = {} if one.mode == "text" else {_tag("confidence"): nlsml.confidence(one.confidence)}
    return {**_modality(one.mode), **sure, _tag("tokens"): nlsml.legal(one.text)}


def _modality(mode: str) -> dict[str, str]:
    medium, name = _MODES[mode]
    return {_tag("medium"): medium, _tag("mode"): name}


def _set_meaning(element: etree._Element, one: Alternative) -> None:
    content = etree.fromstring(f'<x xmlns:emma="{NAMESPACE}">{nlsml.instance_content(one)}</x>')
    if len(content):
        element.text = content.text
        element.extend(content)
        return
    literal = etree.SubElement(element, _tag("literal"))  # §3.5: a meaning that is only text
    literal.text = content.text


def _serialize(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode")
