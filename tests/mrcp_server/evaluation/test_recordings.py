import json
from pathlib import Path

import pytest

from mrcp_server.evaluation import recordings
from mrcp_server.evaluation.recordings import Recording, collect, is_uri


def _write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def _problems(folder: Path, grammar: str = "") -> dict[str, str]:
    return {one.name: one.reason for one in collect(folder, grammar).problems}


def test_what_was_said_stands_beside_each_recording(tmp_path: Path) -> None:
    _write(tmp_path, a_wav="", a_txt=" four\none  five\n", b__c_ulaw="", b__c_txt="")
    assert collect(tmp_path).recordings == [
        Recording(tmp_path / "a.wav", "a.wav", "four one five"),
        Recording(tmp_path / "b/c.ulaw", "b/c.ulaw", ""),
    ]


def test_the_grammar_is_its_own_then_the_folders_then_the_one_for_all(tmp_path: Path) -> None:
    _write(tmp_path, a_wav="", a_txt="x", a_grxml="", b_wav="", b_txt="x", grammar_gram="", c__d_wav="", c__d_txt="x")
    grammars = {one.name: one.grammar for one in collect(tmp_path, "builtin:speech/digits").recordings}
    assert grammars == {
        "a.wav": str(tmp_path / "a.grxml"),
        "b.wav": str(tmp_path / "grammar.gram"),
        "c/d.wav": "builtin:speech/digits",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("transcripts.tsv", "file\ttext\tgrammar\na.wav\tfour, one\tg.grxml\nc/b.wav\tyes\tbuiltin:speech/boolean\n"),
        ("transcripts.csv", 'text,file,grammar\n"four, one",a.wav,g.grxml\nyes,c/b.wav,builtin:speech/boolean\n'),
        (
            "transcripts.jsonl",
            "".join(
                json.dumps({"file": file, "text": text, "grammar": grammar}) + "\n\n"
                for file, text, grammar in (
                    ("a.wav", "four, one", "g.grxml"),
                    ("c/b.wav", "yes", "builtin:speech/boolean"),
                )
            ),
        ),
    ],
)
def test_a_table_lists_recordings(tmp_path: Path, name: str, content: str) -> None:
    _write(tmp_path, a_wav="", c__b_wav="", g_grxml="")
    (tmp_path / name).write_text("\ufeff" * (not name.endswith("l")) + content, encoding="utf-8")
    found = collect(tmp_path)
    assert not found.problems
    assert [(one.name, one.said, one.grammar) for one in found.recordings] == [
        ("a.wav", "four, one", str(tmp_path / "g.grxml")),
        ("c/b.wav", "yes", "builtin:speech/boolean"),
    ]


def test_a_recording_without_a_text_and_a_text_without_a_recording_are_named(tmp_path: Path) -> None:
    _write(tmp_path, a_wav="", b_txt="yes", readme_md="")
    (tmp_path / ".hidden.wav").touch()
    problems = _problems(tmp_path)
    assert set(problems) == {"a.wav", "b.txt"}
    assert "no a.txt" in problems["a.wav"]


@pytest.mark.parametrize(
    ("row", "named", "reason"),
    [
        ('{"file": "b.wav", "text": "x"}', "b.wav", "no such file"),
        ('{"file": "a.wav"}', "transcripts.jsonl, line 2", "a file and a text"),
        ('{"file": 7, "text": "x"}', "transcripts.jsonl, line 2", "a file and a text"),
        ("[1, 2]", "transcripts.jsonl, line 2", "a file and a text"),
        ("{", "transcripts.jsonl, line 2", "a file and a text"),
        ("[" * 100_000, "transcripts.jsonl, line 2", "a file and a text"),
        (json.dumps({"file": "a\0.wav", "text": "x"}), "a\0.wav", "no such file"),
        (json.dumps({"file": "a.wav", "text": "x " * 2000}), "a.wav", "words"),
    ],
)
def test_a_bad_row_is_named_and_the_others_count(tmp_path: Path, row: str, named: str, reason: str) -> None:
    _write(tmp_path, good_wav="", a_wav="", a_txt="yes")
    (tmp_path / "transcripts.jsonl").write_text('{"file": "good.wav", "text": "yes"}\n' + row, encoding="utf-8")
    found = collect(tmp_path)
    assert "good.wav" in [one.name for one in found.recordings]
    assert reason in {one.name: one.reason for one in found.problems}[named]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"file,words\na.wav,yes\n", "columns file and text"),
        (b"", "columns file and text"),
        (b"file,text\na.wav,\xff\xfe\n", "cannot be read"),
        (b"file,text\na.wav," + b"x" * 200_000 + b"\n", "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "transcripts.csv").write_bytes(content)
    assert reason in _problems(tmp_path)["transcripts.csv"]


def test_texts_and_tables_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, a_wav="", a_txt="x" * 70_000, b_wav="", b_txt="yes", c_wav="", transcripts_tsv="file\ttext\n" * 10)
    (tmp_path / "c.txt").write_bytes(b"\xff\xff")
    monkeypatch.setattr(recordings, "_MAX_TABLE_BYTES", 20)
    problems = _problems(tmp_path)
    assert "octets" in problems["a.wav"]
    assert "UTF-8" in problems["c.wav"]
    assert "larger" in problems["transcripts.tsv"]
    assert [one.name for one in collect(tmp_path).recordings] == ["b.wav"]


def test_uris_are_told_from_files() -> None:
    assert is_uri("builtin:speech/digits")
    assert is_uri("https://example.com/a.grxml")
    assert not is_uri("grammars/a.grxml")
