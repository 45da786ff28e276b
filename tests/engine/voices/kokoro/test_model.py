from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.onnx import OnnxOptions
from engine.voices.kokoro.files import STYLE_SIZE
from engine.voices.kokoro.model import FRAME_SAMPLES, KokoroModel
from engine.voices.stopper import Stopper
from tests.fakes.kokoro import SYMBOL_FRAMES, styles, write_model
from tests.fakes.piper import write_voice

TABLE = styles(200).reshape(-1, STYLE_SIZE)
SYMBOL = SYMBOL_FRAMES * FRAME_SAMPLES


def model(path: Path, **graph: Any) -> KokoroModel:
    return KokoroModel(write_model(path / "model.onnx", **graph), OnnxOptions())


@pytest.mark.parametrize("tokens", ["tokens", "input_ids"])
@pytest.mark.parametrize("ids", ["int32", "int64"])
def test_a_run_is_as_long_as_its_symbols_and_paddings(tmp_path: Path, tokens: str, ids: str) -> None:
    sound = model(tmp_path, tokens=tokens, ids=ids).run([5, 6, 7], TABLE, Stopper(), speed=0.5)
    assert sound is not None
    assert len(sound.samples) == 5 * SYMBOL * 2
    assert sound.edges is None


def test_a_whole_number_of_speeds_is_met_by_the_nearest(tmp_path: Path) -> None:
    coarse = model(tmp_path, speed="int32")
    for speed, length in ((0.3, SYMBOL), (1.4, SYMBOL), (1.6, SYMBOL / 2)):
        sound = coarse.run([5], TABLE, Stopper(), speed=speed)
        assert sound is not None
        assert len(sound.samples) == 3 * length


def test_durations_tell_where_symbols_begin(tmp_path: Path) -> None:
    sound = model(tmp_path, durations="durations").run([5, 6], TABLE, Stopper())
    assert sound is not None
    assert sound.edges == (SYMBOL, 2 * SYMBOL, 3 * SYMBOL)


def test_the_style_is_that_of_as_many_symbols(tmp_path: Path) -> None:
    table = TABLE.copy()
    table[:, 0] = 0.0
    table[2, 0] = 3.0
    speaking = model(tmp_path)
    loud = [speaking.run([5] * count, table, Stopper()) for count in (2, 3, 4)]
    assert [bool(np.any(sound.samples)) for sound in loud if sound] == [False, True, False]


def test_more_symbols_than_it_takes_are_cut_off(tmp_path: Path) -> None:
    sound = model(tmp_path).run([5] * 600, TABLE, Stopper())
    assert sound is not None
    assert len(sound.samples) == 512 * SYMBOL


def test_a_stopped_run_does_not_begin(tmp_path: Path) -> None:
    stopper = Stopper()
    stopper.stop()
    assert model(tmp_path).run([5], TABLE, stopper) is None


def test_a_model_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Kokoro"):
        model(tmp_path).run([5], TABLE[:, :8].repeat(32, axis=1)[:, ::-1].astype(np.float64), Stopper())


def test_other_files_are_named(tmp_path: Path) -> None:
    write_voice(tmp_path, "piper")
    with pytest.raises(EngineError, match=r"piper\.onnx: its inputs are input tensor\(int64\)"):
        KokoroModel(tmp_path / "piper.onnx", OnnxOptions())
    with pytest.raises(EngineError, match=r"absent\.onnx"):
        KokoroModel(tmp_path / "absent.onnx", OnnxOptions())
