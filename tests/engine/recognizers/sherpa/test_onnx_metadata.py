"""Metadata of ONNX files, and files that are none."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.recognizers.sherpa.onnx_metadata import read_metadata
from tests.fakes.ctc_model import write_stub


def test_what_an_exporter_wrote_is_read(tmp_path: Path) -> None:
    facts = {"model_type": "zipformer2", "comment": "für alle", "empty": "", "neg_mean": "-8.3," * 10_000}
    write_stub(tmp_path / "model.onnx", facts)
    assert read_metadata(tmp_path / "model.onnx") == facts


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"gone\.onnx"):
        read_metadata(tmp_path / "gone.onnx")
    (tmp_path / "empty.onnx").touch()
    with pytest.raises(EngineError, match="the file is empty"):
        read_metadata(tmp_path / "empty.onnx")


@pytest.mark.parametrize(
    "octets",
    [
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n",
        b"<!DOCTYPE html><html>Not found</html>",
        b"\x08",
        b"\x80" * 20,
        b"\x08\x08\x3a\xff\xff\xff\xff\x0f",
        b"\x08\x08",
        b"\x08\x08\x3a\x00\x72\x02\x0a\x09",
        b"\x08\x08\x3a\x00\x72\x02\x08\x01",
        b"\x08\x08\x3a\x00\x72\x01\x80",
        b"\x08\x08\x3a\x00\x73",
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(octets)
    with pytest.raises(EngineError, match="no ONNX model"):
        read_metadata(path)


def test_every_beginning_of_a_model_is_read_or_refused(tmp_path: Path) -> None:
    write_stub(tmp_path / "whole.onnx", {"model_type": "tdnn"})
    whole = (tmp_path / "whole.onnx").read_bytes()
    path = tmp_path / "part.onnx"
    refused = 0
    for length in range(1, len(whole)):
        path.write_bytes(whole[:length])
        try:
            read_metadata(path)
        except EngineError:
            refused += 1
    # Between two of its last fields a beginning looks like a whole one.
    assert refused > 0.9 * len(whole)


@given(st.binary(max_size=200))
def test_only_the_documented_error_comes_of_anything(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "model.onnx"
    path.write_bytes(b"\x08\x08\x3a\x00" + octets)
    # Anything else that it raises fails the test.
    with contextlib.suppress(EngineError):
        assert all(isinstance(key, str) for key in read_metadata(path))
