"""Grammars loaded once: parsed and compiled in threads, kept by content.

Usage::

    store = GrammarStore()
    grammar = await store.load(document, uri="session:menu@x", fetch=fetch)
    grammars = await store.activate([grammar], language="en-US")
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from engine.documents.errors import GrammarError, LexiconError
from engine.documents.lexicon import parse_lexicon
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.bounded_cache import BoundedCache
from engine.grammars.builtin import is_builtin, parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.grammar import missing
from engine.grammars.jsgf import to_jsgf
from engine.grammars.portable import encode_networks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Sequence

    from engine.grammars.grammar import Grammar
    from engine.grammars.matcher import Active
    from engine.grammars.network import Network

    Fetch = Callable[[str], Awaitable[bytes]]
    """Absolute URI → octets. What it raises comes through `load` as it is."""

T = TypeVar("T")
_MAX_STATES = 500_000
"""100,000 states are some 50 MB."""
_Pronunciations = tuple[tuple[str, str], ...]


class GrammarStore:
    """Loads grammars; owns threads, so `close` it.

    Args:
        max_networks: compiled grammars kept; the least recently used go first, and earlier where they are large.
        max_document_bytes: a larger document is refused.
        max_documents: a grammar may refer to so many others, directly or not.
        needs_jsgf: whether grammars in a language are heard by a recognizer that expands them in place, and so takes
            fewer of them.
    """

    def __init__(
        self,
        *,
        max_networks: int = 500,
        max_document_bytes: int = 8 << 20,
        max_documents: int = 100,
        threads: int = 2,
        needs_jsgf: Callable[[str], bool] = lambda _language: True,
    ) -> None:
        self._max_document_bytes = max_document_bytes
        self._max_documents = max_documents
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="grammars")
        self._parsed: BoundedCache[Any] = BoundedCache(max_networks, 64 << 20)
        self._networks: BoundedCache[Network] = BoundedCache(max_networks, _MAX_STATES)
        self._needs_jsgf = needs_jsgf
        self._forms: BoundedCache[tuple[tuple[Active, ...], str, bytes]] = BoundedCache(max_networks, 64 << 20)
        self._running: dict[Hashable, asyncio.Future[Any]] = {}

    def close(self) -> None:
        """Give the threads back."""
        self._threads.shutdown(cancel_futures=True)

    async def load(
        self,
        document: bytes,
        *,
        uri: str = "",
        base_uri: str = "",
        rule: str = "",
        language: str = "",
        fetch: Fetch | None = None,
    ) -> ActiveGrammar:
        """Parse and compile `document` with all that it refers to.

        Args:
            document: SRGS, XML or ABNF.
            uri: what results are to call it.
            base_uri: what relative URIs in it are resolved against.
            rule: begin with this rule instead of the root (a fragment).
            language: of the request, where the document names none.
            fetch: brings other documents and lexicons; None: there may be none.

        Raises:
            GrammarError: it is wrong, too large, or endless (cause 005).
            Whatever `fetch` raises.
        """
        digest, grammar = await self._parse(document, base_uri, language)
        documents: dict[str, Grammar] = {}
        digests = [("", digest)]
        while wanted := missing(grammar, documents):
            if len(documents) + len(wanted) > self._max_documents:
                raise GrammarError(f"the grammar refers to more than {self._max_documents} others")
            for other in wanted:
                other_digest, documents[other] = await self._refer(other, grammar, language, fetch)
                digests.append((other, other_digest))
        key = (rule, language, base_uri, *digests)
        network = await self._once(
            self._networks, key, lambda: compile_network(grammar, documents, rule=rule), lambda made: len(made.nodes)
        )
        lexicons = dict.fromkeys(one for loaded in (grammar, *documents.values()) for one in loaded.lexicons)
        pronunciations: dict[tuple[str, str], None] = {}
        for lexicon in lexicons:
            pronunciations |= dict.fromkeys(await self._lexicon(lexicon, fetch))
        return ActiveGrammar(uri, network, pronunciations=tuple(pronunciations))

    async def builtin(self, uri: str, *, language: str = "en-US", speech: bool = True) -> tuple[ActiveGrammar, ...]:
        """The grammars of a `builtin:` URI; () where open speech is meant (`builtin:speech/transcribe`).

        `language` and `speech` are as for `parse_builtin`.

        Raises:
            GrammarError, LanguageUnsupportedError: as `parse_builtin`.
        """
        loaded = []
        for index, grammar in enumerate(parse_builtin(uri, language, speech=speech).grammars):
            network = await self._once(
                self._networks,
                (uri, language, speech, index),
                lambda grammar=grammar: compile_network(grammar),  # type: ignore[misc]  # bound now, not when called
                lambda made: len(made.nodes),
            )
            loaded.append(ActiveGrammar(uri, network))
        return tuple(loaded)

    async def activate(
        self, grammars: Sequence[ActiveGrammar], *, transcribe: str = "", language: str = "en-US"
    ) -> GrammarSet:
        """Put grammars together for one request; their order is their precedence, and is kept.

        The language is that of the first grammar for speech which names one, else `language`.

        Raises:
            GrammarError: one for speech cannot be followed by a recognizer (cause 005).
        """
        spoken = (one.network.grammar.language for one in grammars if one.network.grammar.mode == "voice")
        chosen = GrammarSet(tuple(grammars), transcribe, next(filter(None, spoken), language))
        _, active = chosen.active("voice")
        if not active:
            return chosen
        needs_jsgf = not transcribe and self._needs_jsgf(chosen.language)
        # Networks are kept by content, so the same one is the same object; what is kept here keeps it alive.
        key = (needs_jsgf, *((id(one.network), one.weight) for one in active))
        _, jsgf, networks = await self._once(
            self._forms,
            key,
            lambda: (active, to_jsgf(active) if needs_jsgf else "", encode_networks(active)),
            lambda made: len(made[1]) + len(made[2]),
        )
        return GrammarSet(chosen.grammars, transcribe, chosen.language, jsgf, networks)

    # --- the work -----------------------------------------------------------------------------------------------------

    async def _parse(self, document: bytes, base_uri: str, language: str) -> tuple[bytes, Grammar]:
        self._check_size(document)
        digest = blake2b(document, digest_size=16).digest()
        grammar = await self._once(
            self._parsed,
            (digest, base_uri, language),
            lambda: parse_grammar(document, base_uri=base_uri, language=language),
            lambda _: len(document),
        )
        return digest, grammar

    async def _refer(self, uri: str, origin: Grammar, language: str, fetch: Fetch | None) -> tuple[bytes, Grammar]:
        if is_builtin(uri):
            spoken = origin.mode == "voice"
            # What a document says of itself goes before what its request says.
            for grammar in parse_builtin(uri, origin.language or language, speech=spoken).grammars:
                if grammar.mode == origin.mode:
                    return uri.encode(), grammar
            raise GrammarError(f"{uri[:80]!r} is no {origin.mode} grammar")
        return await self._parse(await _fetched(uri, fetch), uri, language)

    async def _lexicon(self, uri: str, fetch: Fetch | None) -> _Pronunciations:
        document = await _fetched(uri, fetch)
        self._check_size(document)
        key = ("lexicon", blake2b(document, digest_size=16).digest())
        found: _Pronunciations = await self._once(
            self._parsed, key, lambda: _pronunciations(document), lambda _: len(document)
        )
        return found

    def _check_size(self, document: bytes) -> None:
        if len(document) > self._max_document_bytes:
            raise GrammarError(f"a document of {len(document)} octets; {self._max_document_bytes} are accepted")

    async def _once(self, cache: BoundedCache[T], key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """What `cache` has under `key`; made in a thread when it is not, and once for all who want it meanwhile."""
        known = cache.get(key)
        if known is not None:
            return known
        marker = (id(cache), key)
        running = self._running.get(marker)
        if running is None:
            running = asyncio.get_running_loop().run_in_executor(self._threads, make)
            self._running[marker] = running

            def done(future: asyncio.Future[T]) -> None:
                self._running.pop(marker, None)
                if not future.cancelled() and future.exception() is None:
                    cache.put(key, future.result(), size(future.result()))

            running.add_done_callback(done)
        made: T = await asyncio.shield(running)
        return made


async def _fetched(uri: str, fetch: Fetch | None) -> bytes:
    if fetch is None:
        raise GrammarError(f"{uri[:200]!r} is referred to, and nothing can be fetched here")
    return await fetch(uri)


def _pronunciations(document: bytes) -> _Pronunciations:
    """(word, IPA) of a PLS document; entries of several words, and aliases, are no sounds of a word."""
    try:
        lexicon = parse_lexicon(document)
    except LexiconError as error:
        raise GrammarError(f"lexicon: {error.reason}", line=error.line) from error
    return tuple(
        (grapheme.casefold(), entry.ipa)
        for grapheme, entries in lexicon.entries.items()
        for entry in entries
        if entry.ipa and " " not in grapheme
    )
