"""The rules behind built-in speech; `test_builtin` has what they mean."""

from engine.grammars import builtin_speech
from engine.grammars.abnf import parse_abnf
from engine.grammars.builtin import TYPES
from engine.grammars.compiler import compile_network


def test_every_type_but_digits_is_a_public_rule_that_compiles() -> None:
    grammar = parse_abnf(
        f"#ABNF 1.0;\nlanguage en;\n{builtin_speech.GLOBALS};\n".replace("};;", "};") + builtin_speech.RULES
    )
    public = {name for name, rule in grammar.rules.items() if rule.public}
    assert public == set(TYPES) - {"digits"}
    for name in public:
        assert len(compile_network(grammar, rule=name).nodes) < 300
