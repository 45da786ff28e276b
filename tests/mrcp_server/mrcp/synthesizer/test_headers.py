"""Fields of §8.4 and where they may stand."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.synthesizer.headers import BASICSYNTH, SPEECHSYNTH, SYNTHESIZER_FIELDS, SynthesizerFeatures
from mrcp_server.mrcp.synthesizer.length import Unit
from mrcp_server.mrcp.wire.headers import FieldTable
from mrcp_server.mrcp.wire.message import Headers

ALL = FieldTable(SYNTHESIZER_FIELDS)

# §8.4, "MAY occur on": SPEAK, SET/GET, CONTROL, DEFINE-LEXICON.
ALLOWED = {
    "Jump-Size": ("+1 Word", "S.C."),
    "Kill-On-Barge-In": ("true", "SP.."),
    "Speaker-Profile": ("http://a/b", "SP.."),
    "Voice-Gender": ("male", "SPC."),
    "Voice-Age": ("30", "SPC."),
    "Voice-Variant": ("3", "SPC."),
    "Voice-Name": ("Kate", "SPC."),
    "Prosody-Rate": ("fast", "SPC."),
    "Prosody-Volume": ("medium", "SPC."),
    "Prosody-Pitch": ("high", "SPC."),
    "Prosody-Range": ("low", "SPC."),
    "Prosody-Contour": ("(0%,+20Hz)", "SPC."),
    "Prosody-Duration": ("2s", "SPC."),
    "Speech-Language": ("en-US", "SP.."),
    "Fetch-Hint": ("safe", "SP.."),
    "Audio-Fetch-Hint": ("stream", "SP.."),
    "Speak-Length": ("3 Sentence", "S.C."),
    "Load-Lexicon": ("false", "...D"),
    "Lexicon-Search-Order": ("<http://a/b>", "SP.."),
}
METHODS = {"S": "SPEAK", "P": "SET-PARAMS", "C": "CONTROL", "D": "DEFINE-LEXICON"}


def status(table: FieldTable, method: str, name: str, value: str) -> int:
    """200, or what the field is refused with."""
    try:
        table.check(method, Headers([(name, value)]))
    except MrcpError as error:
        return error.status
    return 200


def test_the_list_is_complete() -> None:
    assert {field.name for field in SYNTHESIZER_FIELDS} == set(ALLOWED)


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_where_the_rfc_says(name: str) -> None:
    value, where = ALLOWED[name]
    for letter, method in METHODS.items():
        assert status(ALL, method, name, value) == (200 if letter in where else 403), method


@pytest.mark.parametrize(
    "name", ["Completion-Cause", "Completion-Reason", "Speech-Marker", "Failed-URI", "Speak-Restart"]
)
def test_what_only_we_send_is_refused(name: str) -> None:
    assert status(ALL, "SPEAK", name, "x") == 403


def test_voice_on_the_fly_depends_on_the_engine() -> None:
    assert status(SPEECHSYNTH.field_table(), "CONTROL", "Voice-Age", "30") == 200
    unable = SynthesizerFeatures(changes_voice_while_speaking=False).field_table()
    assert status(unable, "CONTROL", "Voice-Age", "30") == 403


def test_units_and_values_within_our_means() -> None:
    table = SynthesizerFeatures(
        length_units=frozenset({Unit.TAG}), supports={"speech-language": lambda tag: tag == "en"}
    ).field_table()
    assert status(table, "SPEAK", "Speak-Length", "3 Word") == 409
    assert status(table, "SPEAK", "Speak-Length", "end Tag") == 200
    assert status(table, "SPEAK", "Speech-Language", "de") == 409
    assert status(table, "SPEAK", "Speech-Language", "en") == 200
    assert status(table, "SPEAK", "Fetch-Timeout", "600001") == 409


def test_basicsynth_has_no_voice() -> None:
    table = BASICSYNTH.field_table()
    assert status(table, "SPEAK", "Voice-Name", "Kate") == 403
    assert status(table, "SPEAK", "Jump-Size", "+1 Word") == 200
    assert "DEFINE-LEXICON" not in BASICSYNTH.methods
