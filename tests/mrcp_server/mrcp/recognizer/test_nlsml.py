"""NLSML results (§6.3.1, §9.6)."""

from __future__ import annotations

import pytest
from lxml import etree

from mrcp_server.mrcp.recognizer import nlsml
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, Word
from tests.mrcp_server.mrcp.result_schemas import valid_nlsml as parsed

NS = {"n": nlsml.NAMESPACE}
OWN = f"{{{nlsml.INSTANCE_NAMESPACE}}}"
YES = Alternative("yes", 0.876, "session:menu@x")


def test_one_match() -> None:
    result = nlsml.matches([YES], 0.0)
    assert result == (
        '<result xmlns="urn:ietf:params:xml:ns:mrcpv2" grammar="session:menu@x">'
        '<interpretation grammar="session:menu@x" confidence="0.88">'
        '<instance>yes</instance><input mode="speech" confidence="0.88">yes</input></interpretation></result>'
    )
    parsed(result)


def test_several_matches_each_with_its_grammar() -> None:
    """Asterisk's RECOG_GRAMMAR() looks for it at the interpretation alone."""
    root = parsed(nlsml.matches([YES, Alternative("1", 1.0, "builtin:dtmf/boolean", "true", mode="dtmf")], 0.0))
    first, second = root
    assert (root.get("grammar"), first.get("grammar")) == ("session:menu@x", "session:menu@x")
    assert second.get("grammar") == "builtin:dtmf/boolean"
    assert second.findtext("n:instance", namespaces=NS) == "true"
    assert second.find("n:input", NS).get("mode") == "dtmf"  # type: ignore[union-attr]  # the schema has seen it


def test_a_grammar_without_a_name_is_not_named() -> None:
    assert "grammar" not in nlsml.matches([Alternative("yes", 0.9, "")], 0.0)


def test_text_that_was_neither_said_nor_pressed_has_no_mode_and_no_confidence() -> None:
    """§9.20: the RFC's own INTERPRETATION-COMPLETE."""
    text = Alternative("may I speak to Andre Roy", 1.0, "session:g@x", mode="text")
    assert "confidence" not in parsed(nlsml.matches([text], 0.0))[0].attrib
    for result in (nlsml.no_match(text, "g"), nlsml.no_match(None, "g", "text")):
        interpretation = parsed(result)[0]
        assert interpretation.attrib["confidence"] == "0.00"  # that nothing fits is sure, and the default is 1.0
        assert dict(interpretation[1].items()) == {}


def test_an_instance_of_one_element_is_in_a_namespace_of_its_own() -> None:
    """§16.1: `namespace="##other"`, which is neither NLSML's nor none. Clients look for `<city`."""
    result = nlsml.matches([Alternative("Boston", 0.9, "g", "<city><code>BOS</code></city>")], 0.0)
    instance = parsed(result).find("n:interpretation/n:instance", NS)
    assert instance is not None
    assert [element.tag for element in instance.iter()][1:] == [f"{OWN}city", f"{OWN}code"]
    assert "<city " in result
    assert "<code>BOS</code>" in result


def test_an_instance_of_several_elements_is_what_sisr_makes_of_an_object() -> None:
    """§16.1 has room for one; SISR §7.1 and the RFC's own §14.2.5 have more."""
    one = Alternative(
        "to Boston", 0.9, "g", instance='Go to <city code="BOS">Boston &amp; area</city> now<x/><y xmlns="urn:y"/>'
    )
    result = nlsml.matches([one], 0.0)
    with pytest.raises(etree.DocumentInvalid, match="not expected"):
        parsed(result)
    instance = parsed(result, roomy=True).find("n:interpretation/n:instance", NS)
    assert instance is not None
    assert instance.text == "Go to "
    assert [child.tag for child in instance] == [f"{OWN}city", f"{OWN}x", "{urn:y}y"]
    assert instance[0].text == "Boston & area"
    assert instance[0].tail == " now"


def test_elements_with_prefixes_keep_them_and_what_is_inside() -> None:
    """SISR §7.3; elements without prefix inside do not fall into NLSML's namespace."""
    one = Alternative(
        "x", 0.9, "g", instance='<p:order xmlns:p="urn:p"><size p:unit="l" emma:tokens="big">1</size></p:order>'
    )
    instance = parsed(nlsml.matches([one], 0.0)).find("n:interpretation/n:instance", NS)
    assert instance is not None
    assert [element.tag for element in instance.iter()][1:] == ["{urn:p}order", f"{OWN}size"]
    size = instance[0][0]
    assert dict(size.items()) == {"{urn:p}unit": "l", "{http://www.w3.org/2003/04/emma}tokens": "big"}


def test_what_looks_like_a_namespace_in_a_value_is_none() -> None:
    one = Alternative("x", 0.9, "g", instance="<a b='c xmlns=\"d\"' e='>'>1</a>")
    instance = parsed(nlsml.matches([one], 0.0)).find("n:interpretation/n:instance", NS)
    assert instance is not None
    assert (instance[0].tag, dict(instance[0].items())) == (f"{OWN}a", {"b": 'c xmlns="d"', "e": ">"})


def test_keys_that_were_not_pressed_are_keys() -> None:
    """§9.6.3.4: the mode is speech where none is said."""
    for data in (nlsml.no_input("g", "dtmf"), nlsml.no_match(None, "g", "dtmf")):
        element = parsed(data).find("n:interpretation/n:input", NS)
        assert element is not None
        assert element.get("mode") == "dtmf"
    assert "mode" not in nlsml.no_input("g") + nlsml.no_match(None, "g")


def test_plain_instances_do_not_name_emma() -> None:
    assert "emma" not in nlsml.matches([Alternative("x", 0.9, "g", instance="<a>1</a>")], 0.0)


@pytest.mark.parametrize("instance", ["<city>", "a < b", "&nbsp;", "x\ud800"])
def test_what_is_no_xml_becomes_text(instance: str) -> None:
    root = parsed(nlsml.matches([Alternative("x", 0.9, "g", instance=instance)], 0.0))
    assert root.findtext("n:interpretation/n:instance", namespaces=NS) == nlsml.legal(instance)


def test_text_is_escaped_and_made_legal() -> None:
    root = parsed(nlsml.matches([Alternative('<&">\x00\x0b', 0.9, "g?a=1&b=2")], 0.0))
    assert root.findtext("n:interpretation/n:input", namespaces=NS) == '<&">'
    assert root.get("grammar") == "g?a=1&b=2"


def test_word_timings() -> None:
    """§9.6.3.4, 2; §16.1 has room for one input inside an input."""
    words = (Word("fried", 1.0, 1.2, 0.5), Word("onions", 1.25, 1.6))
    one = Alternative("fried onions", 0.7, "g", words=words, start=1.0, end=1.6)
    said = parsed(nlsml.matches([one], 954_720_000.0), roomy=True).find("n:interpretation/n:input", NS)
    assert said is not None
    assert said.get("timestamp-start") == "2000-04-03T00:00:01.000Z"
    assert said.get("timestamp-end") == "2000-04-03T00:00:01.600Z"
    assert [(word.text, word.get("confidence")) for word in said] == [("fried", "0.50"), ("onions", None)]
    assert said[1].get("timestamp-start") == "2000-04-03T00:00:01.250Z"


def test_words_without_times_are_text() -> None:
    root = parsed(nlsml.matches([Alternative("a b", 0.7, "g", words=(Word("a"), Word("b")))], 0.0))
    assert root.findtext("n:interpretation/n:input", namespaces=NS) == "a b"


def test_without_meaning() -> None:
    root = parsed(nlsml.matches([Alternative("yes", 0.9, "g", instance="true")], 0.0, meaning=False))
    assert root.findtext("n:interpretation/n:instance", namespaces=NS) == ""


def test_no_match_and_no_input() -> None:
    root = parsed(nlsml.no_match(Alternative("I want to go to New York", 0.1, ""), "session:menu@x"))
    assert root.get("grammar") == "session:menu@x"
    assert root.findtext("n:interpretation/n:input/n:nomatch", namespaces=NS) == "I want to go to New York"
    root = parsed(nlsml.no_match(None))
    assert root.get("grammar") is None
    assert root.find("n:interpretation/n:input/n:nomatch", NS) is not None
    assert parsed(nlsml.no_input("g")).find("n:interpretation/n:input/n:noinput", NS) is not None


@pytest.mark.parametrize("result", [nlsml.no_match(None, "g"), nlsml.no_input("g", "dtmf")])
def test_what_was_not_understood_has_no_confidence(result: bytes) -> None:
    """§16.1: the attribute's default is 1.0."""
    interpretation = parsed(result).find("n:interpretation", NS)
    assert interpretation is not None
    assert interpretation.get("confidence") == "0.00"


def test_confidence_is_within_bounds() -> None:
    assert [nlsml.confidence(value) for value in (97.2, -1.0, 0.5)] == ["1.00", "0.00", "0.50"]
