"""A hibari voice: one ONNX file, cut into three networks that follow one another.

==========  ======================================  =========================================================
network     from                                    to
==========  ======================================  =========================================================
text        ids of phonemes (1, L)                  features for both others (1, C, L); durations (L) in `UNIT_S`
melody      its features, each as often as it lasts  pitch (1, F) in Hz, 0 or less where unvoiced; energy
sound       its features likewise, pitch, energy    spectral parts (F, 5 × `BINS`): see `waveform`
==========  ======================================  =========================================================

As the file has it they are one. Cut, durations and pitch can be changed in between, words get their true times, and
the last network, which does most of the work and sees only `CONTEXT` of its surroundings, runs bit by bit: the first
sound of a sentence does not wait for the rest, and yet has the melody of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.errors import EngineError
from engine.onnx import check_file, load_model_bytes
from engine.voices.hibari.graph import FLOAT, INT64, Graph

if TYPE_CHECKING:
    from pathlib import Path

    from engine.onnx import OnnxOptions
    from engine.voices.hibari.graph import Node
    from engine.voices.stopper import Stopper

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
"""float32 from the networks and to them, float64 where times are added up."""

FRAMES = 2
"""Frames in a unit of duration."""
FRAME_S = 0.0125
UNIT_S = FRAME_S * FRAMES
CONTEXT = 14
"""Units on either side that the sound of one depends on: nine convolutions over seven frames."""
BINS = 601
_IDS, _SPEED = "ids", "speed"
_PITCH = "f0"
_PARTS = ("lh", "theta", "ln", "lr", "phi")


class Reading(NamedTuple):
    """What the text network makes of a text; arrays as in the table above."""

    sound: Floats
    melody: Floats
    durations: Floats
    """In units, not rounded."""


class Melody(NamedTuple):
    """Pitch and energy of all frames."""

    pitch_hz: Floats
    """(1, F)."""
    energy: Floats
    """As the sound network takes it, (1, 2, F)."""

    def part(self, begin: int, end: int) -> Melody:
        """That of the units `begin` to `end`."""
        frames = slice(begin * FRAMES, end * FRAMES)
        return Melody(self.pitch_hz[:, frames], self.energy[:, :, frames])


class _Cuts(NamedTuple):
    """The names of the tensors between the networks."""

    durations: str
    sound: str
    """Features as they come out of the text network."""
    melody: str
    lasting_sound: str
    """The same, each as often as it lasts."""
    lasting_melody: str
    energy: str
    head: str
    """The spectral parts before they are told apart."""


class HibariModel:
    """A loaded voice. One run at a time, which another thread may end.

    Raises:
        EngineError: the file is missing, broken, or no hibari voice; names it.
    """

    def __init__(self, path: Path, options: OnnxOptions, sha256: str = "") -> None:
        import onnxruntime

        what = f"hibari voice {path}"
        check_file(path, what="hibari voice", sha256=sha256)
        try:
            graph = Graph(path.read_bytes())
            cuts = _find_cuts(graph)
            parts = (
                graph.part({_IDS: INT64}, dict.fromkeys((cuts.sound, cuts.melody, cuts.durations), FLOAT)),
                graph.part({cuts.lasting_melody: FLOAT}, dict.fromkeys((_PITCH, cuts.energy), FLOAT)),
                graph.part(dict.fromkeys((cuts.lasting_sound, _PITCH, cuts.energy), FLOAT), {cuts.head: FLOAT}),
            )
        except (ValueError, OSError) as error:
            raise EngineError(f"{what}: {error}") from error
        self._text, self._melody, self._sound = (load_model_bytes(part, options, what=what) for part in parts)
        self._cuts = cuts
        self._make_options = onnxruntime.RunOptions

    def read(self, ids: list[int], stopper: Stopper) -> Reading | None:
        """Read the phonemes `ids`, a pad at either end; None when stopped.

        Raises:
            EngineError: the network fails, here and below.
        """
        outputs = self._run(self._text, {_IDS: np.array([ids], np.int64)}, stopper)
        return None if outputs is None else Reading(*outputs)

    def intone(self, melody: Floats, stopper: Stopper) -> Melody | None:
        """Pitch and energy for features (1, C, T) of T units; None when stopped."""
        outputs = self._run(self._melody, {self._cuts.lasting_melody: melody}, stopper)
        return None if outputs is None else Melody(*outputs)

    def sound(self, sound: Floats, melody: Melody, stopper: Stopper) -> Floats | None:
        """Spectral parts (F, 5 × `BINS`) for features (1, C, T) of T units and their F frames; None when stopped."""
        cuts = self._cuts
        feed = {cuts.lasting_sound: sound, _PITCH: melody.pitch_hz, cuts.energy: melody.energy}
        outputs = self._run(self._sound, feed, stopper)
        if outputs is None:
            return None
        frames: Floats = outputs[0][0]
        return frames

    def _run(self, session: Any, feed: dict[str, Any], stopper: Stopper) -> list[Any] | None:
        options = self._make_options()
        if not stopper.begin(options):
            return None
        try:
            outputs: list[Any] = session.run(None, feed, options)
        except Exception as error:
            if stopper.stopped:
                return None
            raise EngineError(f"hibari: {error}") from error
        finally:
            stopper.end()
        return outputs


def _find_cuts(graph: Graph) -> _Cuts:
    """Where the graph can be cut, by its structure: names differ from export to export.

    Raises:
        ValueError: it is not built like a hibari voice.
    """
    if set(graph.inputs) != {_IDS, _SPEED} or set(graph.outputs) != {*_PARTS, _PITCH}:
        raise ValueError(f"no hibari voice: its inputs are {sorted(graph.inputs)}, outputs {sorted(graph.outputs)}")
    durations = _only(node for node in graph.nodes if _SPEED in node.inputs).inputs[0]
    # Features are repeated by taking each as often as the cumulated durations say.
    lasting = [
        node for node in graph.nodes if node.operator == "Gather" and _made_by(graph, node.inputs[1]) == "ReduceSum"
    ]
    ends = [node.outputs[0] for node in lasting]
    for_melody = graph.ancestors([_PITCH], ends)
    is_melody = [any(node.outputs[0] in other.inputs for other in for_melody) for node in lasting]
    melody = _only(node for node, is_it in zip(lasting, is_melody, strict=True) if is_it)
    sound = _only(node for node, is_it in zip(lasting, is_melody, strict=True) if not is_it)
    energy = _only_name(_shared(graph, for_melody, ends))
    split = _only(node for node in graph.nodes if node.operator == "Split" and set(node.outputs) == set(_PARTS))
    if split.outputs != _PARTS:
        raise ValueError(f"no hibari voice: its spectral parts are {split.outputs}")
    transposed = graph.producers[split.inputs[0]]
    return _Cuts(
        durations=durations,
        sound=sound.inputs[0],
        melody=melody.inputs[0],
        lasting_sound=sound.outputs[0],
        lasting_melody=melody.outputs[0],
        energy=energy,
        head=transposed.inputs[0],
    )


def _made_by(graph: Graph, name: str) -> str:
    node = graph.producers.get(name)
    return node.operator if node else ""


def _shared(graph: Graph, for_melody: list[Node], ends: list[str]) -> set[str]:
    """What the sound network takes of the melody network besides the pitch."""
    made = {name for node in for_melody for name in node.outputs if node.operator != "Constant"}
    inside = {id(node) for node in for_melody}
    for_sound = graph.ancestors(_PARTS, [*ends, _PITCH])
    return {name for node in for_sound if id(node) not in inside for name in node.inputs if name in made} - {_PITCH}


def _only(found: Any) -> Node:
    nodes: list[Node] = list(found)
    if len(nodes) != 1:
        raise ValueError(f"no hibari voice: {len(nodes)} nodes where one is expected")
    return nodes[0]


def _only_name(names: set[str]) -> str:
    if len(names) != 1:
        raise ValueError(f"no hibari voice: {len(names)} tensors where one is expected")
    return names.pop()
