"""Scopes and errors of scripts (SISR §3.2.2, §3.3, §6.3)."""

import json

import pytest

from engine.grammars.script_worker import evaluate
from engine.grammars.semantic_value import UNDEFINED, decode
from engine.grammars.sisr_runtime import RUNTIME, SCOPED_RUNTIME

REFERENCE = {"rule": 1}


def run(
    *parts: str | dict[str, int], header: tuple[str, ...] = (), referred: str = "out = 5;", dialect: str = "script"
) -> object:
    """What the root rule of grammar 0 is worth; its REFERENCE leads to rule `k` of grammar 1, which matched `five`."""
    program = {
        "score": 0.5,
        "grammars": [{"tags": list(header), "dialect": dialect}, {"tags": ["var foreign = 1;"], "dialect": "script"}],
        "rules": [
            {
                "grammar": 0,
                "name": "a",
                "text": "go five",
                "parts": [{"tag": part} if isinstance(part, str) else part for part in parts],
            },
            {"grammar": 1, "name": "k", "text": "five", "parts": [{"tag": referred}] if referred else []},
        ],
    }
    answers = {evaluate(f"{runtime}({json.dumps(program)})") for runtime in (RUNTIME, SCOPED_RUNTIME)}
    # What other dialects need makes no difference here.
    (answer,) = answers
    return decode(json.loads(answer[1:])) if answer[0] == "=" else answer


@pytest.mark.parametrize(
    ("tags", "value"),
    [
        (("out.p = 'v';",), {"p": "v"}),
        (("out = 'v'; out.p = 1;",), "v"),
        (("out = 'v'; out = new Object(); out.p = 1;",), {"p": 1}),
        (("var n = 1;", "n += 1;", "out = n"), 2),
        (("out = 1 // said so", "out += 1 /* and so */"), 2),
        (("function twice(x) { return 2 * x; }", "out = twice(4);"), 8),
        (("out = typeof nothing;",), "undefined"),
        (("out = rules.latest();",), UNDEFINED),
        (("out = meta.latest();",), UNDEFINED),
        (("out = rules.k;",), UNDEFINED),
        (("out = rules.hasOwnProperty('k');", REFERENCE), False),
        (("rules.k = 'before';", REFERENCE, "out = rules.k"), 5),
        (("rules.k = 'alone';", "out = rules.k"), "alone"),
        ((REFERENCE, "var names = []; for (var name in rules) names.push(name); out = names;"), ["k"]),
        (("out = [1, , 3];",), [1, UNDEFINED, 3]),
        (("out = {f: function () {}, s: new String('x')};",), {"s": "x"}),
        (("Math = 1; out = Math.max(1, 2);",), 2),
    ],
)
def test_tags_share_the_variables_of_their_rule(tags: tuple[str | dict[str, int], ...], value: object) -> None:
    assert run(*tags) == value


def test_meta_has_text_and_score_and_is_fixed_for_the_rule_itself() -> None:
    """SISR §3.3.3: those of a referred rule may be changed, assigning to one's own is ignored."""
    told = "out = [meta.current().text, meta.current().score, meta.k.text, meta.k.score, meta.latest() === meta.k];"
    assert run(REFERENCE, told) == ["go five", 0.5, "five", 0.5, True]
    assert run("meta.current().text = 'x'; out = meta.current().text;") == "go five"
    assert run(REFERENCE, "meta.k.text = 'x'; out = meta.latest().text;") == "x"


def test_global_tags_run_in_order_and_are_seen_by_every_tag() -> None:
    """SISR §4.2."""
    header = ("var base = 10, rest;", "function plus(x) { return base + x; }", "let late = base + 1;")
    assert run("out = [base, typeof rest, plus(5), late];", header=header) == [10, "undefined", 15, 11]


@pytest.mark.parametrize("name", ["base", "rest", "late", "plus"])
def test_global_variables_can_only_be_read(name: str) -> None:
    """SISR §6.3.4."""
    header = ("var base = 10, rest; let late = 1; function plus() {}",)
    assert run(f"{name} = 1;", header=header) == f"!TypeError: '{name}' is read-only"
    assert run(f"var {name} = 1; out = {name};", header=header) == 1


def test_each_grammar_has_a_scope_of_its_own() -> None:
    """SISR §6.3.1."""
    assert run(REFERENCE, "out = rules.k;", referred="out = foreign;") == 1
    assert run("out = foreign;") == "!ReferenceError: 'foreign' is not defined"
    assert run(REFERENCE, "out = rules.k;", header=("var mine = 1;",), referred="out = mine;") == (
        "!ReferenceError: 'mine' is not defined"
    )


def test_variables_of_a_rule_are_not_seen_by_others() -> None:
    """SISR §6.3.2."""
    assert run("var own = 1;", REFERENCE, referred="out = own;") == "!ReferenceError: 'own' is not defined"


@pytest.mark.parametrize(
    "tags",
    [
        ("undeclared = 1;",),
        ("out = undeclared;",),
        ("out.a.b = 1;",),
        ("out = rules.k.x;",),
        ("if (true) {", "}"),
        ("return 1;",),
        ("/* open", "*/"),
        ("out = {a: 1;",),
        ("out.self = out;",),
        ("out = new Array(100001);",),
    ],
)
def test_errors_are_errors(tags: tuple[str, ...]) -> None:
    answer = run(*tags)
    assert isinstance(answer, str)
    assert answer.startswith("!")


def test_an_undeclared_name_is_an_error_in_global_tags_too() -> None:
    assert run("out = 1;", header=("undeclared = 1;",)) == "!ReferenceError: 'undeclared' is not defined"


def test_a_rule_without_tags_has_a_default() -> None:
    """SISR §5."""
    assert run(REFERENCE) == 5
    assert run(REFERENCE, referred="") == "five"
    assert run() == "go five"


def test_without_a_declared_format_names_need_no_declaration_and_out_no_value() -> None:
    """SRGS §4.8: "Grammar processor handling of tags is undefined if the tag format declaration is omitted"."""
    assert run("answer = 1;", "out = answer + 1;", dialect="loose") == 2
    assert run("answer = 1;", dialect="loose") == "go five"
    assert run(REFERENCE, "answer = 1;", dialect="loose") == 5
    for header in ("answer = 0;", "var answer = 0;"):
        assert run("answer += 1;", "out.a = answer;", header=(header,), dialect="loose") == {"a": 1}
    assert run("out = nothing;", dialect="loose") == "!ReferenceError: 'nothing' is not defined"
    assert run("out = new Object();", dialect="loose") == {}


def test_a_name_of_the_language_is_a_rule_name_like_others() -> None:
    program = {
        "score": 1,
        "grammars": [{"tags": [], "dialect": "script"}],
        "rules": [
            {
                "grammar": 0,
                "name": "a",
                "text": "",
                "parts": [{"rule": 1}, {"tag": "out = [rules.__proto__, meta.__proto__.text];"}],
            },
            {"grammar": 0, "name": "__proto__", "text": "t", "parts": []},
        ],
    }
    assert decode(json.loads(evaluate(f"{RUNTIME}({json.dumps(program)})")[1:])) == ["t", "t"]
