"""JSGF for a finite-state recogniser."""

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active
from tests.engine.grammars.grammar_vectors import compiled


def written(rules: str) -> str:
    """The first rule."""
    return to_jsgf([Active(compiled(rules))]).splitlines()[2].partition(" = ")[2]


@pytest.mark.parametrize(
    ("rules", "jsgf"),
    [
        ("$a = go on {t};", "go on;"),
        ("$a = {t};", "<NULL>;"),
        ("$a = $VOID $GARBAGE;", "<VOID>;"),
        ("$a = x | $VOID | /2/ y $VOID;", "(/1.000000/ x);"),
        ("$a = [$VOID] x $b<0->; $b = $c | $VOID<1-2>; $c = y $VOID;", "<NULL> x <NULL>;"),
        ("$a = x ($VOID | $VOID) | $b y; $b = z;", "(/1.000000/ <g0r1> y);"),
        ("$a = (x | /2/ y);", "(/1.000000/ x | /2.000000/ y);"),
        ("$a = x<0>;", "<NULL>;"),
        ("$a = $b<0> x; $b = y;", "<NULL> x;"),
        ("$a = x<2>;", "(x) (x);"),
        ("$a = [x];", "[(x)];"),
        ("$a = x<0->;", "(x)*;"),
        ("$a = x<2->;", "(x) (x) (x)*;"),
        ("$a = x<1-3>;", "(x) [(x) [(x)]];"),
        ("$a = x $b; $b = y;", "x <g0r1>;"),
        ("$a = x [$a];", "x [(<g0r0>)];"),
    ],
)
def test_expansions(rules: str, jsgf: str) -> None:
    assert written(rules) == jsgf


def test_several_grammars_share_a_root() -> None:
    text = to_jsgf([Active(compiled("$a = x;"), 0.5), Active(compiled("$a = y;"))])
    assert text.splitlines()[-1] == "public <root> = /0.500000/ <g0r0> | /1.000000/ <g1r0>;"
    assert to_jsgf([]).splitlines()[-1] == "public <root> = <VOID>;"
    text = to_jsgf([Active(compiled("$a = $VOID;")), Active(compiled("$a = y;"))])
    assert text.splitlines()[-1] == "public <root> = /1.000000/ <g1r0>;"


@pytest.mark.parametrize("rules", ["$a = x $a y | z;", "$a = x $b y | z; $b = w $a;", "$a = z | (x $a)<2>;"])
def test_recursion_that_is_not_at_the_end_is_refused(rules: str) -> None:
    with pytest.raises(GrammarError, match="recurses"):
        to_jsgf([Active(compiled(rules))])


def test_recursion_at_the_end_through_other_rules_is_fine() -> None:
    to_jsgf([Active(compiled("$a = x $b | z; $b = w [$a | $c]; $c = v;"))])


def test_what_expands_too_far_is_refused() -> None:
    rules = "".join(f"$r{n} = $r{n + 1} $r{n + 1};" for n in range(30)) + "$r30 = x;"
    with pytest.raises(GrammarError, match="expands"):
        to_jsgf([Active(compiled(f"$a = $r0; {rules}"))])
    with pytest.raises(GrammarError, match="expands"):
        to_jsgf([Active(compiled("$a = ((x<30>)<30>)<30> | y;"))])


def test_many_rounds_are_any_number() -> None:
    assert written("$a = x<1-500>;") == written("$a = x<1->;")
    assert written("$a = x<500>;").endswith("(x) (x)*;")


@pytest.mark.parametrize(
    "rules",
    [
        "$a = " + " ".join(f"$r{n}" for n in range(65)) + "; " + "".join(f"$r{n} = [x{n}];" for n in range(65)),
        "$a = x $r0; " + "".join(f"$r{n} = [y{n} $r{n + 1}];" for n in range(65)) + "$r65 = z;",
    ],
)
def test_what_may_be_left_out_in_too_long_a_row_is_refused(rules: str) -> None:
    with pytest.raises(GrammarError, match="left out"):
        to_jsgf([Active(compiled(rules))])


def test_pocketsphinx_accepts_it() -> None:
    pocketsphinx = pytest.importorskip("pocketsphinx")
    decoder = pocketsphinx.Decoder(pocketsphinx.Config(lm=None, loglevel="FATAL"))
    network = compiled("$a = call [the] (sales | support)<1-2> [and $a] | (yes | no)<0-> $NULL;")
    decoder.add_jsgf_string("test", to_jsgf([Active(network)]))
    assert all(decoder.lookup_word(word) for word in network.vocabulary())
