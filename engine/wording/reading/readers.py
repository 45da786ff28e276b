"""The readers of the languages, each made once, when its first text comes or before.

A language's tables and patterns take a few tenths of a second to make, and whoever cannot wait so long says so: in an
event loop text is read by `engine.wording.reading.readiness`.
"""

from __future__ import annotations

from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from engine.wording.languages.registry import language_of, name_of
from engine.wording.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

_may_make: ContextVar[bool] = ContextVar("_may_make", default=True)
_readers: dict[str, Reader] = {}
"""By the language's name: as many as there are languages."""
_making = Lock()


class LanguageNotReadyError(Exception):
    """A language is wanted that has to be made first."""

    def __init__(self, tag: str) -> None:
        super().__init__(f"{tag} is not ready")
        self.tag = tag
        """As in BCP 47."""


def reader_of(tag: str) -> Reader | None:
    """The reader of a BCP 47 tag; None for a language that is not known.

    Raises:
        LanguageNotReadyError: it is not made yet, within `read_if_ready` only.
    """
    name = name_of(tag)
    if name is None:
        return None
    reader = _readers.get(name)
    if reader is None:
        if not _may_make.get():
            raise LanguageNotReadyError(tag)
        reader = _made(name, tag)
    return reader


def prepare(tag: str) -> None:
    """Makes all of a language, whatever the caller may, before its first text comes."""
    before = _may_make.set(True)
    try:
        reader = reader_of(tag)
    finally:
        _may_make.reset(before)
    if reader is not None:
        reader.prepare()


def read_if_ready(read: Callable[[], Result]) -> Result:
    """What `read` returns. Raises LanguageNotReadyError where it needs a language that is not ready."""
    before = _may_make.set(False)
    try:
        return read()
    finally:
        _may_make.reset(before)


def _made(name: str, tag: str) -> Reader:
    with _making:
        reader = _readers.get(name)
        if reader is None:
            language = language_of(tag)
            assert language is not None  # noqa: S101  # it has a name
            reader = _readers[name] = Reader(language)
        return reader
