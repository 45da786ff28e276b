import json
from pathlib import Path

from mrcp_server.evaluation.recordings import Problem
from mrcp_server.evaluation.report import Report, as_json, describe
from mrcp_server.evaluation.trials import Trial, summarize

_TRIALS = [
    Trial("a.wav", "yes", True, 1.0, 0.1, "yes", 0.9, is_match=True, is_right=True, words=1),
    Trial("b.wav", "no", True, 1.0, 0.2, "yes", 0.7, is_match=True, errors=1, words=1),
    Trial("c.wav", "hello " * 40, False, 1.0, 0.3, "no", 0.6, is_match=True),
    Trial("d.wav", "hello", False, 1.0, 0.3, "no", 0.1, is_match=True),
    Trial("e.wav", "yes", True, 1.0, failure="the worker died"),
]


def _report() -> Report:
    summaries = [summarize("sphinx", _TRIALS, 0.5), summarize("a-longer-name", _TRIALS[:1], 0.5)]
    return Report(Path("mine"), 0.5, summaries, [Problem("f.wav", "no text")])


def test_the_table_has_a_column_for_each_engine() -> None:
    lines = describe(_report())
    assert lines[0].split() == ["sphinx", "a-longer-name"]
    rows = {line[:34].strip(): line[34:].split() for line in lines}
    assert rows["recordings"] == ["5", "1"]
    assert rows["sentence right, %"] == ["33.3", "100.0"]
    assert rows["false accept (out of grammar), %"] == ["50.0", "–"]
    assert rows["answer after, longest ms"] == ["300.0", "100.0"]
    assert len({len(line) for line in lines[:5]}) == 1


def test_what_did_not_come_right_is_listed_when_asked_for() -> None:
    assert not [line for line in describe(_report()) if "wav" in line]
    lines = [line for line in describe(_report(), wrong=True) if ".wav" in line]
    assert lines[0] == "b.wav: “no” heard as “yes”, confidence 0.70"
    assert lines[1].startswith("c.wav: out of grammar (“hello hello")
    assert len(lines[1]) < 160
    assert lines[2] == "e.wav: the worker died"
    assert len(lines) == 3


def test_json_has_every_recording_and_null_for_what_was_not_measured() -> None:
    found = json.loads(json.dumps(as_json(_report()), allow_nan=False))
    assert found["folder"] == "mine"
    assert found["problems"] == [{"name": "f.wav", "reason": "no text"}]
    first, second = found["engines"]
    assert first["rates"]["threshold"] == 0.5
    assert [one["name"] for one in first["trials"]] == ["a.wav", "b.wav", "c.wav", "d.wav", "e.wav"]
    assert second["rates"]["false_accepted"] is None
