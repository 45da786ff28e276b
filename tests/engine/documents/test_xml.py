"""XML from strangers."""

import time
import tracemalloc

import pytest
from lxml import etree

from engine.documents.errors import DocumentError, LexiconError
from engine.documents.xml import (
    MAX_DEPTH,
    MAX_DOCUMENT_BYTES,
    expanded_names,
    inline,
    line_of,
    local_name,
    parse_xml,
    text_of,
)

BOMB = (
    '<!DOCTYPE a [<!ENTITY x0 "' + "x" * 1000 + '">'
    + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    + ']><a b="&x11;">&x11;</a>'
)  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        b"<a>" * 10_000 + b"</a>" * 10_000,
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
        BOMB.encode(),
        BOMB.encode("utf-16"),
        BOMB,
        b'<!DOCTYPE a SYSTEM "x" [<!ELEMENT a ANY>]><a/>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&b;</a>',
        b"<a>" + b" " * MAX_DOCUMENT_BYTES + b"</a>",
        b"",
        b"<!-- nothing -->",
        b"hello",
        b"\xff\xfe",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        "<a>\ud800</a>",
        b"<a>\x00</a>",
        b"<a><b></a>",
    ],
)
def test_hostile_or_broken_documents_are_refused_fast_and_small(document: bytes | str) -> None:
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(DocumentError):
        parse_xml(document)
    assert time.process_time() - start < 0.1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MAX_DOCUMENT_BYTES


def test_the_error_class_is_the_callers() -> None:
    with pytest.raises(LexiconError):
        parse_xml(b"<a", error=LexiconError)


def test_external_doctype_is_accepted_and_not_read() -> None:
    assert parse_xml(b'<!DOCTYPE a PUBLIC "-//X//EN" "http://192.0.2.1/a.dtd"><a/>').tag == "a"


def test_blanks_before_the_declaration_are_forgiven() -> None:
    assert parse_xml(b'\r\n<?xml version="1.0"?><a/>').tag == "a"
    assert parse_xml('\ufeff <?xml version="1.0" encoding="latin-1"?>\n<a>é</a>').text == "é"


def test_comments_and_instructions_are_gone() -> None:
    root = parse_xml(b"<a>b<!-- c --><?d e?>f</a>")
    assert (root.text, len(root)) == ("bf", 0)


def test_names_lines_and_text() -> None:
    root = parse_xml(b'<a xmlns="urn:x">b\n<c xmlns="">d</c>e</a>')
    assert local_name(root) == ("urn:x", "a")
    assert local_name(root[0]) == ("", "c")
    assert line_of(root[0]) == 2
    assert line_of(etree.Element("made")) == 0
    assert text_of(root) == "b\nde"


def test_what_a_comment_leaves_behind_is_no_blank_line() -> None:
    root = parse_xml(b"<a>\n b\n <!-- c -->\n d <e/>\n <!-- f --> <?g h?>\n i<!-- j -->j</a>")
    assert root.text == " b  d "
    assert root[0].tail == "   ij"
    assert parse_xml(b"<a>b\n\n<!-- c -->d</a>").text == "b\n\nd"


def test_many_comments_cost_no_more_than_their_number() -> None:
    """Put together one by one, these would be copied half a million times."""
    assert parse_xml(b"<a>" + b"b<!---->" * 400_000 + b"</a>").text == "b" * 400_000


@pytest.mark.parametrize(
    ("text", "in_line"),
    [("", ""), (" \n ", " "), ("\n\n", "\n\n"), ("a", "a"), ("\n a  b \n", " a  b "), (" a\n\n", " a\n\n")],
)
def test_edges_are_one_blank_unless_they_are_a_blank_line(text: str, in_line: str) -> None:
    assert inline(text) == in_line


def test_namespaces_of_the_w3c_may_begin_with_https() -> None:
    for namespace in ("https://www.w3.org/2001/10/synthesis", "https://w3.org/2001/10/synthesis/"):
        assert local_name(parse_xml(f'<a xmlns="{namespace}"/>')) == ("http://www.w3.org/2001/10/synthesis", "a")
    assert local_name(parse_xml('<a xmlns="https://example.com/"/>')) == ("https://example.com/", "a")


def test_names_in_attributes_are_expanded() -> None:
    root = parse_xml(b'<a xmlns="urn:x" xmlns:p="urn:p"/>')
    assert expanded_names(root, " p:b  q:c d ") == {"{urn:p}b", "q:c", "d"}
    assert expanded_names(root, "") == frozenset()
