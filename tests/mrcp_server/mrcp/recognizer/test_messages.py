"""Bodies and fields of a recognizer's messages."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.recognizer.messages import RESULT_FORMATS, result_body, waveform_uri
from mrcp_server.mrcp.recognizer.recognition import Done
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, Waveform
from mrcp_server.mrcp.wire.codes import RecognitionCause as Cause

YES = Alternative("yes", 0.9, "g", instance="true")


@pytest.mark.parametrize("form", RESULT_FORMATS)
@pytest.mark.parametrize("cause", Cause)
def test_which_cause_has_which_body(form: str, cause: Cause) -> None:
    body = result_body(Done(cause), "g", 0.0, form)
    empty = cause not in (
        Cause.NO_MATCH,
        Cause.NO_INPUT_TIMEOUT,
        Cause.HOTWORD_MAXTIME,
        Cause.PARTIAL_MATCH,
        Cause.PARTIAL_MATCH_MAXTIME,
        Cause.NO_MATCH_MAXTIME,
    )
    assert (body == b"") is empty
    assert result_body(Done(cause), "g", 0.0, form, also_failures=False) == b""


def test_results() -> None:
    form = "application/nlsml+xml"
    assert b"<instance>true</instance>" in result_body(Done(Cause.SUCCESS, (YES,)), "", 0.0, form)
    assert b"<instance/>" in result_body(Done(Cause.SEMANTICS_FAILURE, (YES,)), "", 0.0, form)


def test_fields() -> None:
    assert waveform_uri(None) == ("Waveform-URI", "")
    assert waveform_uri(Waveform("u", 1, 2)) == ("Waveform-URI", "<u>;size=1;duration=2")
