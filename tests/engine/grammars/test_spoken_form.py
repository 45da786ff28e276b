"""What a recognizer is told: words in their order, the sounds of some, and no more than it can take."""

import pytest

from engine.documents.errors import GrammarError
from engine.grammars import spoken_form as module
from engine.grammars.active import ActiveGrammar
from engine.grammars.matcher import Active
from engine.grammars.portable import decode_networks
from engine.grammars.spoken_form import MAX_SPOKEN_BYTES, spoken_form
from engine.workers.framing import MAX_MESSAGE_BYTES
from tests.engine.grammars.grammar_vectors import compiled

MENU = ActiveGrammar("session:menu", compiled("$a = support | sales;"), 0.5, (("sales", "seɪlz"), ("sales", "sɑlz")))
CITIES = ActiveGrammar("session:cities", compiled("$a = rome | sales;"), 1.0, (("rome", "roʊm"), ("sales", "seɪlz")))


def test_words_and_sounds_of_all_are_told_once() -> None:
    form = spoken_form([MENU, CITIES], needs_jsgf=True)
    assert form.words == ("support", "sales", "rome")
    assert form.pronunciations == (("sales", "seɪlz"), ("sales", "sɑlz"), ("rome", "roʊm"))
    assert "rome" in form.jsgf
    assert [active.weight for active in decode_networks(form.networks)] == [0.5, 1.0]


def test_what_nobody_expands_is_not_written_out() -> None:
    assert spoken_form([MENU], needs_jsgf=False).jsgf == ""
    assert isinstance(decode_networks(spoken_form([MENU], needs_jsgf=False).networks)[0], Active)


def test_a_message_for_the_recognizer_is_not_too_long_for_it() -> None:
    assert MAX_SPOKEN_BYTES < MAX_MESSAGE_BYTES
    sounds = tuple((f"word{number}", "ə" * 1000) for number in range(7000))
    with pytest.raises(GrammarError, match="12 MiB"):
        spoken_form([ActiveGrammar("", MENU.network, 1.0, sounds)], needs_jsgf=False)


def test_words_and_states_of_all_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SPOKEN_WORDS", 2 * (2 + len(MENU.network.nodes)))
    assert spoken_form([MENU, MENU], needs_jsgf=False)
    with pytest.raises(GrammarError, match="states together"):
        spoken_form([MENU, MENU, MENU], needs_jsgf=False)
