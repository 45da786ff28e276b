"""The table of kinds against the sherpa-onnx that is installed."""

import inspect

import pytest

from engine.recognizers.sherpa.kinds import FILE_NAMES, KINDS

sherpa_onnx = pytest.importorskip("sherpa_onnx", reason="the optional engine is not installed")


@pytest.mark.parametrize("name", KINDS)
def test_every_argument_exists(name: str) -> None:
    kind = KINDS[name]
    maker = sherpa_onnx.OnlineRecognizer if kind.streaming else sherpa_onnx.OfflineRecognizer
    known = inspect.signature(getattr(maker, kind.factory)).parameters
    renamed = dict(kind.arguments)
    given = {renamed.get(role, role) for role in kind.roles}
    given |= {"tokens"} if kind.tokens else set()
    given |= {argument for argument, _ in (*kind.settings, *kind.from_metadata)} | set(kind.language_arguments)
    assert given <= set(known)
    required = {name for name, one in known.items() if one.default is inspect.Parameter.empty}
    assert required <= given
    assert set(kind.roles) <= set(FILE_NAMES)


def test_every_model_that_sherpa_recognises_speech_with_is_in_the_table() -> None:
    for maker, streaming in ((sherpa_onnx.OnlineRecognizer, True), (sherpa_onnx.OfflineRecognizer, False)):
        factories = {name for name in dir(maker) if name.startswith("from_")}
        assert factories == {kind.factory for kind in KINDS.values() if kind.streaming is streaming}
