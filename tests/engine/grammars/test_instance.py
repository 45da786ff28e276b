"""Semantic values as XML (SISR §7)."""

import math

import pytest
from lxml import etree

from engine.documents.errors import SemanticsError
from engine.grammars.instance import instance_xml
from engine.grammars.semantic_value import UNDEFINED, PropertyList

URN = {"_prefix": "p", "_name": "urn:p"}


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        ("a < b", "a &lt; b"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (UNDEFINED, "undefined"),
        (3, "3"),
        (3.0, "3"),
        (3.5, "3.5"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (0.00000015, "1.5e-7"),
        (-0.0, "0"),
        ({"a": 1, "b": {"c": "d"}}, "<a>1</a><b><c>d</c></b>"),
        ({"a": None, "b": UNDEFINED, "c": {}}, "<a>null</a><b>undefined</b><c></c>"),
        ({"t": ["x", {"y": 1}]}, '<t length="2"><item index="0">x</item><item index="1"><y>1</y></item></t>'),
        ({"t": [UNDEFINED, 2]}, '<t length="2"><item index="1">2</item></t>'),
        ({"t": PropertyList([1], {"k": "v"})}, '<t length="1"><item index="0">1</item><k>v</k></t>'),
        (["x"], '<item index="0">x</item>'),
        ("\x00", "\ufffd"),
    ],
)
def test_values(value: object, xml: str) -> None:
    """SISR §7.1."""
    assert instance_xml(value) == xml
    etree.fromstring(f"<instance>{xml}</instance>")


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        ({"p": {"_attributes": {"size": "big", "n": 2}, "_value": "v"}}, '<p size="big" n="2">v</p>'),
        ({"p": {"_attributes": {"a": {"_value": 1}}, "q": 2}}, '<p a="1"><q>2</q></p>'),
        ({"p": {"_attributes": "odd"}}, "<p></p>"),
        ({"_value": "v", "q": 1}, "v<q>1</q>"),
        ({"t": [{"_attributes": {"index": "first"}}]}, '<t length="1"><item index="first"></item></t>'),
        ({"p": {"_value": [1, None, [2]]}}, "<p>1,,2</p>"),
        ({"p": {"_value": {}}}, "<p>[object Object]</p>"),
    ],
)
def test_attributes_and_values(value: object, xml: str) -> None:
    """SISR §7.2."""
    assert instance_xml(value) == xml


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        ({"a": {"_nsdecl": URN, "_nsprefix": "p", "b": 1}}, '<p:a xmlns:p="urn:p"><b>1</b></p:a>'),
        (
            {"a": {"_nsdecl": URN, "b": {"_attributes": {"c": {"_nsprefix": "p", "_value": "v"}}}}},
            '<a xmlns:p="urn:p"><b p:c="v"></b></a>',
        ),
        ({"a": {"_nsdecl": {"_prefix": "", "_name": "urn:d"}, "b": 1}}, '<a xmlns="urn:d"><b>1</b></a>'),
        ({"a": {"_nsdecl": {"_prefix": "", "_name": ""}}}, '<a xmlns=""></a>'),
        (
            {"a": PropertyList(["x"], {"_nsdecl": URN, "_nsprefix": "p"})},
            '<p:a p:length="1" xmlns:p="urn:p"><p:item p:index="0">x</p:item></p:a>',
        ),
        ({"a": {"_attributes": {"tokens": {"_nsprefix": "emma", "_value": "x"}}}}, '<a emma:tokens="x"></a>'),
    ],
)
def test_namespaces(value: object, xml: str) -> None:
    """SISR §7.3; EMMA's own prefix is known wherever a result goes."""
    assert instance_xml(value) == xml
    etree.fromstring(f'<instance xmlns:emma="http://www.w3.org/2003/04/emma">{xml}</instance>')


@pytest.mark.parametrize(
    "value",
    [
        {"no name": "x"},
        {"$size$": "x"},
        {"1": "x"},
        {"a:b": "x"},
        {"p": {"_attributes": {"1": "no"}}},
        {"p": {"_nsprefix": "q"}},
        {"p": {"_nsdecl": {"_prefix": "1", "_name": "urn:x"}}},
        {"p": {"_nsdecl": {"_prefix": "xml", "_name": "urn:x"}}},
        {"p": {"_nsdecl": {"_prefix": "x", "_name": ""}}},
        {"a": {"_nsdecl": URN}, "b": {"_nsprefix": "p"}},
    ],
)
def test_what_xml_has_no_name_for_is_an_error(value: object) -> None:
    """SISR §7.1: "It is an error to transform an ECMAScript object … with names that are not allowed in XML"."""
    with pytest.raises(SemanticsError):
        instance_xml(value)
