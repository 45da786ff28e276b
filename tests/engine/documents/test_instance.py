"""Semantic values as XML (SISR §7)."""

import pytest
from lxml import etree

from engine.documents.instance import instance_xml


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        ("a < b", "a &lt; b"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        (3, "3"),
        (3.0, "3"),
        (3.5, "3.5"),
        ({"a": 1, "b": {"c": "d"}}, "<a>1</a><b><c>d</c></b>"),
        ({"t": ["x", {"y": 1}]}, '<t length="2"><item index="0">x</item><item index="1"><y>1</y></item></t>'),
        (["x"], '<item index="0">x</item>'),
        ({"p": {"_attributes": {"size": "big", "1": "no"}, "_value": "v"}}, '<p size="big">v</p>'),
        ({"p": {"_attributes": "odd"}}, "<p></p>"),
        ({"no name": "x"}, '<item name="no name">x</item>'),
        ("\x00", "\ufffd"),
    ],
)
def test_values(value: object, xml: str) -> None:
    assert instance_xml(value) == xml
    etree.fromstring(f"<instance>{xml}</instance>")
