"""With PocketSphinx in real workers, on recordings made here."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine
from mrcp_server.config import Config, load_config
from mrcp_server.evaluation.evaluate import EvaluationPlan, engines_of, evaluate
from mrcp_server.evaluation.report import Report
from tests.fakes import telephone_audio as audio
from tests.fakes.recognizer import FACTORY
from tests.fakes.recordings import wav, wide

_SPHINX = ListenerEngine(EngineSpec("sphinx"))
_MENU = "#ABNF 1.0;\nlanguage en-US;\nroot $a;\n$a = call the sales department | technical support;\n"


def _line(text: str) -> audio.Pcm:
    pcm = np.concatenate([audio.silence(0.4), audio.speech(text), audio.silence(0.8)])
    return audio.mix(pcm, audio.noise(len(pcm) / 8000, 10.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "grammar.gram").write_text(_MENU, encoding="utf-8")
    for name, text in (("a", "technical support"), ("b", "call the sales department"), ("c", "what is the weather")):
        (tmp_path / f"{name}.wav").write_bytes(wav(_line(text)))
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def _evaluate(plan: EvaluationPlan, *engines: ListenerEngine) -> tuple[Report, list[tuple[str, int]]]:
    steps: list[tuple[str, int]] = []
    report = asyncio.run(evaluate(Config(), plan, engines or [_SPHINX], lambda *step: steps.append(step)))
    return report, steps


def test_recordings_are_recognised_by_their_grammar(folder: Path) -> None:
    report, steps = _evaluate(EvaluationPlan(folder))
    (summary,) = report.summaries
    assert not report.problems
    assert (summary.engine, summary.recordings, summary.in_grammar) == ("sphinx", 3, 2)
    assert summary.sentence_right_percent == 100
    assert summary.rates.right == 100
    assert summary.rates.false_accepted == 0
    assert [one.name for one in summary.trials] == ["a.wav", "b.wav", "c.wav"]
    assert summary.answer_p50_ms > 0
    assert steps == [("reading", 3)] * 3 + [("sphinx", 3)] * 3


def test_engines_take_their_turns_on_the_same_recordings(folder: Path) -> None:
    scripted = ListenerEngine(EngineSpec("scripted", {}, FACTORY))
    report, _ = _evaluate(EvaluationPlan(folder, at_once=2), _SPHINX, scripted)
    assert [one.engine for one in report.summaries] == ["sphinx", "scripted"]
    assert [one.recordings for one in report.summaries] == [3, 3]


def test_what_cannot_be_used_is_named_and_the_rest_is_evaluated(folder: Path) -> None:
    (folder / "broken.wav").write_bytes(b"RIFF" + bytes(60))
    (folder / "broken.txt").write_text("yes", encoding="utf-8")
    (folder / "mute.wav").write_bytes(b"")
    for name in ("d", "e"):
        (folder / f"{name}.wav").write_bytes(wav(_line("yes")))
        (folder / f"{name}.txt").write_text("yes", encoding="utf-8")
        (folder / f"{name}.grxml").write_text("<grammar", encoding="utf-8")
    broken = ListenerEngine(EngineSpec("scripted", {"broken": "no model"}, FACTORY))
    report, _ = _evaluate(EvaluationPlan(folder), broken, _SPHINX)
    (summary,) = report.summaries
    assert summary.recordings == 3
    problems = {one.name: one.reason for one in report.problems}
    assert "no mute.txt" in problems["mute.wav"]
    assert problems["broken.wav"]
    assert "no model" in problems["engine scripted"]
    assert "1 recordings left out" in problems[f"grammar {folder / 'd.grxml'}"]


def test_a_grammar_for_all_may_be_a_file_elsewhere_and_is_told_of_once(folder: Path, tmp_path: Path) -> None:
    (folder / "grammar.gram").unlink()
    elsewhere = tmp_path / "grammars"
    elsewhere.mkdir()
    (elsewhere / "menu.gram").write_text(_MENU, encoding="utf-8")
    report, _ = _evaluate(EvaluationPlan(folder, grammar=str(elsewhere / "menu.gram")))
    assert report.summaries[0].sentence_right_percent == 100
    report, _ = _evaluate(EvaluationPlan(folder, grammar="builtin:speech/nonsense"))
    assert not report.summaries
    (problem,) = report.problems
    assert problem.name == "grammar builtin:speech/nonsense"
    assert "3 recordings left out" in problem.reason


def test_wide_recordings_may_be_made_into_a_telephones(folder: Path) -> None:
    (folder / "a.wav").write_bytes(wav(wide(_line("technical support")), 16000))
    report, _ = _evaluate(EvaluationPlan(folder, telephone=True))
    assert report.summaries[0].trials[0].is_right


def test_an_empty_folder_starts_no_engine(tmp_path: Path) -> None:
    report, steps = _evaluate(EvaluationPlan(tmp_path))
    assert not report.summaries
    assert not report.problems
    assert not steps


def test_engines_are_those_that_the_server_starts_or_those_that_are_named(tmp_path: Path) -> None:
    config = load_config(None, ["engine.transcription_model=/models/x", "engine.recognizer=sphinx"], {})
    assert {"sphinx", "sherpa"} <= {one.spec.name for one in engines_of(config)}
    sherpa, sphinx, other = engines_of(config, ["sherpa", "sphinx", "of-a-package"])
    assert sherpa.spec.options
    assert (sphinx.spec.name, other.spec.name, other.spec.options) == ("sphinx", "of-a-package", {})
