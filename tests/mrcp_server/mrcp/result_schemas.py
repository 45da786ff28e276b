"""The schemas of results: NLSML's of RFC 6787 §16.1, and EMMA's.

Two things of §16.1 cannot be used: it includes schemas of another language, and by them demands an enrollment and a
verification in every result. They are cut out here: there is neither in ours.

Two things contradict what else the RFC and SISR ask for: an instance has room for one element, though SISR §7 makes one
of each property (and so does the RFC's own §14.2.5), and an input for one input, though §9.6.3.4 has one for each word.
`roomy` is the schema with room for more; all else of it holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lxml import etree

_VECTORS: Final = Path(__file__).parents[2] / "vectors" / "mrcp"
_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_NAMES: Final = {"nlsml": "{urn:ietf:params:xml:ns:mrcpv2}result", "emma": "{http://www.w3.org/2003/04/emma}emma"}


def _nlsml(*, roomy: bool) -> etree.XMLSchema:
    schema = etree.parse(_VECTORS / "nlsml.xsd").getroot()
    unusable = [
        one
        for one in schema.iter(f"{_XS}include", f"{_XS}element")
        if one.tag == f"{_XS}include" or one.get("name") in ("enrollment-result", "verification-result")
    ]
    assert len(unusable) == 4
    for one in unusable:
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)
    if roomy:
        for one in schema.iter(f"{_XS}any", f"{_XS}choice"):
            one.set("maxOccurs", "unbounded")
    return etree.XMLSchema(schema)


_NLSML: Final = {roomy: _nlsml(roomy=roomy) for roomy in (False, True)}
_EMMA: Final = etree.RelaxNG(etree.parse(_VECTORS / "emma.rng"))


def valid_nlsml(result: bytes | str, *, roomy: bool = False) -> etree._Element:
    """An NLSML result as a tree. Raises DocumentInvalid when it is not as the schema has it."""
    return _valid(result, "nlsml", _NLSML[roomy])


def valid_emma(result: bytes | str) -> etree._Element:
    """Likewise EMMA."""
    return _valid(result, "emma", _EMMA)


def _valid(result: bytes | str, kind: str, schema: etree.XMLSchema | etree.RelaxNG) -> etree._Element:
    root = etree.fromstring(result)
    assert root.tag == _NAMES[kind]
    schema.assertValid(root)
    return root
