"""Real sockets and the double that tests use are the same to a plane."""

from collections.abc import Callable
from inspect import signature

import pytest

from rtp.datagram_layer import DatagramLayer
from rtp.process.datagrams import Datagrams
from tests.fakes.datagrams import FakeDatagrams

METHODS = [name for name in vars(DatagramLayer) if not name.startswith("_")]


def parameters(method: Callable[..., object]) -> list[str]:
    return list(signature(method).parameters)


@pytest.mark.parametrize("layer", [Datagrams, FakeDatagrams])
@pytest.mark.parametrize("name", METHODS)
def test_a_layer_takes_what_a_plane_says(layer: type, name: str) -> None:
    assert parameters(getattr(layer, name)) == parameters(getattr(DatagramLayer, name))
