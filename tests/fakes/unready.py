"""Languages that nobody has made yet, and where they are made."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.wording.language import Language
from engine.wording.reading import readers
from engine.wording.reading.reader import Reader


@contextmanager
def unready_languages() -> Iterator[list[tuple[str, int]]]:
    """No language is ready, and English neither; lists what is made: (tag, thread)."""
    made: list[tuple[str, int]] = []

    class Noted(Reader):
        def __init__(self, language: Language) -> None:
            made.append((language.tag, threading.get_ident()))
            super().__init__(language)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "_readers", {})
        patch.setattr(readers, "Reader", Noted)
        yield made
