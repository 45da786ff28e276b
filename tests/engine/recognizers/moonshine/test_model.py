from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.recognizers.moonshine.files import DECODER, ENCODER, TOKENS, MoonshineFiles, files_in
from engine.recognizers.moonshine.model import LEAST_SAMPLES, MoonshineModel
from tests.engine.recognizers.moonshine.test_tokenizer import written


def noise(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng(1).normal(0, 0.01, int(16_000 * seconds)).astype(np.float32)


def test_scores_are_log_probabilities_of_every_token_for_each_beam(model: MoonshineModel) -> None:
    decoding = model.hear(noise(1.0))
    assert decoding.scores.shape == (1, 32_768)
    assert np.exp(decoding.scores).sum() == pytest.approx(1.0, abs=1e-3)
    decoding.step(np.array([0, 0, 0]), np.array([400, 500, 400]))
    assert decoding.scores.shape == (3, 32_768)
    # Equal beams are of one mind; what rows share a run moves them a little.
    assert np.abs(decoding.scores[0] - decoding.scores[2]).max() < 1e-3
    decoding.step(np.array([2]), np.array([600]))
    assert decoding.scores.shape == (1, 32_768)


@pytest.mark.parametrize("seconds", [LEAST_SAMPLES / 16_000, 9.0, 30.0])
def test_audio_of_any_length_is_heard(model: MoonshineModel, seconds: float) -> None:
    decoding = model.hear(noise(seconds))
    decoding.step(np.array([0]), np.array([400]))
    assert np.isfinite(decoding.scores).all()


def linked(files: MoonshineFiles, folder: Path, **others: Path) -> MoonshineFiles:
    for name in (ENCODER, DECODER, TOKENS):
        (folder / name).symlink_to(others.get(name.partition("_")[0].partition(".")[0], files.folder / name))
    return files_in(str(folder))


def test_files_in_a_users_folder_are_loaded(files: MoonshineFiles, tmp_path: Path) -> None:
    assert len(MoonshineModel(linked(files, tmp_path)).tokenizer) == 32_768


@pytest.mark.parametrize(
    ("others", "match"),
    [
        ({"encoder": DECODER}, r"encoder_model\.ort: this is no encoder"),
        ({"decoder": ENCODER}, r"decoder_model_merged\.ort: this is no merged decoder"),
        ({"decoder": TOKENS}, r"decoder_model_merged\.ort"),
        ({"tokenizer": ENCODER}, r"tokenizer\.bin"),
    ],
)
def test_swapped_files_are_named(files: MoonshineFiles, tmp_path: Path, others: dict[str, str], match: str) -> None:
    swapped = {key: files.folder / name for key, name in others.items()}
    with pytest.raises(EngineError, match=match):
        MoonshineModel(linked(files, tmp_path, **swapped))


def test_files_that_do_not_go_together_are_an_error(files: MoonshineFiles, tmp_path: Path) -> None:
    tokens = written(tmp_path / "tokens", b"one")
    folder = tmp_path / "model"
    folder.mkdir()
    with pytest.raises(EngineError, match="do not go together"):
        MoonshineModel(linked(files, folder, tokenizer=tokens))
