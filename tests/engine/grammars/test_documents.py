"""Grammar documents of either form, and lists; the vectors do what their comments say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.documents.errors import GrammarError
from engine.grammars import documents as module
from engine.grammars.documents import GrammarReference, parse_grammar, parse_grammar_ref_list, parse_uri_list
from engine.grammars.matcher import Active, Matcher, Status
from engine.grammars.semantics import SemanticsInterpreter
from tests.engine.grammars.grammar_vectors import INVALID, VALID, canonical, checks, load, meaning_of, refusal


@pytest.fixture(scope="module")
def interpreter() -> Iterator[SemanticsInterpreter]:
    with SemanticsInterpreter() as interpreter:
        yield interpreter


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_valid_grammar_accepts_and_means_what_it_says(path: Path, interpreter: SemanticsInterpreter) -> None:
    network = load(path)
    assert checks(path)
    for check in checks(path):
        matcher = Matcher([Active(network)])
        for word in check.words:
            matcher.feed(word)
        expected = {
            "accept": (Status.COMPLETE, Status.COMPLETE_NO_MORE),
            "partial": (Status.PARTIAL,),
            "reject": (Status.NONE,),
        }
        assert matcher.status in expected[check.outcome], check
        if check.meaning:
            wanted, xml = check.meaning.removeprefix("xml "), check.meaning.startswith("xml ")
            expected_meaning = wanted if wanted == "error" else canonical(wanted) if xml else json.loads(wanted)
            assert meaning_of(network, matcher.parses()[0], interpreter, xml=xml) == expected_meaning, check


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_invalid_grammar_is_refused(path: Path) -> None:
    with pytest.raises(GrammarError, match=re.escape(refusal(path))):
        load(path)


def test_the_form_is_known_by_its_first_characters() -> None:
    abnf = "#ABNF 1.0;\nlanguage en;\n$a = x;"
    for document in (abnf, abnf.encode(), abnf.encode("utf-16"), b"\xef\xbb\xbf" + abnf.encode(), "\n" + abnf):
        assert list(parse_grammar(document).rules) == ["a"]
    jsgf = "#JSGF V1.0;\n<a> = x;"
    for document in (jsgf, jsgf.encode(), jsgf.encode("utf-16"), b"\xef\xbb\xbf" + jsgf.encode(), "\n" + jsgf):
        assert parse_grammar(document, language="en").root == "a"
    xml = "<grammar><rule id='a'>x</rule></grammar>"
    for document in (xml, xml.encode(), xml.encode("utf-16")):
        assert parse_grammar(document, language="en").root == "a"


def test_grammar_ref_list() -> None:
    text = '<session:a@b>;weight="0.85"\r\n# comment\r\n\r\n<http://h/g.grxml> ; weight=2\n<builtin:dtmf/digits>\nhttp://h/x\n'
    assert parse_grammar_ref_list(text) == (
        GrammarReference("session:a@b", 0.85),
        GrammarReference("http://h/g.grxml", 2.0),
        GrammarReference("builtin:dtmf/digits"),
        GrammarReference("http://h/x"),
    )


@pytest.mark.parametrize("line", ["<a", "a b", "<>", "<a>;weight=x", "<a> b"])
def test_broken_grammar_ref_list(line: str) -> None:
    with pytest.raises(GrammarError):
        parse_grammar_ref_list(line)


def test_uri_list() -> None:
    assert parse_uri_list("# c\r\nsession:a\r\n<http://h/b>\r\n") == ("session:a", "http://h/b")


def test_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LIST_ENTRIES", 1)
    with pytest.raises(GrammarError):
        parse_uri_list("a\nb")
