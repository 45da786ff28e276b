"""The sink that keeps nothing."""

import numpy as np

from engine.audio.null_sink import NullSink
from engine.interface import Sink


def test_it_takes_everything_a_sink_is_given() -> None:
    sink: Sink = NullSink()
    assert sink.write(np.ones(160, np.int16))
    sink.word(0, 0)
    sink.on_cancel(lambda: None)
