"""The key of a service: found when it is needed, kept out of everything that is said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.remote.settings import ServiceSettings

_MAX_KEY_BYTES = 16 << 10
"""A key with a line of JSON around it is long; a log file given by mistake is longer."""
_SHORTEST_SECRET = 6
"""What is shorter is no secret, and would be cut out of the middle of words."""


class ServiceKey:
    """Where `settings` say."""

    def __init__(self, settings: ServiceSettings, environment: Mapping[str, str] = os.environ) -> None:
        self._service = settings.name
        self._variable = settings.key_source
        self._is_required = bool(settings.key_variable or settings.key_file) or bool(
            settings.key_source and not settings.url
        )
        self._file = settings.key_file
        self._environment = environment
        self._known = ""

    def value(self) -> str:
        """The key; empty where the service needs none. A file is read every time: it is small, and keys are changed.

        Raises:
            ServiceError: KEY; there should be one and is not.
        """
        if self._file:
            self._known = self._read()
        elif self._variable:
            self._known = self._environment.get(self._variable, "").strip()
            if not self._known and self._is_required:
                raise ServiceError(Fault.KEY, f"{self._service}: there is no key: {self._variable} is not set")
            if not _is_key(self._known):
                raise ServiceError(Fault.KEY, f"{self._service}: {self._variable} holds no key")
        return self._known

    def redacted(self, text: str) -> str:
        """`text` without the key, if somebody wrote it there."""
        return text.replace(self._known, "…") if len(self._known) >= _SHORTEST_SECRET else text

    def _read(self) -> str:
        try:
            with Path(self._file).open("rb") as file:
                found = file.read(_MAX_KEY_BYTES + 1)
            text = found.decode("ascii").strip()
        except OSError as error:
            raise ServiceError(Fault.KEY, f"{self._service}: key_file {self._file}: {error.strerror}") from None
        except UnicodeDecodeError:
            text = ""
        if not text or not _is_key(text):
            raise ServiceError(Fault.KEY, f"{self._service}: key_file {self._file} holds no key")
        return text


def _is_key(text: str) -> bool:
    """Whether it can stand in a header."""
    return len(text) <= _MAX_KEY_BYTES and text.isascii() and text.isprintable()
