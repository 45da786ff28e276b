"""Content that a session keeps under its Content-ID, found again by `session:` URI (§6.2.7, §13.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from mrcp_server.mrcp.wire.entity import normalize_content_id

if TYPE_CHECKING:
    from mrcp_server.mrcp.wire.entity import Entity

SCHEME: Final = "session:"
# A dozen large grammars. §9.8: a grammar for which there is no room is refused with cause 016.
DEFAULT_MAX_BYTES: Final = 8 * 1024 * 1024
# What one costs beside its octets: the object, its place in the table, and what was compiled of it.
_EACH_BYTES: Final = 512


class Contents:
    """The named contents of one session (all its channels)."""

    def __init__(self, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entities: dict[str, Entity] = {}

    def put(self, entity: Entity) -> bool:
        """Store under its Content-ID, over what was there. False when there is no room; nothing is changed then."""
        name = entity.content_id
        if not name:
            return False
        others = self._bytes - _bytes_of(self._entities.get(name))
        if others + _bytes_of(entity) > self._max_bytes:
            return False
        self._bytes = others + _bytes_of(entity)
        self._entities[name] = entity
        return True

    def drop(self, content_id: str) -> None:
        """Forget one; unknown names are no error."""
        self._bytes -= _bytes_of(self._entities.pop(normalize_content_id(content_id), None))

    def find(self, uri: str) -> Entity | None:
        """What `session:name`, `cid:name` or a bare name refers to; the syntax is that of cid (RFC 2392 §2)."""
        for scheme in (SCHEME, "cid:"):
            if uri[: len(scheme)].lower() == scheme:
                uri = uri[len(scheme) :]
                break
        return self._entities.get(uri) or self._entities.get(unquote(uri))

    def __contains__(self, uri: str) -> bool:
        return self.find(uri) is not None

    def __len__(self) -> int:
        return len(self._entities)


def _bytes_of(entity: Entity | None) -> int:
    """What it takes of the room; the headers of a message may be longer than its body."""
    if entity is None:
        return 0
    texts = (entity.content_id, entity.content_base, entity.content_location, entity.charset, entity.declared_type)
    return _EACH_BYTES + len(entity.body) + sum(len(text) for text in texts if text)
