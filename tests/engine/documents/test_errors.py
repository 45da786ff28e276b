"""Errors of documents."""

from engine.documents.errors import DocumentError, GrammarError


def test_the_line_is_named_when_known() -> None:
    assert str(DocumentError("bad", line=3)) == "line 3: bad"
    assert str(DocumentError("bad")) == "bad"
    assert isinstance(GrammarError("bad"), DocumentError)
