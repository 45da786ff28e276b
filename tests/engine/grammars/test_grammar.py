"""The grammar model."""

from dataclasses import replace

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
    opened,
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


def test_a_grammar_without_root_is_opened_by_its_public_rules_else_by_those_that_nobody_calls() -> None:
    """RFC 6787 §9.8."""
    a, b, c = Rule("a", Reference("", "b")), Rule("b", Reference("", "b")), Rule("c", Token(("x",)))

    def entrances(*rules: Rule) -> list[str]:
        grammar = opened(Grammar({rule.name: rule for rule in rules}))
        return [part.rule for part in walk(grammar.rules[grammar.root].expansion) if isinstance(part, Reference)]

    assert entrances(a, b, c) == ["a", "c"]
    assert entrances(a, replace(b, public=True), c) == ["b"]
    # That nothing is left of it is a matter of its recursion.
    assert entrances(a, Rule("b", Reference("", "a"))) == ["a", "b"]
    assert opened(Grammar({"c": c}, root="c")).root == "c"
    assert opened(Grammar({})).root == ""
