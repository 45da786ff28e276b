"""The machine takes every report it promises to take."""

from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.recognition_result import MatchState, RecognitionResult
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure, RecognizerReports
from mrcp_server.mrcp.wire.codes import RecognitionCause
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import SPEECH


def test_recognizer_takes_them() -> None:
    reports: RecognizerReports = Recognizer("a@speechrecog", wall_offset_s=0.0, new_sync_id=str)
    failure = RecognitionFailure(RecognitionCause.RECOGNIZER_ERROR)
    assert reports.grammars_loaded(1, SPEECH, 0.0) == []
    assert reports.grammars_failed(1, failure, 0.0) == []
    assert reports.speech_started(1, 0.0) == []
    assert reports.speech_ended(1, 0.0) == []
    assert reports.recognized_so_far(1, MatchState.NONE, 0.0) == []
    assert reports.input_ended(1, 0.0) == []
    assert reports.key("1", 0.0) == []
    assert reports.recognized(1, RecognitionResult(), 0.0) == []
    assert reports.interpreted(1, RecognitionResult(), 0.0) == []
    assert reports.recognition_failed(1, failure, 0.0) == []
    assert reports.waveform_stored(1, None, 0.0) == []
