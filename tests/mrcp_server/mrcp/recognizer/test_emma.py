"""EMMA 1.0 results."""

from __future__ import annotations

from lxml import etree

from mrcp_server.mrcp.recognizer import emma
from mrcp_server.mrcp.recognizer.nlsml import INSTANCE_NAMESPACE
from mrcp_server.mrcp.recognizer.recognition_result import Alternative
from tests.mrcp_server.mrcp.result_schemas import valid_emma

NS = {"e": emma.NAMESPACE}
YES = Alternative("yes", 0.9, "session:a", instance="true", start=1.0, end=1.5)
BOSTON = Alternative("Boston", 0.8, "session:b", instance="<city>BOS</city>")


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute of EMMA's."""
    return element.get(f"{{{emma.NAMESPACE}}}{name}")


def test_one_match() -> None:
    root = valid_emma(emma.matches([YES], 100.0))
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
    root = valid_emma(emma.matches([YES, BOSTON, YES], 0.0))
    group = root.find("e:one-of", NS)
    assert group is not None
    assert [attribute(one, "grammar-ref") for one in group] == ["g1", "g2", "g1"]
    assert group[1].findtext(f"{{{INSTANCE_NAMESPACE}}}city") == "BOS"
    assert len(root.findall("e:grammar", NS)) == 2


def test_meaning_is_the_input_where_there_is_none_and_nothing_where_it_failed() -> None:
    root = valid_emma(emma.matches([Alternative("1", 1.0, "g", mode="dtmf")], 0.0))
    one = root.find("e:interpretation", NS)
    assert one is not None
    assert one.findtext("e:literal", namespaces=NS) == "1"
    assert attribute(one, "medium") == "tactile"
    root = valid_emma(emma.matches([YES], 0.0, meaning=False))
    assert root.find("e:interpretation/e:literal", NS) is None
    root = valid_emma(emma.matches([Alternative("a", 1.0, "g", instance="<broken")], 0.0))
    assert root.findtext("e:interpretation/e:literal", namespaces=NS) == "<broken"


def test_the_elements_of_a_list_are_as_the_schema_has_them() -> None:
    """EMMA 1.0 §3.3.1: disjunction-type is in no namespace; ids are unique; §3.5: text goes into emma:literal."""
    root = valid_emma(emma.matches([YES, BOSTON], 0.0))
    group = root.find("e:one-of", NS)
    assert group is not None
    assert dict(group.items()) == {"id": "r1", "disjunction-type": "recognition"}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 5
    assert [len(one) for one in group] == [1, 1]


def test_text_beside_elements_stays() -> None:
    mixed = Alternative("x", 1.0, "g", instance='about <n emma:tokens="ten">10</n> of them')
    one = valid_emma(emma.matches([mixed], 0.0)).find("e:interpretation", NS)
    assert one is not None
    assert one.text == "about "
    assert (one[0].text, one[0].tail, attribute(one[0], "tokens")) == ("10", " of them", "ten")


def test_a_meaning_that_failed_is_uninterpreted() -> None:
    """EMMA 1.0 §4.2.4: marked, and empty."""
    one = valid_emma(emma.matches([YES], 0.0, meaning=False)).find("e:interpretation", NS)
    assert one is not None
    assert attribute(one, "uninterpreted") == "true"
    assert len(one) == 0


def test_no_match_and_no_input() -> None:
    """EMMA 1.0 §4.2.3, §4.2.4: empty; §3.2: "all EMMA interpretations must be annotated for" medium and mode."""
    for data, name in (
        (emma.no_match(YES, "g"), "uninterpreted"),
        (emma.no_match(None), "uninterpreted"),
        (emma.no_input("g"), "no-input"),
        (emma.no_input(), "no-input"),
    ):
        root = valid_emma(data)
        one = root.find("e:interpretation", NS)
        assert one is not None
        assert attribute(one, name) == "true"
        assert (attribute(one, "medium"), attribute(one, "mode")) == ("acoustic", "voice")
        assert len(one) == 0
        assert not one.text
        grammar = root.find("e:grammar", NS)
        assert (grammar is None) == (attribute(one, "grammar-ref") is None)
    for data in (emma.no_match(None, "g", "dtmf"), emma.no_input("g", "dtmf")):
        one = valid_emma(data).find("e:interpretation", NS)
        assert one is not None
        assert (attribute(one, "medium"), attribute(one, "mode")) == ("tactile", "dtmf")


def test_text_was_typed() -> None:
    """§4.2.11: the mode of a keyboard; INTERPRET knows no more. A grammar without a name is not named."""
    root = valid_emma(emma.matches([Alternative("yes", 1.0, "", mode="text")], 0.0))
    one = root.find("e:interpretation", NS)
    assert one is not None
    assert (attribute(one, "medium"), attribute(one, "mode")) == ("tactile", "keys")
    assert (attribute(one, "confidence"), attribute(one, "grammar-ref"), len(root)) == (None, None, 1)
