"""The grammar model."""

from engine.grammars.grammar import (
    Alternatives,
    Grammar,
    Reference,
    Repeat,
    Rule,
    Sequence,
    Special,
    Tag,
    Token,
    has_tags,
    map_tokens,
    missing,
    references,
    walk,
)

EXPANSION = Sequence(
    (
        Token(("a",)),
        Alternatives(((1.0, Reference("http://h/x", "r")), (2.0, Reference("", "a")))),
        Repeat(Sequence((Reference("http://h/x", ""), Special.NULL)), 0, None),
    )
)


def grammar(expansion: Sequence) -> Grammar:
    return Grammar({"a": Rule("a", expansion)}, "a")


def test_walk_visits_all_parts_in_order() -> None:
    assert [type(part).__name__ for part in walk(EXPANSION)] == [
        *("Sequence", "Token", "Alternatives", "Reference", "Reference", "Repeat", "Sequence", "Reference", "Special")
    ]


def test_tokens_are_changed_wherever_they_are() -> None:
    changed = map_tokens(
        Sequence((Token(("a",)), Tag("t"), Repeat(Alternatives(((2.0, Token(("b",))),)), 1, 2, 0.5))),
        lambda token: Token(token.words, "fr"),
    )
    assert changed == Sequence(
        (Token(("a",), "fr"), Tag("t"), Repeat(Alternatives(((2.0, Token(("b",), "fr")),)), 1, 2, 0.5))
    )


def test_references_are_those_to_other_documents_once() -> None:
    assert references(grammar(EXPANSION)) == ("http://h/x",)


def test_missing_follows_what_was_loaded() -> None:
    other = grammar(Sequence((Reference("http://h/y", "r"), Reference("http://h/x", "r"))))
    assert missing(grammar(EXPANSION), {}) == ("http://h/x",)
    assert missing(grammar(EXPANSION), {"http://h/x": other}) == ("http://h/y",)
    assert missing(grammar(EXPANSION), {"http://h/x": other, "http://h/y": grammar(Sequence(()))}) == ()


def test_has_tags() -> None:
    assert not has_tags(grammar(EXPANSION))
    assert has_tags(grammar(Sequence((Tag("x"),))))
