"""EMMA 1.0 results."""

from __future__ import annotations

from lxml import etree

from mrcp_server.mrcp import emma
from mrcp_server.mrcp.recognition_result import Alternative

NS = {"e": emma.NAMESPACE}
YES = Alternative("yes", 0.9, "session:a", instance="true", start=1.0, end=1.5)
BOSTON = Alternative("Boston", 0.8, "session:b", instance="<city>BOS</city>")


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute of EMMA's."""
    return element.get(f"{{{emma.NAMESPACE}}}{name}")


def test_one_match() -> None:
    root = etree.fromstring(emma.matches([YES], 100.0))
    assert root.tag == f"{{{emma.NAMESPACE}}}emma"
    assert root.get("version") == "1.0"
    one = root.find("e:interpretation", NS)
    assert one is not None
    assert one.findtext("e:literal", namespaces=NS) == "true"
    got = {name: attribute(one, name) for name in ("medium", "mode", "confidence", "tokens", "start", "end")}
    assert got == {
        "medium": "acoustic",
        "mode": "voice",
        "confidence": "0.90",
        "tokens": "yes",
        "start": "101000",
        "end": "101500",
    }
    assert attribute(one, "grammar-ref") == "g1"
    grammar = root.find("e:grammar", NS)
    assert grammar is not None
    assert (grammar.get("id"), grammar.get("ref")) == ("g1", "session:a")


def test_several_matches() -> None:
    root = etree.fromstring(emma.matches([YES, BOSTON, YES], 0.0))
    group = root.find("e:one-of", NS)
    assert group is not None
    assert [attribute(one, "grammar-ref") for one in group] == ["g1", "g2", "g1"]
    assert group[1].findtext("city") == "BOS"
    assert len(root.findall("e:grammar", NS)) == 2


def test_meaning_is_the_input_where_there_is_none_and_nothing_where_it_failed() -> None:
    root = etree.fromstring(emma.matches([Alternative("1", 1.0, "g", mode="dtmf")], 0.0))
    one = root.find("e:interpretation", NS)
    assert one is not None
    assert one.findtext("e:literal", namespaces=NS) == "1"
    assert attribute(one, "medium") == "tactile"
    root = etree.fromstring(emma.matches([YES], 0.0, meaning=False))
    assert root.find("e:interpretation/e:literal", NS) is None
    root = etree.fromstring(emma.matches([Alternative("a", 1.0, "g", instance="<broken")], 0.0))
    assert root.findtext("e:interpretation/e:literal", namespaces=NS) == "<broken"


def test_no_match_and_no_input() -> None:
    for data in (emma.no_match(YES, "g"), emma.no_match(None)):
        one = etree.fromstring(data).find("e:interpretation", NS)
        assert one is not None
        assert attribute(one, "uninterpreted") == "true"
    for data in (emma.no_input("g"), emma.no_input()):
        one = etree.fromstring(data).find("e:interpretation", NS)
        assert one is not None
        assert attribute(one, "no-input") == "true"
