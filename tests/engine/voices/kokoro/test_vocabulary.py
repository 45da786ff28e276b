import json
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.voices.kokoro.vocabulary import V1, read_vocabulary


def test_the_published_vocabulary() -> None:
    assert len(V1) == 114
    assert [V1[symbol] for symbol in ";. \u0303AIOQSTWYahzɑˈːʰᵻ"] == [
        1, 4, 16, 17, 24, 25, 31, 33, 35, 36, 39, 41, 43, 50, 68, 69, 156, 158, 162, 177,
    ]  # fmt: skip
    assert len(set(V1.values())) == len(V1)


def test_a_file_beside_the_model_goes_first(tmp_path: Path) -> None:
    assert read_vocabulary(tmp_path, {}) == V1
    (tmp_path / "config.json").write_text(json.dumps({"vocab": {"a": 7, "<unk>": 3, "$": 0}, "n_token": 178}))
    assert read_vocabulary(tmp_path, {"kokoro_config": '{"vocab": {"b": 8}}'}) == {"a": 7}
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {"a": 9}}, "decoder": None}))
    assert read_vocabulary(tmp_path, {}) == {"a": 9}


def test_a_configuration_without_a_vocabulary_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "style_text_to_speech_2"}')
    assert read_vocabulary(tmp_path, {}) == V1


def test_what_the_model_itself_carries(tmp_path: Path) -> None:
    assert read_vocabulary(tmp_path, {"kokoro_config": '{"vocab": {"b": 8}}'}) == {"b": 8}
    assert read_vocabulary(tmp_path, {"kokoro_config": "{}"}) == V1


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="vocabulary in the model"):
        read_vocabulary(tmp_path, {"kokoro_config": "["})
    (tmp_path / "tokenizer.json").write_text("[1]")
    with pytest.raises(EngineError, match=r"tokenizer\.json"):
        read_vocabulary(tmp_path, {})
