"""Digits against grammars, terminating key, timers, type-ahead."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.recognizer.dtmf_input import MAX_KEYS, MAX_TYPED_AHEAD, DtmfInput, TypeAhead, Verdict
from mrcp_server.mrcp.recognizer.recognition_result import MatchState
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import OPEN, PIN, ScriptedGrammars


def press(dtmf: DtmfInput, keys: str, now: float = 0.0) -> list[Verdict]:
    """The verdict on each key."""
    return [dtmf.press(key, now) for key in keys]


MORE, MATCH, NO_MATCH = Verdict.MORE, Verdict.MATCH, Verdict.NO_MATCH


class TestNormal:
    """§9.4.17-9.4.19."""

    def test_nothing_to_wait_for_completes_at_once(self) -> None:
        """No terminating key, whatever DTMF-Term-Timeout says: the default, or the same by a client that sends it."""
        assert press(DtmfInput(PIN, RecognizeParameters.defaults()), "1234")[-1] is MATCH
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults(dtmf_term_timeout_ms=10_000))
        assert press(dtmf, "1234") == [MORE, MORE, MORE, MATCH]
        assert dtmf.digits == "1234"
        assert dtmf.complete

    @pytest.mark.parametrize(
        ("parameters", "deadline"),
        [
            (RecognizeParameters.defaults(dtmf_term_char="#", dtmf_term_timeout_ms=700), 1.7),
            (RecognizeParameters.defaults(dtmf_term_char="#"), 11.0),
            (RecognizeParameters.defaults(dtmf_term_char="#", dtmf_term_timeout_ms=0), 1.0),
        ],
    )
    def test_term_timeout_where_no_more_input_is_allowed(
        self, parameters: RecognizeParameters, deadline: float
    ) -> None:
        dtmf = DtmfInput(PIN, parameters)
        assert press(dtmf, "1234", 1.0)[-1] is MORE
        assert dtmf.deadline == pytest.approx(deadline)
        assert dtmf.expire() is MATCH
        assert dtmf.deadline is None

    def test_interdigit_timeout_where_more_is_allowed(self) -> None:
        dtmf = DtmfInput(OPEN, RecognizeParameters.defaults(dtmf_interdigit_timeout_ms=2000))
        assert press(dtmf, "12", 1.0) == [MORE, MORE]
        assert dtmf.deadline == pytest.approx(3.0)
        assert dtmf.expire() is MATCH

    def test_half_an_input_is_no_match(self) -> None:
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults())
        press(dtmf, "12")
        assert dtmf.expire() is NO_MATCH

    def test_terminating_key_ends_it_and_is_no_digit(self) -> None:
        dtmf = DtmfInput(OPEN, RecognizeParameters.defaults(dtmf_term_char="#"))
        assert press(dtmf, "12#") == [MORE, MORE, MATCH]
        assert dtmf.digits == "12"
        assert press(DtmfInput(PIN, RecognizeParameters.defaults(dtmf_term_char="#")), "12#")[-1] is NO_MATCH
        assert press(DtmfInput(PIN, RecognizeParameters.defaults(dtmf_term_char="#")), "#") == [NO_MATCH]

    def test_wrong_digits_wait_for_the_end_of_input(self) -> None:
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults())
        assert press(dtmf, "194") == [MORE, MORE, MORE]
        assert dtmf.state is MatchState.NONE
        assert dtmf.digits == "194"
        assert dtmf.expire() is NO_MATCH

    def test_wrong_digits_end_it_at_once_if_asked(self) -> None:
        """§9.4.33."""
        assert press(DtmfInput(PIN, RecognizeParameters.defaults(early_no_match=True)), "19") == [MORE, NO_MATCH]

    def test_digit_after_a_complete_input_belongs_to_the_next(self) -> None:
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults(dtmf_term_char="#"))
        assert press(dtmf, "12345")[-1] is Verdict.NOT_MINE
        assert dtmf.digits == "1234"

    def test_nobody_presses_keys_for_ever(self) -> None:
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults())
        assert press(dtmf, "9" * MAX_KEYS) == [MORE] * (MAX_KEYS - 1) + [NO_MATCH]
        longest = "7" * MAX_KEYS
        dtmf = DtmfInput(ScriptedGrammars(longest, longest + "7"), RecognizeParameters.defaults())
        assert press(dtmf, longest)[-1] is MATCH


class TestHotword:
    """§9.9: ignores what does not match."""

    def test_its_digits_have_an_interdigit_timeout(self) -> None:
        dtmf = DtmfInput(PIN, RecognizeParameters.defaults(hotword=True))
        press(dtmf, "812", 1.0)
        assert dtmf.deadline == pytest.approx(6.0)
        press(dtmf, "8", 2.0)
        assert dtmf.deadline is None

    def test_it_keeps_no_more_keys_than_an_input_has(self) -> None:
        dtmf = DtmfInput(ScriptedGrammars("7" * MAX_KEYS + "8"), RecognizeParameters.defaults(hotword=True))
        press(dtmf, "7" * (MAX_KEYS + 3))
        assert dtmf.digits == "777"

    def test_found_within_other_digits(self) -> None:
        dtmf = DtmfInput(ScriptedGrammars("11", "9"), RecognizeParameters.defaults(hotword=True))
        assert press(dtmf, "3121") == [MORE] * 4
        assert dtmf.digits == "1"
        assert press(dtmf, "1") == [MATCH]
        assert dtmf.digits == "11"

    def test_longest_tail_that_fits_is_kept(self) -> None:
        dtmf = DtmfInput(ScriptedGrammars("121", "212"), RecognizeParameters.defaults(hotword=True))
        assert press(dtmf, "1221")[-1] is MORE
        assert dtmf.digits == "21"
        assert press(dtmf, "2") == [MATCH]


class TestTypeAhead:
    """§9.4.31."""

    def test_keys_come_out_in_order_while_they_are_fresh(self) -> None:
        keys = TypeAhead()
        keys.press("1", 0.0)
        keys.press("2", 5.0)
        keys.press("3", 6.0)
        assert keys.take(7.0, 3000) == "2"
        keys.put_back("9", 7.0)
        assert keys.take(7.0, 3000) == "9"
        assert keys.take(7.0, 3000) == "3"
        assert keys.take(7.0, 3000) is None

    def test_cleared_and_bounded(self) -> None:
        keys = TypeAhead()
        for _ in range(MAX_TYPED_AHEAD + 5):
            keys.press("1", 0.0)
        assert len(keys._keys) == MAX_TYPED_AHEAD
        keys.clear()
        assert keys.take(0.0, 1000) is None
