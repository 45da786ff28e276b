"""What names mean in the tags of each dialect; the vectors of `tests/vectors/srgs` have whole grammars of them."""

import json
from typing import Any

import pytest

from engine.grammars.scope_runtime import SCOPES
from engine.grammars.script_worker import evaluate
from engine.grammars.semantic_value import UNDEFINED, decode
from engine.grammars.sisr_runtime import DISALLOWED, SCOPED_RUNTIME

REFERENCE = {"rule": 1}


def run(
    dialect: str,
    *parts: str | dict[str, int],
    header: str = "",
    referred: str | None = None,
    of: str = "",
    variables: dict[str, str] | None = None,
) -> Any:
    """What the root rule of grammar 0 is worth; its REFERENCE leads to rule `k` of grammar 1, which matched `five` and
    whose tags are `referred`, in dialect `of`."""
    program = {
        "score": 0.5,
        "name": "session:x",
        "grammars": [
            {"tags": [header] if header else [], "dialect": dialect, "vars": variables or {}},
            {"tags": [], "dialect": of or dialect, "vars": {}},
        ],
        "rules": [
            {
                "grammar": 0,
                "name": "a",
                "text": "go five",
                "parts": [{"tag": part} if isinstance(part, str) else part for part in parts],
            },
            {"grammar": 1, "name": "k", "text": "five", "parts": [] if referred is None else [{"tag": referred}]},
        ],
    }
    answer = evaluate(f"{SCOPED_RUNTIME}({json.dumps(program)})")
    if answer[0] != "=":
        return answer
    told = json.loads(answer[1:])
    return told if told == DISALLOWED else decode(told)


def test_the_scopes_are_part_of_the_runtime() -> None:
    assert SCOPES in SCOPED_RUNTIME


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("$ = 'v'",), "v"),
        (("$.p = 1", "$.q = $.p + 1"), {"p": 1, "q": 2}),
        (("$ = {}", "$.p = 1"), {"p": 1}),
        ((REFERENCE, "$ = $$"), 5),
        (
            (REFERENCE, "$.n = $k; $.t = $k$.text; $.u = $$$.text; $.s = $$$.score"),
            {"n": 5, "t": "five", "u": "five", "s": 0.5},
        ),
        (("$.t = $recognized.text; $.c = $recognized.confidence",), {"t": "go five", "c": 0.5}),
        (("$.n = $nobody; $.l = $$",), {"n": UNDEFINED, "l": UNDEFINED}),
        (("out.a = 1", REFERENCE, "$.b = rules.k; $.c = meta.current().text"), {"a": 1, "b": 5, "c": "go five"}),
        (("out = 2",), 2),
        (("$own = 1; mine = 2; var theirs = 3", "$.sum = $own + mine + theirs"), {"sum": 6}),
        (("$.sum = 1; function twice(n) { return 2 * n } $.sum = twice(4)",), {"sum": 8}),
        # A rule whose tags leave `$` alone has its default value, as one without tags.
        (("var n = 1",), "go five"),
        ((REFERENCE, "var n = 1"), 5),
        ((REFERENCE,), 5),
    ],
)
def test_drafts_of_sisr(parts: tuple[str | dict[str, int], ...], value: object) -> None:
    assert run("dollar", *parts, referred="$ = 5") == value


def test_variables_of_a_whole_grammar_go_before_names_of_rules() -> None:
    assert run("dollar", REFERENCE, "$ = $k", header="var $k = 7", referred="$ = 5") == 7
    assert run("dollar", "$ = missing") == "!ReferenceError: 'missing' is not defined"


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("A = 1", "B = A + 1"), {"A": 1, "B": 2}),
        (("var hidden = 1; A = hidden",), {"A": 1}),
        (("A = typeof nothing; B = nothing ? 1 : 2",), {"A": "undefined", "B": 2}),
        # Names of the language are names of slots like others, and still mean what they did.
        (("Date = 'today'; Number = parseInt('7x')",), {"Date": "today", "Number": 7}),
        (("__proto__ = 1; toString = 2",), {"__proto__": 1, "toString": 2}),
        ((REFERENCE, "A = k.V; B = k.SWI_literal; C = k.W"), {"A": 5, "B": "five", "C": UNDEFINED}),
        ((REFERENCE, "A = k"), {"A": {"V": 5}}),
        ((REFERENCE,), {"V": 5}),
        ((REFERENCE, "A = 1"), {"A": 1}),
        (("for (i = 0; i < 3; i++) { L = i }",), {"i": 3, "L": 2}),
        (("A = [1, {b: 2}]",), {"A": [1, {"b": 2}]}),
        (("var n = 1",), "go five"),
        (("SWI_meaning = 'm'",), "m"),
    ],
)
def test_slots(parts: tuple[str | dict[str, int], ...], value: object) -> None:
    assert run("slots", *parts, referred="V = 5") == value


def test_a_rule_without_slots_is_its_meaning_or_its_text_where_a_value_is_wanted() -> None:
    assert run("slots", REFERENCE, "A = k; B = '<' + k + '>'") == {"A": "five", "B": "<five>"}
    assert run("slots", REFERENCE, "A = k; B = k + 1", referred="SWI_meaning = 4") == {"A": 4, "B": 5}


def test_global_tags_can_be_read_and_are_no_slots() -> None:
    header = "var base = 10; function plus(n) { return base + n } count = 0"
    assert run("slots", "A = plus(1); count = count + 1; base = 11; B = count", header=header) == {"A": 11, "B": 1}


def test_rules_of_other_dialects() -> None:
    assert run("slots", REFERENCE, "A = k.v", referred="out.v = 5", of="script") == {"A": 5}
    assert run("slots", REFERENCE, "A = k + 1", referred="out = 5", of="script") == {"A": 6}
    assert run("slots", REFERENCE, referred="out = 5", of="script") == 5
    assert run("slots", REFERENCE, referred="out = [5]", of="script") == [5]
    assert run("script", REFERENCE, "out = rules.k.V", referred="V = 5", of="nuance") == 5
    assert run("script", REFERENCE, "out = rules.k", referred=None, of="nuance") == "five"


def test_nuances_results_have_its_keys() -> None:
    asked = {"SWI_literal": "go five", "SWI_grammarName": "session:x"}
    assert run("nuance", "A = 1; B = {c: 'd', f: function () {}}") == {
        "A": 1, "B": {"c": "d"}, **asked, "SWI_meaning": "{A:1 B:{c:d}}",
    }  # fmt: skip
    assert run("nuance") == {**asked, "SWI_meaning": "{SWI_literal:go five}"}
    assert run("nuance", "SWI_meaning = {a: 1}; SWI_scoreDelta = -3") == {**asked, "SWI_meaning": {"a": 1}}
    assert run("nuance", "SWI_literal = 'other'") == {
        "SWI_literal": "other", "SWI_grammarName": "session:x", "SWI_meaning": "{SWI_literal:other}",
    }  # fmt: skip
    # What a rule without tags refers to is handed on whole.
    assert run("nuance", REFERENCE, referred="V = 5; SWI_meaning = 'm'") == {"V": 5, **asked, "SWI_meaning": "m"}


def test_an_application_hands_variables_in() -> None:
    tag = "A = SWI_vars.least || 'none'; B = SWI_grammarName"
    assert run("nuance", tag, variables={"least": "3"})["A"] == "3"
    assert run("nuance", tag)["A"] == "none"


@pytest.mark.parametrize(
    ("tag", "refused"),
    [
        ("SWI_disallow = 1", True),
        ("SWI_decoy = '1'", True),
        ("SWI_disallow = true", True),
        ("SWI_disallow = 1; SWI_disallow = 0", False),
        ("SWI_disallow = '0'", False),
    ],
)
def test_tags_may_refuse_their_sentence(tag: str, refused: bool) -> None:
    for dialect in ("nuance", "slots"):
        assert (run(dialect, tag, "A = 1") == DISALLOWED) is refused
        assert (run(dialect, REFERENCE, referred=tag) == DISALLOWED) is refused


def test_properties_add_up() -> None:
    assert run("properties", REFERENCE, "A = true;", referred="B = 'b';") == {"B": "b", "A": True}
    assert run("properties", REFERENCE, "A = true;", referred="SWI_meaning = 'v';") == {"A": True, "_value": "v"}
    assert run("properties", REFERENCE, referred="SWI_meaning = 'v';") == "v"


@pytest.mark.parametrize("dialect", ["dollar", "slots", "nuance"])
@pytest.mark.parametrize(
    "tag",
    [
        "$$refer(0)",
        "while (true) {}",
        "a = []; while (true) a.push(new Array(100000).join('x') + a.length)",
        "f = function () { return f() }; f()",
        "a = {}; a.a = a; $ = a",
        "b = 'x'; for (i = 0; i < 60; i++) b = {l: b, r: b}; $ = b",
        "Object.keys = function () { while (true) {} }; $ = {}",
        "Proxy = null; Array.prototype.forEach = null; $.a = b = 1; throw 1",
        "if (true) {",
        "}})(); (function () { while (true) {}",
    ],
)
def test_nothing_runs_longer_or_takes_more_than_scripts_may(dialect: str, tag: str) -> None:
    """The worker's own bounds; an expression that ends in none of them is killed (`test_semantics`)."""
    answer = run(dialect, tag)
    assert isinstance(answer, str)
    assert answer.startswith("!")
