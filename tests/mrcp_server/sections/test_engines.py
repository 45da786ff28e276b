"""What speaks and hears: names beside the built-in ones, and models by their folder."""

import pytest
from pydantic import ValidationError

from mrcp_server.sections.engines import Aliases, Engine, RecognitionModel


def test_names_are_added_to_the_built_in_ones_and_win() -> None:
    voices = Aliases(voices={"Anna": "female 2 de", "alloy": "en-gb"}).voices
    assert (voices["anna"], voices["alloy"], voices["nova"]) == ("female 2 de", "en-gb", "rather female")
    assert Aliases().recognizers == Aliases(voices={"a": ""}).recognizers


def test_a_folder_alone_is_a_model() -> None:
    engine = Engine.model_validate({"models": {"de-DE": "/models/de", "fr": {"folder": "/models/fr", "workers": 2}}})
    assert engine.models == {
        "de-DE": RecognitionModel(folder="/models/de"),
        "fr": RecognitionModel(folder="/models/fr", workers=2),
    }
    wrongs: list[dict[str, object]] = [{"german!": "/models/de"}, {"de": {}}, {"de": {"folder": "a", "wokers": 1}}]
    for wrong in wrongs:
        with pytest.raises(ValidationError, match="models"):
            Engine.model_validate({"models": wrong})
