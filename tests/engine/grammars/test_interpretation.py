import asyncio
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import msgspec
import pytest

from engine.errors import TooMuchWorkError
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.matcher import Status
from engine.recognition import FreeText, Hypothesis, RecognizedWord, RecognizerResult
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
def interpreter() -> Iterator[InputInterpreter]:
    interpreter = InputInterpreter(2)
    interpreter.warm_up().result()
    yield interpreter
    interpreter.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 20))


def recognized(*texts: str, final: bool = True) -> RecognizerResult:
    return RecognizerResult(
        tuple(
            Hypothesis(tuple(RecognizedWord(word, 0, 100) for word in text.split()), 0.9 - rank / 10)
            for rank, text in enumerate(texts)
        ),
        1000,
        final,
    )


def test_a_sentence_has_a_meaning_and_its_words_times(interpreter: InputInterpreter) -> None:
    interpreted = run(interpreter.speech(recognized("please sales"), GrammarSet((KEYS, MENU))))
    (meaning,) = interpreted.alternatives
    assert (meaning.text, meaning.confidence, meaning.grammar, meaning.uri) == ("please sales", 0.9, 1, "session:menu")
    assert (meaning.value, meaning.instance, meaning.mode) == ({"to": 1}, "<to>1</to>", "speech")
    assert [word.text for word in meaning.words] == ["please", "sales"]
    assert interpreted.status is Status.COMPLETE_NO_MORE
    assert (interpreted.partial, interpreted.rejected) == (None, None)


PHONE = ActiveGrammar("builtin:speech/phone", compile_network(parse_builtin("builtin:speech/phone").grammars[0]))
NUMBER = ActiveGrammar("builtin:speech/number", compile_network(parse_builtin("builtin:speech/number").grammars[0]))


@pytest.mark.parametrize(
    ("grammar", "words", "free", "lead", "value"),
    [
        (PHONE, "five one", "Five one.", 0.0, "51"),
        (PHONE, "five one", "51.", 9.0, "51"),
        (PHONE, "five one", "Double five one.", 5.0, None),
        (PHONE, "five one", "Find one", 3.0, "51"),
        (PHONE, "five one", "The trouble with Fiona", 5.0, None),
        (NUMBER, "three hundred sixteen", "Three one six.", 1.6, None),
    ],
)
def test_a_built_in_grammar_gives_no_value_that_was_not_said(
    interpreter: InputInterpreter, grammar: ActiveGrammar, words: str, free: str, lead: float, value: str | None
) -> None:
    heard = msgspec.structs.replace(recognized(words), free=FreeText(free, lead))
    interpreted = run(interpreter.speech(heard, GrammarSet((grammar,))))
    if value is None:
        assert interpreted.alternatives == ()
        assert interpreted.status is Status.NONE
        assert interpreted.rejected.text == words
    else:
        assert [one.value for one in interpreted.alternatives] == [value]


def test_a_grammar_of_the_users_may_have_words_that_nobody_else_has(interpreter: InputInterpreter) -> None:
    heard = msgspec.structs.replace(recognized("technical support"), free=FreeText("Tech nickel's a port.", 9.0))
    (meaning,) = run(interpreter.speech(heard, GrammarSet((MENU,)))).alternatives
    assert meaning.value == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [("805 5551", "8055551"), ("(858) 705-1234", "8587051234"), ("Eight hundred 555 1212", "8005551212")],
)
def test_figures_of_telephone_numbers_stand_for_themselves(
    interpreter: InputInterpreter, text: str, value: str
) -> None:
    interpreted = run(interpreter.text(text, GrammarSet((NUMBER, PHONE))))
    assert [one.value for one in interpreted.alternatives] == [value]
    assert run(interpreter.text("805", GrammarSet((NUMBER,)))).alternatives[0].value == "805"


def meaning_by(interpreter: InputInterpreter, rules: str, words: str, tag_format: str = "semantics/1.0") -> Any:
    grammar = ActiveGrammar("session:x", compiled(f"tag-format <{tag_format}>;\n{rules}"))
    (meaning,) = run(interpreter.speech(recognized(words), GrammarSet((grammar,)))).alternatives
    return meaning


def test_xml_has_what_json_has_not(interpreter: InputInterpreter) -> None:
    """SISR §7.1."""
    meaning = meaning_by(interpreter, "$a = x {out.a = undefined; out.b = 0 / 0; out.c = 1;};", "x")
    assert meaning.instance == "<a>undefined</a><b>NaN</b><c>1</c>"
    assert meaning.value == {"b": None, "c": 1}


def test_a_value_that_xml_has_no_name_for_has_failed(interpreter: InputInterpreter) -> None:
    meaning = meaning_by(interpreter, '$a = x {out["two words"] = 1;};', "x")
    assert meaning.semantics_failed
    assert (meaning.instance, meaning.value) == (None, None)


@pytest.mark.parametrize("tag_format", ["semantics/1.0", "semantics/1.0-literals"])
def test_a_declared_format_gives_default_values(interpreter: InputInterpreter, tag_format: str) -> None:
    """SISR §5: the last rule's text, as the grammar writes it; so is the input."""
    meaning = meaning_by(interpreter, "$a = go to $b; $b = New York;", "go to new york", tag_format)
    assert (meaning.text, meaning.instance) == ("go to New York", "New York")


def test_the_input_has_the_capitals_of_the_grammar(interpreter: InputInterpreter) -> None:
    """With them the words that have times; what GARBAGE took stays as it came."""
    cities = ActiveGrammar("session:x", compiled('$a = [$GARBAGE] ("New York" | "Los Angeles") 24;'))
    (meaning,) = run(interpreter.speech(recognized("um new york 24"), GrammarSet((cities,)))).alternatives
    assert (meaning.text, meaning.instance, meaning.value) == ("um New York 24", None, "New York 24")
    assert [word.text for word in meaning.words] == ["um", "New", "York", "24"]


def test_without_tags_the_text_is_all(interpreter: InputInterpreter) -> None:
    (meaning,) = run(interpreter.speech(recognized("yes"), GrammarSet((PLAIN,)))).alternatives
    assert meaning.instance is None
    assert meaning.value == "yes"


def test_alternatives_are_ranked_and_different(interpreter: InputInterpreter) -> None:
    grammars = GrammarSet((PLAIN, MENU))
    interpreted = run(interpreter.speech(recognized("sales", "no", "sales"), grammars, 5))
    assert [(one.text, one.grammar) for one in interpreted.alternatives] == [("sales", 0), ("sales", 1), ("no", 0)]
    assert len(run(interpreter.speech(recognized("sales", "no"), grammars, 1)).alternatives) == 1


def test_a_beginning_is_partial_and_nonsense_rejected(interpreter: InputInterpreter) -> None:
    interpreted = run(interpreter.speech(recognized("please technical"), GrammarSet((MENU,))))
    assert interpreted.status is Status.PARTIAL
    assert interpreted.partial.text == "please technical"
    assert interpreted.rejected is None
    interpreted = run(interpreter.speech(recognized("support please"), GrammarSet((MENU,))))
    assert interpreted.status is Status.NONE
    assert (interpreted.partial, interpreted.rejected.text, interpreted.rejected.confidence) == (
        None,
        "support please",
        0.9,
    )


def test_a_lower_hypothesis_may_be_the_sentence(interpreter: InputInterpreter) -> None:
    interpreted = run(interpreter.speech(recognized("please", "sales"), GrammarSet((MENU,))))
    assert [one.text for one in interpreted.alternatives] == ["sales"]


@pytest.mark.parametrize(("final", "status"), [(True, Status.NONE), (False, Status.PARTIAL)])
def test_nothing_recognized_is_nothing_interpreted(interpreter: InputInterpreter, final: bool, status: Status) -> None:
    interpreted = run(interpreter.speech(RecognizerResult(final=final), GrammarSet((MENU,))))
    assert (interpreted.alternatives, interpreted.partial, interpreted.rejected) == ((), None, None)
    assert interpreted.status is status


def test_open_speech_takes_whatever_no_grammar_does(interpreter: InputInterpreter) -> None:
    grammars = GrammarSet((MENU,), transcribe="builtin:speech/transcribe")
    (meaning,) = run(interpreter.speech(recognized("good morning"), grammars)).alternatives
    assert (meaning.text, meaning.grammar, meaning.uri) == ("good morning", -1, "builtin:speech/transcribe")
    (meaning,) = run(interpreter.speech(recognized("technical support"), grammars)).alternatives
    assert (meaning.value, meaning.uri) == (2, "session:menu")


def test_keys_mean_what_their_grammar_says(interpreter: InputInterpreter) -> None:
    grammars = GrammarSet((MENU, KEYS))
    (meaning,) = run(interpreter.digits("12", grammars)).alternatives
    assert (meaning.text, meaning.confidence, meaning.mode, meaning.instance) == ("12", 1.0, "dtmf", "twelve")
    assert meaning.uri == "builtin:dtmf/x"
    assert run(interpreter.digits("1", grammars)).partial.mode == "dtmf"
    interpreted = run(interpreter.digits("77", grammars))
    assert (interpreted.status, interpreted.rejected.text) == (Status.NONE, "77")


def test_text_is_interpreted_by_grammars_of_both_modes(interpreter: InputInterpreter) -> None:
    grammars = GrammarSet((MENU, KEYS))
    for text, value in (("Technical Support!", 2), ("1 2", "twelve")):
        (meaning,) = run(interpreter.text(text, grammars)).alternatives
        assert (meaning.value, meaning.mode) == (value, "text")
    partial, rejected = run(interpreter.text("please", grammars)).partial, run(interpreter.text("?", grammars)).rejected
    assert (partial.text, partial.mode, rejected.text, rejected.mode) == ("please", "text", "?", "text")


def test_a_script_that_never_ends_fails_in_200_ms_and_holds_nobody_up(interpreter: InputInterpreter) -> None:
    async def work() -> None:
        begin = time.monotonic()
        looping = asyncio.create_task(interpreter.speech(recognized("loop"), GrammarSet((LOOP,))))
        (meaning,) = (await interpreter.speech(recognized("yes"), GrammarSet((PLAIN,)))).alternatives
        assert meaning.value == "yes"
        assert not looping.done()
        (failed,) = (await looping).alternatives
        assert failed.semantics_failed
        assert (failed.instance, failed.text) == (None, "loop")
        assert time.monotonic() - begin < 2.0

    run(work())


PIN = ActiveGrammar(
    "session:pin",
    compiled(
        "tag-format <semantics/1.0>;\n$a = {out = '';} ($d {out += rules.d;})<4>;\n"
        "$d = vier {out = 4;} | fünf {out = 5;} | acht {out = 8;} | zwei {out = 2;};",
        language="de-DE",
    ),
)


@pytest.mark.parametrize("written", ["4582", "Vier, fünf, acht, zwei.", "45 82", "vier 5 8 2"])
def test_a_transcript_is_read_however_it_is_written(interpreter: InputInterpreter, written: str) -> None:
    grammars = GrammarSet((PIN,), language="de-DE")
    (meaning,) = run(interpreter.speech(recognized(written), grammars)).alternatives
    assert (meaning.text, meaning.value, meaning.confidence) == ("vier fünf acht zwei", "4582", 0.9)
    assert [word.text for word in meaning.words] == written.split()
    assert run(interpreter.text(written, grammars)).alternatives[0].value == "4582"


def test_a_transcript_that_only_begins_a_sentence_is_partial(interpreter: InputInterpreter) -> None:
    interpreted = run(interpreter.speech(recognized("45", final=False), GrammarSet((PIN,), language="de-DE")))
    assert interpreted.status is Status.PARTIAL
    assert interpreted.alternatives == ()
    interpreted = run(interpreter.speech(recognized("99"), GrammarSet((PIN,), language="de-DE")))
    assert (interpreted.status, interpreted.rejected.text) == (Status.NONE, "99")


def test_readings_further_from_the_writing_are_less_sure(interpreter: InputInterpreter) -> None:
    both = ActiveGrammar("session:both", compiled("$a = vier zwei | 42;", language="de-DE"))
    meanings = run(interpreter.speech(recognized("42."), GrammarSet((both,), language="de-DE"), 3)).alternatives
    assert [meaning.text for meaning in meanings] == ["42"]
    either = ActiveGrammar("session:either", compiled("$a = hundert vier | ein hundert vier;", language="de-DE"))
    meanings = run(interpreter.speech(recognized("104"), GrammarSet((either,), language="de-DE"), 3)).alternatives
    assert [meaning.confidence for meaning in meanings] == [0.9, 0.855]


def test_a_sentence_that_its_tags_refuse_is_no_match(interpreter: InputInterpreter) -> None:
    """Nuance's SWI_disallow: what was said is a sentence of the grammar, but none that it wants."""
    rules = "$a = yes {SWI_disallow = 1;} | no;"
    speech = ActiveGrammar("session:x", compiled(rules))
    interpreted = run(interpreter.speech(recognized("yes", "no"), GrammarSet((speech,)), 5))
    assert [one.text for one in interpreted.alternatives] == ["no"]
    interpreted = run(interpreter.speech(recognized("yes"), GrammarSet((speech,))))
    assert (interpreted.alternatives, interpreted.rejected.text) == ((), "yes")
    keys = ActiveGrammar("session:k", compiled("mode dtmf;\n$a = 1 {SWI_disallow = 1;} | 2;"))
    assert run(interpreter.digits("1", GrammarSet((keys,)))).rejected.text == "1"
    assert run(interpreter.digits("2", GrammarSet((keys,)))).alternatives


def test_a_grammar_for_nuance_is_told_its_name(interpreter: InputInterpreter) -> None:
    meaning = meaning_by(interpreter, "$a = x {A = 1;};", "x", "swi-semantics/1.0")
    assert meaning.value["SWI_grammarName"] == "session:x"


def test_why_a_meaning_is_not_what_the_tags_say(interpreter: InputInterpreter) -> None:
    failed = meaning_by(interpreter, "$a = x {out = nothing;};", "x")
    assert (failed.semantics_failed, failed.reason.endswith("'nothing' is not defined")) == (True, True)
    unnamed = meaning_by(interpreter, '$a = x {out["two words"] = 1;};', "x")
    assert "two words" in unnamed.reason
    dropped = meaning_by(interpreter, "$a = x {y};", "x", "x-vendor")
    assert (dropped.semantics_failed, "'x-vendor'" in dropped.reason) == (False, True)
    assert meaning_by(interpreter, "$a = x {out = 1;};", "x").reason == ""


def heard_as(
    interpreter: InputInterpreter,
    text: str,
    rules: str,
    *,
    confidence: float = 0.9,
    spot: bool = False,
    is_cut: bool = False,
) -> Any:
    words = tuple(
        RecognizedWord(word, 200 * index, 200 * index + 200, confidence) for index, word in enumerate(text.split())
    )
    result = RecognizerResult((Hypothesis(words, 0.3),))
    grammar = ActiveGrammar("session:hot", compiled(f"tag-format <semantics/1.0-literals>;\n{rules}"))
    return run(interpreter.speech(result, GrammarSet((grammar,)), spot=spot, is_cut=is_cut))


def test_a_hotword_is_found_in_the_midst_with_its_own_times_and_confidence(interpreter: InputInterpreter) -> None:
    rules = "$a = operator {O} | help me {H} | help {h};"
    found = heard_as(interpreter, "can you help me now", rules, spot=True)
    (one,) = found.alternatives
    assert (one.text, one.confidence, one.is_followed) == ("help me", 0.9, True)
    assert [(word.start_ms, word.end_ms) for word in one.words] == [(400, 600), (600, 800)]
    assert found.status is Status.COMPLETE_NO_MORE
    (last,) = heard_as(interpreter, "the operator", rules, spot=True).alternatives
    assert not last.is_followed
    assert heard_as(interpreter, "can you help me now", rules).alternatives == ()
    assert heard_as(interpreter, "whatever else", rules, spot=True) == heard_as(interpreter, "whatever else", rules)


def test_where_the_audio_was_cut_the_last_word_need_not_be_one(interpreter: InputInterpreter) -> None:
    rules = "$a = call the sales department;"
    cut = heard_as(interpreter, "call the sail", rules, is_cut=True)
    assert cut.status is Status.PARTIAL
    assert cut.partial is not None
    assert cut.partial.text == "call the"
    for text, is_cut in (("call the sail", False), ("tall the sail", True), ("tall", True)):
        assert heard_as(interpreter, text, rules, is_cut=is_cut).status is Status.NONE


def test_what_can_be_read_in_too_many_ways_is_given_up(interpreter: InputInterpreter) -> None:
    rules = "$a = ($b | $c | $d)<1->; $b = x | x x; $c = x [x] [$b]; $d = $b [$c] [$b];"
    grammars = GrammarSet((ActiveGrammar("session:bad", compiled(rules)),))
    with pytest.raises(TooMuchWorkError):
        run(interpreter.text("x " * 20_000, grammars))
    assert run(interpreter.text("x x x", grammars)).best is not None
