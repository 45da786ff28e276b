"""The content model of SSML; `tests/vectors/ssml/invalid` has a document for each rule."""

import pytest

from engine.documents.errors import DocumentError
from engine.documents.ssml_model import NAMESPACE, RULES, check_element, check_root, element_name
from engine.documents.xml import parse_xml


def test_every_child_named_in_a_rule_has_a_rule() -> None:
    assert {child for rule in RULES.values() for child in rule.children} | {"speak"} == set(RULES)


def test_names_of_drafts_and_other_namespaces() -> None:
    assert element_name(parse_xml("<paragraph/>")) == "p"
    assert element_name(parse_xml(f'<token xmlns="{NAMESPACE}"/>')) == "w"
    assert element_name(parse_xml('<p xmlns="urn:x"/>')) == ""
    assert element_name(parse_xml(f'<p xmlns="{NAMESPACE.replace("http:", "https:")}"/>')) == "p"
    assert element_name(parse_xml("<x:p/>")) == ""


def test_root() -> None:
    check_root(parse_xml("<speak version='1.1'/>"))
    with pytest.raises(DocumentError, match="version"):
        check_root(parse_xml("<speak version='3'/>"))


def test_a_resource_may_know_fewer_elements() -> None:
    with pytest.raises(DocumentError, match="not supported"):
        check_element(parse_xml("<p/>"), "p", "speak", frozenset({"speak"}))
