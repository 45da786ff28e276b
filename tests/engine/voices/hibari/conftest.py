"""The real voice of the package, loaded once for all of its tests."""

import json
from collections.abc import Callable, Iterator

import pytest

from engine.interface import Piece, Span
from engine.onnx import OnnxOptions
from engine.voices.hibari.files import assets, voice_files
from engine.voices.hibari.model import HibariModel
from engine.voices.hibari.pronunciation import Pronunciation
from engine.voices.hibari.synthesizer import HibariSynthesizer
from tests.fakes.engine import CollectingSink

Say = Callable[..., CollectingSink]


@pytest.fixture(scope="session", name="hibari")
def _hibari() -> Iterator[HibariSynthesizer]:
    synthesizer = HibariSynthesizer()
    yield synthesizer
    synthesizer.close()


@pytest.fixture(scope="session")
def say(hibari: HibariSynthesizer) -> Say:
    """Speak spans (or texts) and get the sink that heard them."""

    def speak(*spans: Span | str, closes: bool = True) -> CollectingSink:
        sink = CollectingSink()
        given = tuple(Span(span) if isinstance(span, str) else span for span in spans)
        hibari.synthesize(Piece(given, "heart", "en-US", closes), sink)
        return sink

    return speak


@pytest.fixture(scope="session")
def american() -> Pronunciation:
    return Pronunciation()


@pytest.fixture(scope="session")
def vocabulary() -> dict[str, int]:
    found: dict[str, int] = json.loads((assets() / "vocab.json").read_bytes())
    return found


@pytest.fixture(scope="session")
def model() -> HibariModel:
    (heart,) = voice_files()
    return HibariModel(heart.path, OnnxOptions(), heart.sha256)
