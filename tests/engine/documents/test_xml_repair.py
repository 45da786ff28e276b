"""XML as platforms send it."""

import time

import pytest
from lxml import etree

from engine.documents.errors import DocumentError
from engine.documents.xml import local_name, parse_xml, text_of
from engine.documents.xml_repair import (
    UNDECLARED,
    declare_prefixes,
    is_mislabelled,
    keep_lines_before_declaration,
    spell_out_entities,
    undeclared_in,
    well_formedness_reason,
)


@pytest.mark.parametrize(
    ("document", "spelled"),
    [
        (b"<a>&nbsp;&eacute;</a>", b"<a>&#160;&#233;</a>"),
        (b"<a b='&nbsp;'/>", b"<a b='&#160;'/>"),
        (b"&NotEqualTilde;", b"&#8770;&#824;"),
        (b"&amp;&lt;&gt;&quot;&apos;&#160;", b"&amp;&lt;&gt;&quot;&apos;&#160;"),
        (b"&LT;b&GT;", b"&#60;b&#62;"),
        (b"<![CDATA[&nbsp;]]>&nbsp;", b"<![CDATA[&nbsp;]]>&#160;"),
        (b"<!-- &nbsp; --><?p &nbsp;?><!-- &nbsp;", b"<!-- &nbsp; --><?p &nbsp;?><!-- &nbsp;"),
        (b"&nosuch; & AT&T;", b"&nosuch; & AT&T;"),
    ],
)
def test_the_entities_of_html_are_characters(document: bytes, spelled: bytes) -> None:
    assert spell_out_entities(document) == spelled


def test_a_character_is_never_markup() -> None:
    assert text_of(parse_xml("<a>&LT;b&GT;&AMP;lt;</a>")) == "<b>&lt;"


def test_lines_before_the_declaration_are_still_counted() -> None:
    assert keep_lines_before_declaration(b"\r\n \n<?xml version='1.0'?><a/>") == b"<?xml\n\n version='1.0'?><a/>"
    for unchanged in (b"<?xml version='1.0'?><a/>", b"\n<a/>", b"", b"<?xmlish?>"):
        assert keep_lines_before_declaration(unchanged) == unchanged
    for document in (b"\n\n<?xml version='1.0'?>\n<a>\n<b></a>", "\n\n<?xml version='1.0'?>\n<a>\n<b></a>"):
        with pytest.raises(DocumentError) as caught:
            parse_xml(document)
        assert caught.value.line == 5


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-16LE", "utf-32", "ucs-2", "Unicode"])
def test_a_wide_encoding_before_single_bytes_is_a_mistake(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?><a>é</a>'.encode()
    assert is_mislabelled(document)
    assert parse_xml(document).text == "é"


def test_an_encoding_that_is_right_counts() -> None:
    assert not is_mislabelled(b'<?xml version="1.0" encoding="iso-8859-1"?><a>utf-16</a>')
    assert parse_xml('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16")).text == "é"


def _errors(document: bytes) -> "etree._ListErrorLog":
    parser = etree.XMLParser()
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(document, parser)
    return parser.error_log


def test_prefixes_are_declared_where_nothing_else_is_wrong() -> None:
    assert undeclared_in(_errors(b"<a><x:b/><y:c z:d='1'/></a>")) == {"x", "y", "z"}
    assert undeclared_in(_errors(b"<a><x:b></a>")) == frozenset()
    assert undeclared_in(_errors(b"<a:b:c/>")) == frozenset()
    assert undeclared_in(_errors("<é:b/>".encode())) == frozenset()


@pytest.mark.parametrize(
    "prolog",
    [b"", b"\n", b"<?xml version='1.0'?>\n<!-- <x:y> -->\n", b"<!DOCTYPE a SYSTEM 'u'>", b"\xef\xbb\xbf<?p <q?>"],
)
def test_they_are_declared_at_the_root(prolog: bytes) -> None:
    assert declare_prefixes(prolog + b"<a><x:b/></a>", ["y", "x"]) == (
        prolog + f'<a xmlns:x="{UNDECLARED}x" xmlns:y="{UNDECLARED}y"><x:b/></a>'.encode()
    )
    root = parse_xml(prolog + b"<a><x:b>c</x:b></a>")
    assert local_name(root[0]) == (f"{UNDECLARED}x", "b")


def test_without_a_root_there_is_nowhere_to_declare_them() -> None:
    assert declare_prefixes(b"<!-- " * 1000, ["x"]) is None


def test_a_hundred_undeclared_prefixes_hide_no_error_behind_them() -> None:
    """libxml2 lists no more errors than that."""
    many = b"<x:b/>" * 300
    assert len(parse_xml(b"<a>" + many + b"<y:c z:d='1'/></a>")) == 301
    with pytest.raises(DocumentError, match="mismatch"):
        parse_xml(b"<a>" + many + b"<b></a>")


def test_prefixes_without_number_are_refused() -> None:
    with pytest.raises(DocumentError, match="too many prefixes"):
        parse_xml(b"<a>" + b"".join(b"<x%d:b/>" % number for number in range(2000)) + b"</a>")


def test_a_reason_is_the_first_real_error_with_what_to_write_instead() -> None:
    reason, line = well_formedness_reason(_errors(b"<a>\n<x:b/>AT&T</a>"))
    assert (line, "&amp;" in reason, "column" in reason) == (2, True, True)
    assert "&lt;" in well_formedness_reason(_errors(b"<a>5 < 6</a>"))[0]
    assert well_formedness_reason(etree.XMLParser().error_log) == ("the document cannot be read", 0)


@pytest.mark.parametrize(
    "document",
    [
        b"&a" * 500_000,
        b"<![CDATA[" * 200_000,
        b"<!--" * 300_000,
        b"<?" * 500_000,
        b"<!-- -->" * 150_000,
        b" " * 900_000,
    ],
    ids=["ampersands", "sections", "comments", "instructions", "prolog", "blanks"],
)
def test_repairs_go_once_over_the_document(document: bytes) -> None:
    start = time.process_time()
    spell_out_entities(document)
    keep_lines_before_declaration(document)
    is_mislabelled(document)
    declare_prefixes(document, ["x"])
    assert time.process_time() - start < 1.0
