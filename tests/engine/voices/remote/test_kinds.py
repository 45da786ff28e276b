"""Which class speaks for which kind."""

from typing import get_args

import pytest

from engine.registry import EngineSpec, make_async
from engine.remote.settings import Kind
from engine.voices.remote.kinds import SYNTHESIZERS
from tests.fakes.remote_speech import options


def test_every_kind_speaks() -> None:
    assert set(SYNTHESIZERS) == set(get_args(Kind))


@pytest.mark.parametrize("kind", sorted(SYNTHESIZERS))
def test_every_engine_is_made_of_its_settings(kind: str) -> None:
    url = "tcp://127.0.0.1:1" if kind == "wyoming" else "http://127.0.0.1:1"
    engine = make_async(EngineSpec("far", options(kind, url), SYNTHESIZERS[kind]))
    assert [voice.name for voice in engine.voices()] == ["far/nova"]
