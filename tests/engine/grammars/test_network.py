"""The compiled form."""

from engine.grammars.grammar import Reference
from tests.engine.grammars.grammar_vectors import compiled


def test_it_knows_its_words_and_rules() -> None:
    network = compiled("$a = x [y $b] | $b; $b = z;")
    assert network.vocabulary() == {"x", "y", "z"}
    assert [rule.name for rule in network.rules] == ["a", "b"]
    assert network.resolve(0, Reference("", "b")) == 1
    assert network.grammar.root == "a"


def test_it_tells_whose_tags_mean_nothing() -> None:
    assert compiled("tag-format <x/1>;\n$a = x {y};").dropped_tags.endswith("not known: 'x/1'")
    assert compiled("tag-format <x/1>;\n$a = x;").dropped_tags == ""
    assert compiled("$a = x {y};").dropped_tags == ""
