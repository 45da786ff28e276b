"""The packaged model, loaded once; tests are skipped where its wheel is not made for the machine."""

import pytest

from engine.errors import EngineError
from engine.recognizers.moonshine.files import MoonshineFiles, packaged_files
from engine.recognizers.moonshine.model import MoonshineModel
from engine.recognizers.moonshine.recognizer import MoonshineRecognizer
from engine.recognizers.moonshine.token_trie import TokenTrie
from engine.recognizers.moonshine.tokenizer import Tokenizer


@pytest.fixture(scope="session", name="files")
def _files() -> MoonshineFiles:
    try:
        return packaged_files()
    except EngineError as error:
        pytest.skip(error.reason)


@pytest.fixture(scope="session", name="tokenizer")
def _tokenizer(files: MoonshineFiles) -> Tokenizer:
    return Tokenizer(files.tokens)


@pytest.fixture(scope="session", name="trie")
def _trie(tokenizer: Tokenizer) -> TokenTrie:
    return TokenTrie(tokenizer.texts)


@pytest.fixture(scope="session", name="recognizer")
def _recognizer(files: MoonshineFiles) -> MoonshineRecognizer:
    return MoonshineRecognizer()


@pytest.fixture(scope="session", name="model")
def _model(recognizer: MoonshineRecognizer) -> MoonshineModel:
    return recognizer.model
