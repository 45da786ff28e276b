"""Values of one RECOGNIZE."""

from __future__ import annotations

from mrcp_server.mrcp.parameters import RequestValues
from mrcp_server.mrcp.recognizer.actions import LoadGrammars
from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_DEFAULTS, RecognizerFeatures
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters, settle
from tests.mrcp_server.mrcp.dialogue import recognizer_client


def parameters(*session: str, request: tuple[str, ...] = ()) -> RecognizeParameters:
    """After SET-PARAMS, of a RECOGNIZE with these lines."""
    client = recognizer_client()
    client.say("SET-PARAMS", *session)
    [action] = client.load(*request)
    assert isinstance(action, LoadGrammars)
    return action.parameters


def test_defaults_are_those_of_the_rfc() -> None:
    """§9.4: 10 s, 5 s, one result, normal mode."""
    got = parameters()
    assert got == RecognizeParameters.defaults()
    assert (got.recognition_timeout_ms, got.dtmf_interdigit_timeout_ms, got.n_best_list_length) == (10_000, 5_000, 1)
    assert (got.start_input_timers, got.hotword, got.cancel_if_queue, got.dtmf_term_timeout_ms) == (
        True,
        False,
        False,
        10_000,
    )


def test_request_over_session_over_default() -> None:
    got = parameters(
        "No-Input-Timeout: 1",
        "Recognition-Timeout: 2",
        "DTMF-Term-Timeout: 3",
        "Vendor-Specific-Parameters: a=1;b=2",
        request=(
            "Recognition-Timeout: 7",
            "Recognition-Mode: hotword",
            'Vendor-Specific-Parameters: a="x"',
            "Hotword-Max-Duration: 9",
            "DTMF-Term-Char: #",
        ),
    )
    assert (got.no_input_timeout_ms, got.recognition_timeout_ms, got.dtmf_term_timeout_ms) == (1, 7, 3)
    assert (got.hotword, got.hotword_max_duration_ms, got.dtmf_term_char) == (True, 9, "#")
    assert got.vendor == {"a": "x", "b": "2"}


def test_defaults_are_those_of_the_field_table() -> None:
    """Whatever the session has: where it does without some of the fields, what they default to holds."""
    client = recognizer_client(features=RecognizerFeatures(unsupported_fields=frozenset({"Sensitivity-Level"})))
    [action] = client.load()
    assert isinstance(action, LoadGrammars)
    assert action.parameters == RecognizeParameters.defaults()
    typed = {**RECOGNIZER_DEFAULTS, "no-input-timeout": 1, "recognition-mode": "hotword"}
    got = settle(RequestValues(typed, vendor={"a": "b"}))
    assert got == RecognizeParameters.defaults(no_input_timeout_ms=1, hotword=True, vendor={"a": "b"})


def test_term_timeout_of_the_request() -> None:
    assert parameters(request=("DTMF-Term-Timeout: 0",)).dtmf_term_timeout_ms == 0


def test_constraints_of_a_get_result() -> None:
    got = RecognizeParameters.defaults().constrained({"confidence-threshold": 0.1, "logging-tag": "x"})
    assert got == RecognizeParameters.defaults(confidence_threshold=0.1)
    assert got.constrained({"n-best-list-length": 3}).n_best_list_length == 3
