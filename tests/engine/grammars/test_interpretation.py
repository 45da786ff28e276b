import asyncio
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.interpretation import Understander
from engine.grammars.matcher import Status
from engine.recognition import Heard, HeardWord, Hypothesis
from tests.engine.grammars.grammar_vectors import compiled

MENU = ActiveGrammar(
    "session:menu",
    compiled("tag-format <semantics/1.0>;\n$a = [please] (sales {out.to = 1;} | technical support {out = 2;});"),
)
PLAIN = ActiveGrammar("session:plain", compiled("$a = yes | no | sales;"))
KEYS = ActiveGrammar(
    "builtin:dtmf/x", compiled("mode dtmf;\ntag-format <semantics/1.0>;\n$a = 1 2 {out = 'twelve';} | 3;")
)
LOOP = ActiveGrammar("session:loop", compiled("tag-format <semantics/1.0>;\n$a = loop {while (1);};"))


@pytest.fixture(scope="module")
def understander() -> Iterator[Understander]:
    understander = Understander(2)
    understander.warm_up().result()
    yield understander
    understander.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 20))


def heard(*texts: str, final: bool = True) -> Heard:
    return Heard(
        tuple(
            Hypothesis(tuple(HeardWord(word, 0, 100) for word in text.split()), 0.9 - rank / 10)
            for rank, text in enumerate(texts)
        ),
        1000,
        final,
    )


def test_a_sentence_has_a_meaning_and_its_words_times(understander: Understander) -> None:
    understood = run(understander.speech(heard("please sales"), GrammarSet((KEYS, MENU))))
    (meaning,) = understood.alternatives
    assert (meaning.text, meaning.confidence, meaning.grammar, meaning.uri) == ("please sales", 0.9, 1, "session:menu")
    assert (meaning.value, meaning.instance, meaning.mode) == ({"to": 1}, "<to>1</to>", "speech")
    assert [word.text for word in meaning.words] == ["please", "sales"]
    assert understood.status is Status.COMPLETE_NO_MORE
    assert (understood.partial, understood.rejected) == (None, None)


def meaning_by(understander: Understander, rules: str, words: str, tag_format: str = "semantics/1.0") -> Any:
    grammar = ActiveGrammar("session:x", compiled(f"tag-format <{tag_format}>;\n{rules}"))
    (meaning,) = run(understander.speech(heard(words), GrammarSet((grammar,)))).alternatives
    return meaning


def test_xml_has_what_json_has_not(understander: Understander) -> None:
    """SISR §7.1."""
    meaning = meaning_by(understander, "$a = x {out.a = undefined; out.b = 0 / 0; out.c = 1;};", "x")
    assert meaning.instance == "<a>undefined</a><b>NaN</b><c>1</c>"
    assert meaning.value == {"b": None, "c": 1}


def test_a_value_that_xml_has_no_name_for_has_failed(understander: Understander) -> None:
    meaning = meaning_by(understander, '$a = x {out["two words"] = 1;};', "x")
    assert meaning.semantics_failed
    assert (meaning.instance, meaning.value) == (None, None)


@pytest.mark.parametrize("tag_format", ["semantics/1.0", "semantics/1.0-literals"])
def test_a_declared_format_gives_default_values(understander: Understander, tag_format: str) -> None:
    """SISR §5: the last rule's text, as the grammar writes it; the input stays what was heard."""
    meaning = meaning_by(understander, "$a = go to $b; $b = New York;", "go to new york", tag_format)
    assert (meaning.text, meaning.instance) == ("go to new york", "New York")


def test_without_tags_the_text_is_all(understander: Understander) -> None:
    (meaning,) = run(understander.speech(heard("yes"), GrammarSet((PLAIN,)))).alternatives
    assert meaning.instance is None
    assert meaning.value == "yes"


def test_alternatives_are_ranked_and_different(understander: Understander) -> None:
    grammars = GrammarSet((PLAIN, MENU))
    understood = run(understander.speech(heard("sales", "no", "sales"), grammars, 5))
    assert [(one.text, one.grammar) for one in understood.alternatives] == [("sales", 0), ("sales", 1), ("no", 0)]
    assert len(run(understander.speech(heard("sales", "no"), grammars, 1)).alternatives) == 1


def test_a_beginning_is_partial_and_nonsense_rejected(understander: Understander) -> None:
    understood = run(understander.speech(heard("please technical"), GrammarSet((MENU,))))
    assert understood.status is Status.PARTIAL
    assert understood.partial.text == "please technical"
    assert understood.rejected is None
    understood = run(understander.speech(heard("support please"), GrammarSet((MENU,))))
    assert understood.status is Status.NONE
    assert (understood.partial, understood.rejected.text, understood.rejected.confidence) == (
        None,
        "support please",
        0.9,
    )


def test_a_lower_hypothesis_may_be_the_sentence(understander: Understander) -> None:
    understood = run(understander.speech(heard("please", "sales"), GrammarSet((MENU,))))
    assert [one.text for one in understood.alternatives] == ["sales"]


@pytest.mark.parametrize(("final", "status"), [(True, Status.NONE), (False, Status.PARTIAL)])
def test_nothing_heard_is_nothing_understood(understander: Understander, final: bool, status: Status) -> None:
    understood = run(understander.speech(Heard(final=final), GrammarSet((MENU,))))
    assert (understood.alternatives, understood.partial, understood.rejected) == ((), None, None)
    assert understood.status is status


def test_open_speech_takes_whatever_no_grammar_does(understander: Understander) -> None:
    grammars = GrammarSet((MENU,), transcribe="builtin:speech/transcribe")
    (meaning,) = run(understander.speech(heard("good morning"), grammars)).alternatives
    assert (meaning.text, meaning.grammar, meaning.uri) == ("good morning", -1, "builtin:speech/transcribe")
    (meaning,) = run(understander.speech(heard("technical support"), grammars)).alternatives
    assert (meaning.value, meaning.uri) == (2, "session:menu")


def test_keys_mean_what_their_grammar_says(understander: Understander) -> None:
    grammars = GrammarSet((MENU, KEYS))
    (meaning,) = run(understander.digits("12", grammars)).alternatives
    assert (meaning.text, meaning.confidence, meaning.mode, meaning.instance) == ("12", 1.0, "dtmf", "twelve")
    assert meaning.uri == "builtin:dtmf/x"
    assert run(understander.digits("1", grammars)).partial.mode == "dtmf"
    understood = run(understander.digits("77", grammars))
    assert (understood.status, understood.rejected.text) == (Status.NONE, "77")


def test_text_is_interpreted_by_grammars_of_both_modes(understander: Understander) -> None:
    grammars = GrammarSet((MENU, KEYS))
    assert run(understander.text("Technical Support!", grammars)).alternatives[0].value == 2
    assert run(understander.text("1 2", grammars)).alternatives[0].value == "twelve"
    assert run(understander.text("please", grammars)).partial.text == "please"
    assert run(understander.text("?", grammars)).rejected.text == "?"


def test_a_script_that_never_ends_fails_in_200_ms_and_holds_nobody_up(understander: Understander) -> None:
    async def work() -> None:
        begin = time.monotonic()
        looping = asyncio.create_task(understander.speech(heard("loop"), GrammarSet((LOOP,))))
        (meaning,) = (await understander.speech(heard("yes"), GrammarSet((PLAIN,)))).alternatives
        assert meaning.value == "yes"
        assert not looping.done()
        (failed,) = (await looping).alternatives
        assert failed.semantics_failed
        assert (failed.instance, failed.text) == (None, "loop")
        assert time.monotonic() - begin < 2.0

    run(work())
