import threading
import time
from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.errors import EngineError
from engine.onnx import OnnxOptions, load_model
from engine.voices.hibari.files import assets
from engine.voices.hibari.model import BINS, CONTEXT, FRAMES, HibariModel
from engine.voices.stopper import Stopper
from tests.fakes.piper import write_voice

IDS = [0, 50, 83, 54, 156, 31, 4, 0]
"""həlˈO."""


def test_the_parts_make_what_the_whole_file_makes(model: HibariModel) -> None:
    whole = load_model(assets() / "hibari.onnx")
    *parts, pitch = whole.run(None, {"ids": np.array([IDS]), "speed": np.ones(1, np.float32)})
    reading = model.read(IDS, Stopper())
    assert reading is not None
    lasting = np.maximum(1, np.rint(reading.durations)).astype(int)
    melody = model.intone(np.repeat(reading.melody, lasting, axis=2), Stopper())
    assert melody is not None
    np.testing.assert_allclose(melody.pitch_hz, pitch, atol=2.0)
    sound = model.sound(np.repeat(reading.sound, lasting, axis=2), melody, Stopper())
    assert sound is not None
    assert sound.shape == (lasting.sum() * FRAMES, 5 * BINS)
    together = np.concatenate([part[0].T for part in parts], axis=1)
    # The weights are quantised by what goes through at once, so that they differ in the last places.
    assert np.sqrt(np.mean(np.square(sound - together))) < 0.05


def test_sound_depends_on_no_more_than_its_surroundings(model: HibariModel) -> None:
    reading = model.read(IDS * 3, Stopper())
    assert reading is not None
    melody = model.intone(np.repeat(reading.melody, 4, axis=2), Stopper())
    assert melody is not None
    features = np.repeat(reading.sound, 4, axis=2)
    whole = model.sound(features, melody, Stopper())
    begin, end = 30, 40
    low, high = begin - CONTEXT, end + CONTEXT
    part = model.sound(features[:, :, low:high], melody.part(low, high), Stopper())
    assert whole is not None
    assert part is not None
    difference = part[CONTEXT * FRAMES : -CONTEXT * FRAMES] - whole[begin * FRAMES : end * FRAMES]
    assert np.sqrt(np.mean(np.square(difference))) < 0.08


def test_a_run_ends_when_it_is_told_to(model: HibariModel) -> None:
    stopper = Stopper()
    timer = threading.Timer(0.02, stopper.stop)
    timer.start()
    begun = time.monotonic()
    while model.read(IDS * 60, stopper) is not None:
        assert time.monotonic() - begun < 30
    assert stopper.stopped
    timer.join()


def test_a_model_that_fails_is_an_error(model: HibariModel) -> None:
    with pytest.raises(EngineError, match="hibari: "):
        model.read([0, 10_000, 0], Stopper())


def test_files_that_are_no_hibari_voice_are_named(tmp_path: Path) -> None:
    write_voice(tmp_path, "piper")
    with pytest.raises(EngineError, match=r"piper\.onnx: no hibari voice: its inputs are"):
        HibariModel(tmp_path / "piper.onnx", OnnxOptions())
    with pytest.raises(EngineError, match="damaged, or another file"):
        HibariModel(tmp_path / "piper.onnx", OnnxOptions(), sha256="00")
    cut = tmp_path / "cut.onnx"
    cut.write_bytes((assets() / "hibari.onnx").read_bytes()[:-1000])
    with pytest.raises(EngineError, match=r"hibari voice .*cut\.onnx: cut short"):
        HibariModel(cut, OnnxOptions())
    with pytest.raises(EngineError, match=r"gone\.onnx: No such file"):
        HibariModel(tmp_path / "gone.onnx", OnnxOptions())


@pytest.mark.parametrize("broken", ["CumSum", "Split", "Gather"])
def test_a_voice_that_is_built_otherwise_is_refused(tmp_path: Path, broken: str) -> None:
    """Same inputs and outputs, but not to be cut as ours."""
    model = onnx.load(assets() / "hibari.onnx")
    match broken:
        case "CumSum":  # a second use of speed
            model.graph.node.extend([onnx.helper.make_node("Neg", ["speed"], ["slow"])])
        case "Split":
            (split,) = [node for node in model.graph.node if node.op_type == "Split"]
            split.output[:] = [split.output[1], split.output[0], *split.output[2:]]
        case _:
            node = next(node for node in model.graph.node if node.op_type == "ReduceSum" and len(node.input) == 2)
            node.op_type = "ReduceMax"
    path = tmp_path / "other.onnx"
    onnx.save(model, path)
    with pytest.raises(EngineError, match=r"other\.onnx: (no hibari voice|.* is not made from)"):
        HibariModel(path, OnnxOptions())
