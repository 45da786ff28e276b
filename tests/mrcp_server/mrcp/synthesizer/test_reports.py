"""The machine takes every report it promises to take."""

from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure, SynthesizerReports
from mrcp_server.mrcp.wire.codes import SpeakCause


def test_synthesizer_takes_them() -> None:
    reports: SynthesizerReports = Synthesizer("a@speechsynth", wall_offset_s=0.0)
    assert reports.started(1, 0.0) == []
    assert reports.marked(1, "m", 0.0) == []
    assert reports.finished(1, 0.0) == []
    assert reports.failed(1, SpeakFailure(SpeakCause.ERROR), 0.0) == []
    assert reports.stopped([1], 0.0) == []
    assert reports.killed("s", 0.0) == []
    assert reports.jumped(1, JumpOutcome.MOVED, 0.0) == []
    assert reports.lexicon_loaded(1, 0.0) == []
    assert reports.lexicon_failed(1, SpeakFailure(SpeakCause.ERROR), 0.0) == []
