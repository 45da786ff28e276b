from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.matcher import Status
from engine.grammars.network import MAX_NAMED
from tests.engine.grammars.grammar_vectors import compiled

SPEECH = ActiveGrammar("session:menu", compiled("$a = sales | support;"), 0.5, (("sales", "seɪlz"),))
KEYS = ActiveGrammar("session:keys", compiled("mode dtmf;\n$a = 1 2 | 1 3;"))


def test_it_knows_what_is_wanted() -> None:
    assert (GrammarSet((SPEECH,)).speech, GrammarSet((SPEECH,)).dtmf) == (True, False)
    assert (GrammarSet((KEYS,)).speech, GrammarSet((KEYS,)).dtmf) == (False, True)
    assert GrammarSet(transcribe="builtin:speech/transcribe").speech
    assert not GrammarSet().speech


def test_grammars_of_a_mode_keep_their_places_and_weights() -> None:
    both = GrammarSet((KEYS, SPEECH))
    indices, active = both.active("voice")
    assert indices == (1,)
    assert (active[0].network, active[0].weight) == (SPEECH.network, 0.5)


def test_keys_are_matched_one_by_one() -> None:
    matcher = GrammarSet((SPEECH, KEYS)).digits()
    assert matcher.feed("1") is Status.PARTIAL
    assert matcher.copy().feed("3") is Status.COMPLETE_NO_MORE
    assert matcher.feed("4") is Status.NONE


def test_a_recognizer_is_told_what_was_made_for_it() -> None:
    grammars = GrammarSet((SPEECH, KEYS), "", "en-GB", "text", b"", ("sales", "support"), (("sales", "seɪlz"),))
    spec = grammars.recognition_spec(rate_hz=16000, n_best=3)
    assert (spec.language, spec.rate_hz, spec.n_best, spec.grammar) == ("en-GB", 16000, 3, "text")
    assert spec.words == ("sales", "support")
    assert spec.pronunciations == (("sales", "seɪlz"),)
    assert not spec.transcribe


def test_it_tells_which_grammars_have_tags_that_mean_nothing() -> None:
    strange = compiled("tag-format <x/1>;\n$a = x {y};")
    assert GrammarSet((SPEECH, KEYS)).dropped_tags == ""
    told = GrammarSet((ActiveGrammar("session:s", strange), SPEECH, ActiveGrammar("", strange))).dropped_tags
    assert told == f"session:s: {strange.dropped_tags}; {strange.dropped_tags}"
    # In a header of each result, so not all of a thousand.
    assert GrammarSet((ActiveGrammar("", strange),) * 1000).dropped_tags.count("x/1") == MAX_NAMED
