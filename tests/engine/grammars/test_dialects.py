"""Which language tags are in."""

import time

import pytest

from engine.grammars.dialects import Dialect, dialect_of, dialects_of, property_of
from engine.grammars.grammar import Grammar, Rule, Sequence, Tag


def dialect(tag_format: str, *tags: str) -> Dialect:
    return dialect_of(Grammar({"a": Rule("a", Sequence(tuple(map(Tag, tags))))}, tag_format=tag_format))


@pytest.mark.parametrize(
    ("tag_format", "expected"),
    [
        ("semantics/1.0", Dialect.SCRIPT),
        ("Semantics/1.0.2006", Dialect.SCRIPT),
        ("semantics/1.0-literals", Dialect.LITERALS),
        ("lumenvox/1.0", Dialect.DOLLAR),
        ("semantics-ms/1.0", Dialect.DOLLAR),
        ("properties-ms/1.0", Dialect.PROPERTIES),
        ("swi-semantics/1.0", Dialect.NUANCE),
        ("x-vendor", Dialect.UNKNOWN),
    ],
)
def test_a_format_is_taken_at_its_word(tag_format: str, expected: Dialect) -> None:
    assert dialect(tag_format, "a = b") is expected


def test_a_grammar_without_tags_means_its_text_unless_its_format_says_otherwise() -> None:
    assert dialect("") is dialect("x-vendor") is dialect("jsgf") is Dialect.TEXT
    assert dialect("semantics/1.0") is Dialect.SCRIPT


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("yes",), Dialect.PLAIN),
        (("yes", "out.x=1"), Dialect.LOOSE),
        (("rules.latest();",), Dialect.LOOSE),
        (("done()",), Dialect.LOOSE),
        (("to = 'Boston'",), Dialect.SLOTS),
        (("to = city.name;",), Dialect.SLOTS),
        (("n += 1",), Dialect.SLOTS),
        (("V = 1", "SWI_meaning = V"), Dialect.NUANCE),
        (("$ = 1",), Dialect.DOLLAR),
        (("$.to = $$",), Dialect.DOLLAR),
        (("a = $city",), Dialect.DOLLAR),
        # Neither is what stands in strings and comments a sign, nor what text has by chance.
        (("Springfield (IL)",), Dialect.PLAIN),
        (("Smith; John",), Dialect.PLAIN),
        (('"a = b;"',), Dialect.PLAIN),
        (("a == b",), Dialect.PLAIN),
        (("to = 'out'",), Dialect.SLOTS),
        (("to = 1 // out",), Dialect.SLOTS),
        (("to = 1 /* $ */",), Dialect.SLOTS),
        (("to = trip.out",), Dialect.SLOTS),
    ],
)
def test_without_a_format_it_is_seen_from_all_tags_together(tags: tuple[str, ...], expected: Dialect) -> None:
    assert dialect("", *tags) is expected
    assert dialect("jsgf", *tags) is (Dialect.LABELS if expected is Dialect.PLAIN else expected)


def test_global_tags_are_looked_at_too() -> None:
    assert dialect_of(Grammar({}, global_tags=("var n = 1;",))) is Dialect.SLOTS


def test_drafts_of_sisr_bear_the_name_of_the_recommendation() -> None:
    assert dialect("semantics/1.0", "$.x = 1") is Dialect.DOLLAR
    assert dialect("semantics/1.0", "$ = $$") is Dialect.DOLLAR
    assert dialect("semantics/1.0", "$.x = 1", "out.y = 1") is Dialect.SCRIPT
    assert dialect("semantics/1.0", "out = /^a$/.test('a')") is Dialect.SCRIPT
    assert dialect("semantics/1.0", "x = '$'") is Dialect.SCRIPT
    assert dialect("semantics/1.0", r"x = /^[a\/]+$/.test(y)", "x = y.match( /a$/g )") is Dialect.SCRIPT


def test_a_document_without_tags_takes_after_those_that_agree() -> None:
    def linked(*formats: str) -> tuple[Dialect, ...]:
        tagged = [Grammar({"a": Rule("a", Tag("t"))}, tag_format=one) for one in formats]
        return dialects_of([Grammar({}), *tagged])

    assert linked("swi-semantics/1.0", "swi-semantics/1.0", "x/1")[0] is Dialect.NUANCE
    assert linked("swi-semantics/1.0", "lumenvox/1.0") == (Dialect.TEXT, Dialect.NUANCE, Dialect.DOLLAR)
    assert linked("x/1") == (Dialect.TEXT, Dialect.UNKNOWN)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('"Boston"', ("", '"Boston"')),
        (" To = 'a b' ; ", ("To", "'a b'")),
        ("n=-1.5", ("n", "-1.5")),
        ("TRUE", ("", "true")),
        ("Boston", None),
        ('"a" + "b"', None),
        ('a.b = "c"', None),
        ("", None),
    ],
)
def test_properties(tag: str, expected: tuple[str, str] | None) -> None:
    assert property_of(tag) == expected


@pytest.mark.parametrize(
    "bait", ["/*", '"', "'\\", "; ", "= ", "a(", "a = ;" + " " * 1000 + "x", "$.", "x = 1;", "= /", "=/a=", "(   "]
)
def test_looking_takes_time_in_proportion(bait: str) -> None:
    tag = bait * (400_000 // len(bait))
    start = time.process_time()
    dialect("", tag)
    dialect("semantics/1.0", tag + "$")
    property_of("x = " + tag)
    # A quadratic search would take minutes.
    assert time.process_time() - start < 10
