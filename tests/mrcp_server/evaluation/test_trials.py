import math

import pytest

from mrcp_server.evaluation.trials import THRESHOLDS, Trial, rates, summarize


def _trial(
    *, said: str = "yes", heard: str = "yes", confidence: float = 0.8, in_grammar: bool = True, **more: object
) -> Trial:
    is_match = bool(heard)
    values: dict[str, object] = {
        "name": "a", "said": said, "in_grammar": in_grammar, "audio_s": 2.0, "answer_s": 0.1, "heard": heard,
        "confidence": confidence, "is_match": is_match, "is_right": in_grammar and heard == said,
        "errors": int(heard != said), "words": 1, **more,
    }  # fmt: skip
    return Trial(**values)  # type: ignore[arg-type]  # as the test gives them


def test_outcomes_of_what_is_in_grammar_make_a_hundred_percent() -> None:
    trials = [
        _trial(),
        _trial(heard="no"),
        _trial(confidence=0.3),
        _trial(heard=""),
        _trial(heard="", failure="the worker died", answer_s=0.0),
    ]
    found = rates(trials, 0.5)
    assert (found.right, found.wrong, found.refused) == (20, 20, 40)
    assert math.isnan(found.false_accepted)


def test_another_word_of_the_same_meaning_serves_the_caller() -> None:
    found = summarize("sphinx", [_trial(heard="yeah", is_meant=True), _trial(is_meant=False)], 0.5)
    assert (found.rates.right, found.rates.wrong) == (50, 50)
    assert found.sentence_right_percent == 50


def test_false_accepts_are_of_what_is_out_of_grammar() -> None:
    trials = [_trial(in_grammar=False), _trial(in_grammar=False, confidence=0.4), _trial(in_grammar=False, heard="")]
    assert rates(trials, 0.5).false_accepted == pytest.approx(100 / 3)
    assert rates(trials, 0.1).false_accepted == pytest.approx(200 / 3)
    assert math.isnan(rates(trials, 0.5).right)


def test_a_summary_counts_words_and_sentences_before_anything_is_refused() -> None:
    trials = [
        _trial(confidence=0.1),
        _trial(heard="no", errors=3, words=4, is_meant=True),
        _trial(is_meant=False),
        _trial(in_grammar=False, heard="no", errors=9, words=9),
    ]
    found = summarize("sphinx", trials, 0.5)
    assert (found.recordings, found.in_grammar) == (4, 3)
    assert found.word_error_percent == pytest.approx(100 * 3 / 6)
    assert found.sentence_right_percent == pytest.approx(200 / 3)
    assert found.meaning_right_percent == 50
    assert [one.threshold for one in found.curve] == list(THRESHOLDS)


def test_waiting_is_counted_where_there_was_an_answer() -> None:
    trials = [
        *(_trial(answer_s=number / 100) for number in range(1, 21)),
        _trial(answer_s=9.0, failure="hung"),
        _trial(heard="", has_speech=False, answer_s=0.0),
    ]
    found = summarize("sphinx", trials, 0.5)
    assert (found.no_speech, found.failures) == (1, 1)
    assert found.answer_p50_ms == pytest.approx(105)
    assert found.answer_max_ms == pytest.approx(200)
    assert found.real_time_factor == pytest.approx(2.1 / 40)


def test_nothing_measured_is_no_number() -> None:
    found = summarize("sphinx", [], 0.5)
    assert math.isnan(found.word_error_percent)
    assert math.isnan(found.answer_p95_ms)
    assert math.isnan(found.real_time_factor)
