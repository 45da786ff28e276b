"""Fields of §9.4 and where they may stand."""

from __future__ import annotations

import pytest

from engine.grammars.documents import GRAMMAR_TYPES as READABLE_TYPES
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.recognizer.headers import (
    DTMFRECOG,
    GRAMMAR_TYPES,
    RECOGNIZER_FIELDS,
    SPEECHRECOG,
    RecognizerFeatures,
    term_char,
)
from mrcp_server.mrcp.wire.headers import FieldTable
from mrcp_server.mrcp.wire.message import Headers

ALL = FieldTable(RECOGNIZER_FIELDS)

# §9.4, "MAY occur on": RECOGNIZE, SET/GET, DEFINE-GRAMMAR, GET-RESULT, INTERPRET.
ALLOWED = {
    "Confidence-Threshold": ("0.5", "RP.G."),
    "Sensitivity-Level": ("0.5", "RP..."),
    "Speed-Vs-Accuracy": (".8", "RP..."),
    "N-Best-List-Length": ("5", "RP.G."),
    "No-Input-Timeout": ("5000", "RP..."),
    "Recognition-Timeout": ("5000", "RP..."),
    "Media-Type": ("audio/x-wav", "RP..."),
    "Input-Waveform-URI": ("http://a/b.wav", "R...."),
    "Recognizer-Context-Block": ("x@y", ".P..."),
    "Start-Input-Timers": ("false", "R...."),
    "Speech-Complete-Timeout": ("500", "RP..."),
    "Speech-Incomplete-Timeout": ("500", "RP..."),
    "DTMF-Interdigit-Timeout": ("500", "RP..."),
    "DTMF-Term-Timeout": ("500", "RP..."),
    "DTMF-Term-Char": ("#", "RP..."),
    "Save-Waveform": ("true", "RP..."),
    "New-Audio-Channel": ("true", "R...."),
    "Speech-Language": ("en-US", "RPD.I"),
    "Ver-Buffer-Utterance": ("true", "R...."),
    "Recognition-Mode": ("hotword", "R...."),
    "Cancel-If-Queue": ("true", "R...."),
    "Hotword-Max-Duration": ("500", "R...."),
    "Hotword-Min-Duration": ("500", "R...."),
    "Interpret-Text": ("may I speak to Andre Roy", "....I"),
    "DTMF-Buffer-Time": ("500", ".P..."),
    "Clear-DTMF-Buffer": ("true", "R...."),
    "Early-No-Match": ("true", "R...."),
}
METHODS = {"R": "RECOGNIZE", "P": "SET-PARAMS", "D": "DEFINE-GRAMMAR", "G": "GET-RESULT", "I": "INTERPRET"}


def status(table: FieldTable, method: str, name: str, value: str) -> int:
    """200, or what the field is refused with."""
    try:
        table.check(method, Headers([(name, value)]))
    except MrcpError as error:
        return error.status
    return 200


def test_the_list_is_complete() -> None:
    assert {field.name for field in RECOGNIZER_FIELDS} == set(ALLOWED)


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_where_the_rfc_says(name: str) -> None:
    value, where = ALLOWED[name]
    for letter, method in METHODS.items():
        assert status(ALL, method, name, value) == (200 if letter in where else 403), method


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Confidence-Threshold", "1.5"),
        ("N-Best-List-Length", "0"),
        ("DTMF-Term-Char", "12"),
        ("DTMF-Term-Char", "x"),
        ("Recognition-Mode", "loud"),
        ("No-Input-Timeout", "-1"),
    ],
)
def test_illegal_values(name: str, value: str) -> None:
    assert status(ALL, "RECOGNIZE", name, value) == 404


def test_terminating_key() -> None:
    assert [term_char(value) for value in ("", "#", "a")] == ["", "#", "A"]


def test_every_grammar_that_can_be_read_is_taken() -> None:
    assert set(READABLE_TYPES) <= GRAMMAR_TYPES


def test_what_this_server_has() -> None:
    table = SPEECHRECOG.field_table()
    assert status(table, "RECOGNIZE", "Ver-Buffer-Utterance", "true") == 403
    assert status(table, "RECOGNIZE", "Media-Type", "audio/mpeg") == 409
    assert status(table, "RECOGNIZE", "Media-Type", "Audio/WAV; rate=8000") == 200
    assert status(table, "RECOGNIZE", "Fetch-Timeout", "9999999") == 409
    assert status(table, "INTERPRET", "Cancel-If-Queue", "true") == 200
    assert status(DTMFRECOG.field_table(), "RECOGNIZE", "Sensitivity-Level", "0.5") == 200
    assert status(DTMFRECOG.field_table(), "RECOGNIZE", "Ver-Buffer-Utterance", "true") == 403
    picky = RecognizerFeatures(supports={"speech-language": lambda tag: tag == "en"}).field_table()
    assert status(picky, "RECOGNIZE", "Speech-Language", "de") == 409
