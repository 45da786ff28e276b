import time
from pathlib import Path

import pytest

from engine.voices.licences import UNKNOWN, licence_of, papers, stated


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("# Model card\n* License: MIT\n", "MIT"),
        ("## Dataset\n\n* URL: http://x\n* License: CC BY 4.0\n", "CC-BY-4.0"),
        ("---\nlicense: apache-2.0\nlanguage:\n- en\n---\n", "Apache-2.0"),
        ("**Licence:** cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
        ("- License: See the dataset's own page", "See the dataset's own page"),
        ("                 Apache License\n           Version 2.0, January 2004", "Apache-2.0"),
        ("MIT License\n\nCopyright (c) 2024", "MIT"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
        ("License: GPL-3.0-or-later", "GPL-3.0-or-later"),
        ("License: public domain", "public domain"),
        ("How to train a voice", ""),
    ],
)
def test_papers_state_licences_in_many_ways(text: str, licence: str) -> None:
    assert stated(text) == licence


def test_a_voices_own_paper_goes_before_that_of_its_folder(tmp_path: Path) -> None:
    model = tmp_path / "amy.onnx"
    assert licence_of(model) == UNKNOWN
    (tmp_path / "amy.onnx.json").write_text('{"license": "cc0-1.0"}')
    assert licence_of(model) == "CC0-1.0"
    (tmp_path / "README.md").write_text("license: bsd-3-clause")
    assert licence_of(model) == "BSD-3-Clause".lower()
    (tmp_path / "MODEL_CARD").write_text("Nothing is said of it.")
    (tmp_path / "amy.LICENSE").write_text("License: MIT")
    assert licence_of(model) == "MIT"
    assert [path.name for path in papers(model)] == ["amy.LICENSE", "MODEL_CARD", "README.md", "amy.onnx.json"]


def test_papers_that_cannot_be_read_state_nothing(tmp_path: Path) -> None:
    (tmp_path / "v.onnx.json").write_text("[")
    (tmp_path / "README").write_bytes(bytes(range(256)))
    (tmp_path / "LICENSE").mkdir()
    assert licence_of(tmp_path / "v.onnx") == UNKNOWN


def test_reading_costs_its_length() -> None:
    began = time.thread_time()
    for text in ("\n" * 65536, " " * 65536, "license" * 9000, "*" * 65536, "license:" + " " * 65000):
        stated(text)
    assert time.thread_time() - began < 2  # a quadratic search takes minutes
