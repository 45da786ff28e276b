import pytest

from engine.grammars.matcher import Active
from engine.grammars.portable import encode_networks
from engine.recognition import RecognitionSpec
from engine.recognizers.sphinx.keywords import MOST_PHRASES, keyword_confidence, phrases
from tests.engine.grammars.grammar_vectors import compiled


def test_the_phrases_of_a_grammar_are_its_sentences() -> None:
    networks = encode_networks([Active(compiled("$a = call [the] operator;"))])
    assert list(phrases(RecognitionSpec(networks=networks))) == [("call", "operator"), ("call", "the", "operator")]
    assert list(phrases(RecognitionSpec())) == []
    endless = encode_networks([Active(compiled("$a = (one | two)<1->;"))])
    assert len(list(phrases(RecognitionSpec(networks=endless)))) == MOST_PHRASES


def test_half_sure_is_where_others_do_not_come() -> None:
    assert keyword_confidence(-18.5) == pytest.approx(0.5)
    assert keyword_confidence(-7) > 0.9
    assert keyword_confidence(-24) < 0.3
    assert 0 < keyword_confidence(-1e9) < 1e-6
    assert keyword_confidence(5) == keyword_confidence(0)
