"""Lists of grammars (RFC 6787 §9.5.1), followed to the grammars they lead to.

A list may refer to another one: to one that a DEFINE-GRAMMAR has stored (`session:`), or to one that lies on a server.
What a result calls a grammar is what the client named in its own list, not where that led.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag

from engine.documents.errors import GrammarError
from engine.grammars.builtin import is_builtin
from engine.grammars.grammar import comparable
from mrcp_server.mrcp.wire.entity import (
    GRAMMAR_REF_LIST,
    URI_LIST,
    Entity,
    GrammarReference,
    parse_grammar_ref_list,
    parse_uri_list,
)
from mrcp_server.mrcp.wire.uri import join_uri

LISTS = (URI_LIST, GRAMMAR_REF_LIST)
"""Media types of lists."""
MAX_REFERENCES = 1000
"""What the lists of one request may lead to, counted on every way."""
MAX_DEPTH = 8
"""Lists within lists; platforms need two."""

Find = Callable[[str], Awaitable[Entity]]
"""What lies at an absolute URI. Raises ClipError."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A grammar that a list leads to."""

    name: str
    """What results are to call it: what the client's own list says."""
    uri: str
    """Where it is, its rule included (`#rule`)."""
    weight: float
    entity: Entity | None = None
    """None: it is built in."""


@dataclass(slots=True)
class ListReader:
    """Follows the lists of one request."""

    find: Find
    followed: set[str] = field(default_factory=set)
    """URIs of the lists that others have referred to."""
    _references: int = 0
    _parsed: dict[str, list[GrammarReference]] = field(default_factory=dict)

    async def read(self, entity: Entity, uri: str = "") -> list[Listed]:
        """The grammars `entity` leads to, in order of precedence. `uri` is its own, where it has one.

        Raises GrammarError for a list that is broken, empty, endless or too long, and what `find` raises.
        """
        found: list[Listed] = []
        await self._follow(entity, uri, Listed("", uri, 1.0), (uri,), found)
        return found

    async def _follow(self, entity: Entity, at: str, named: Listed, path: tuple[str, ...], found: list[Listed]) -> None:
        for reference in self._read(entity, at):
            self._references += 1
            if self._references > MAX_REFERENCES:
                raise GrammarError(f"the lists of grammars refer to more than {MAX_REFERENCES} others")
            uri = join_uri(entity.content_base or at, reference.uri)
            name, weight = named.name or uri, comparable(named.weight * reference.weight)
            if is_builtin(uri):
                found.append(Listed(name, uri, weight))
                continue
            document, rule = urldefrag(uri)
            target = await self.find(document)
            one = Listed(name, uri, weight, target)
            if target.content_type not in LISTS:
                found.append(one)
                continue
            if rule:
                raise GrammarError(f"{document[:200]!r} is a list and has no rule {rule[:80]!r}")
            if document in path or len(path) >= MAX_DEPTH:
                what = "refers to itself" if document in path else f"lies in more than {MAX_DEPTH} others"
                raise GrammarError(f"the list {document[:200]!r} {what}")
            self.followed.add(document)
            await self._follow(target, document, one, (*path, document), found)

    def _read(self, entity: Entity, uri: str) -> list[GrammarReference]:
        """The entries of a list, read once however often it is referred to."""
        known = self._parsed.get(uri) if uri else None
        if known is None:
            known = _references(entity)
            if uri:
                self._parsed[uri] = known
        return known


def _references(entity: Entity) -> list[GrammarReference]:
    """What a list refers to. Raises GrammarError."""
    if entity.content_type == URI_LIST:
        references = [GrammarReference(uri.strip("<>")) for uri in parse_uri_list(entity.text())]
    else:
        try:
            references = parse_grammar_ref_list(entity.text())
        except ValueError as error:
            raise GrammarError(str(error)) from None
    if not references:
        raise GrammarError("the list of grammars is empty")
    return references
