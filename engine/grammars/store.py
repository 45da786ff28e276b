"""Grammars loaded once: parsed and compiled in threads, large ones in another process, and kept by content.

Usage::

    store = GrammarStore()
    grammar = await store.load(document, uri="session:menu@x", fetch=fetch)
    grammars = await store.activate([grammar], language="en-US")
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from engine.apart import InThreads
from engine.documents.errors import GrammarError, LexiconError
from engine.documents.lexicon import parse_lexicon
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.bounded_cache import BoundedCache
from engine.grammars.builtin import is_builtin, parse_builtin
from engine.grammars.compiler import TooManyStatesError, compile_network
from engine.grammars.compiling_apart import Documents, compile_apart, referred_builtin
from engine.grammars.documents import parse_grammar
from engine.grammars.grammar import missing
from engine.grammars.network_octets import decode_network, grammar_bytes, network_bytes
from engine.grammars.spoken_form import SpokenForm, each_once, spoken_form
from engine.turns import FairThreads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence

    from engine.apart import Apart
    from engine.grammars.grammar import Grammar
    from engine.grammars.network import Network

    Fetch = Callable[[str], Awaitable[bytes]]
    """Absolute URI → octets. What it raises comes through `load` as it is."""

T = TypeVar("T")
_MAX_KEPT_BYTES = 256 << 20
"""Of compiled grammars in memory; 100,000 states are some 50 MB."""
_MAX_PARSED_BYTES = 64 << 20
MAX_KEY_STATES = 50_000
"""Keys are matched as they come, between everything else: the first one may be in any state."""
_SMALL_BYTES, _SMALL_STATES = 32 << 10, 10_000
"""Up to this a grammar is parsed and compiled here, in a tenth of a second at most; menus, digits and lists of some
hundred names are so small. What is larger goes apart."""
_Pronunciations = tuple[tuple[str, str], ...]


class _NotSmallError(Exception):
    """A document is too large to be read here."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A compiled grammar, the URIs of its lexicons, and about what it takes in memory."""

    network: Network
    lexicons: tuple[str, ...]
    size_bytes: int


class GrammarStore:
    """Loads grammars; owns threads, so `close` it.

    Args:
        max_networks: compiled grammars kept; the least recently used go first, and earlier where they are large.
        max_document_bytes: a larger document is refused, and so is a large one that has more with those it refers to.
        max_documents: a grammar may refer to so many others, directly or not.
        needs_jsgf: whether grammars in a language are heard by a recognizer that expands them in place, and so takes
            fewer of them.
        apart: where large grammars are compiled.
    """

    def __init__(
        self,
        *,
        max_networks: int = 500,
        max_document_bytes: int = 8 << 20,
        max_documents: int = 100,
        threads: int = 2,
        needs_jsgf: Callable[[str], bool] = lambda _language: True,
        apart: Apart | None = None,
    ) -> None:
        self._max_document_bytes = max_document_bytes
        self._max_documents = max_documents
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="grammars")
        self._fair = FairThreads(self._threads, threads)
        self._apart: Apart = apart or InThreads()
        self._parsed: BoundedCache[Any] = BoundedCache(max_networks, _MAX_PARSED_BYTES)
        self._networks: BoundedCache[_Kept] = BoundedCache(max_networks, _MAX_KEPT_BYTES)
        self._references: BoundedCache[tuple[str, ...]] = BoundedCache(4 * max_networks, 1 << 20)
        """The URIs of all that large documents refer to."""
        self._needs_jsgf = needs_jsgf
        self._forms: BoundedCache[SpokenForm] = BoundedCache(max_networks, _MAX_KEPT_BYTES)
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
        source: str = "",
    ) -> ActiveGrammar:
        """Parse and compile `document` with all that it refers to.

        Args:
            document: SRGS, XML or ABNF.
            uri: what results are to call it.
            base_uri: what relative URIs in it are resolved against.
            rule: begin with this rule instead of the root (a fragment).
            language: of the request, where the document names none.
            fetch: brings other documents and lexicons; None: there may be none.
            source: whose it is; who has much to load waits for others.

        Raises:
            GrammarError: it is wrong, too large, or endless (cause 005).
            EngineError: it takes too much time or memory, or too much waits.
            Whatever `fetch` raises.
        """
        self._check_size(document)
        kept = None
        if len(document) <= _SMALL_BYTES:
            with suppress(_NotSmallError, TooManyStatesError):
                kept = await self._load_small(document, base_uri, rule, language, fetch, source)
        if kept is None:
            kept = await self._load_large(Documents(document, base_uri, rule, language), fetch, source)
        lexicons = [await self._lexicon(lexicon, fetch, source) for lexicon in kept.lexicons]
        return ActiveGrammar(uri, kept.network, pronunciations=await self._merged(lexicons, source))

    async def _load_small(
        self, document: bytes, base_uri: str, rule: str, language: str, fetch: Fetch | None, source: str
    ) -> _Kept:
        digest, grammar = await self._parse(document, base_uri, language, source)
        documents: dict[str, Grammar] = {}
        digests = [("", digest)]
        while wanted := missing(grammar, documents):
            if len(documents) + len(wanted) > self._max_documents:
                raise GrammarError(f"the grammar refers to more than {self._max_documents} others")
            for other in wanted:
                other_digest, documents[other] = await self._refer(other, grammar, language, fetch, source)
                digests.append((other, other_digest))
        lexicons = dict.fromkeys(one for loaded in (grammar, *documents.values()) for one in loaded.lexicons)

        def compiled() -> _Kept:
            network = compile_network(grammar, documents, rule=rule, max_nodes=_SMALL_STATES)
            return _Kept(network, tuple(lexicons), network_bytes(network))

        return await self._in_thread(self._networks, (rule, language, base_uri, *digests), source, compiled, _size_of)

    async def _load_large(self, documents: Documents, fetch: Fetch | None, source: str) -> _Kept:
        origin = (documents.rule, documents.language, documents.base_uri, _digest(documents.document))
        known = self._references.get(origin) or ()
        while True:
            for uri in known:
                if uri not in documents.others:
                    documents = self._with(documents, uri, await _fetched(uri, fetch))
            digests = tuple((uri, _digest(other)) for uri, other in sorted(documents.others.items()))
            made = await self._once(
                self._networks, (*origin, "apart", *digests), partial(self._compiled_apart, documents, source), _size_of
            )
            if isinstance(made, _Kept):
                self._references.put(origin, tuple(documents.others), sum(map(len, documents.others)))
                return made
            known = made

    async def _compiled_apart(self, documents: Documents, source: str) -> Any:
        """What is kept, or the URIs of what is missing."""
        compiled = await compile_apart(self._apart, documents, source=source)
        if compiled.wanted:
            return compiled.wanted

        def taken_in() -> _Kept:
            network = decode_network(compiled.network)
            return _Kept(network, compiled.lexicons, network_bytes(network))

        return await self._fair.run(source, taken_in)

    def _with(self, documents: Documents, uri: str, other: bytes) -> Documents:
        others = {**documents.others, uri: other}
        if len(others) > self._max_documents:
            raise GrammarError(f"the grammar refers to more than {self._max_documents} others")
        total = len(documents.document) + sum(map(len, others.values()))
        if total > self._max_document_bytes:
            raise GrammarError(f"documents of {total} octets together; {self._max_document_bytes} are accepted")
        return msgspec.structs.replace(documents, others=others)

    async def builtin(self, uri: str, *, language: str = "en-US", speech: bool = True) -> tuple[ActiveGrammar, ...]:
        """The grammars of a `builtin:` URI; () where open speech is meant (`builtin:speech/transcribe`).

        `language` and `speech` are as for `parse_builtin`.

        Raises:
            GrammarError, LanguageUnsupportedError: as `parse_builtin`.
        """
        loaded = []
        for index, grammar in enumerate(parse_builtin(uri, language, speech=speech).grammars):
            kept = await self._in_thread(
                self._networks, (uri, language, speech, index), "", partial(_kept_builtin, grammar), _size_of
            )
            loaded.append(ActiveGrammar(uri, kept.network))
        return tuple(loaded)

    async def activate(
        self, grammars: Sequence[ActiveGrammar], *, transcribe: str = "", language: str = "en-US", source: str = ""
    ) -> GrammarSet:
        """Put grammars together for one request; their order is their precedence, and is kept.

        The language is that of the first grammar for speech which names one, else `language`.

        Raises:
            GrammarError: one for speech cannot be followed by a recognizer (cause 005), or one for keys is too large.
            OverloadedError: too much waits.
        """
        languages = (one.network.grammar.language for one in grammars if one.network.grammar.mode == "voice")
        chosen = GrammarSet(tuple(grammars), transcribe, next(filter(None, languages), language))
        if sum(len(one.network.nodes) for one in chosen.active("dtmf")[1]) > MAX_KEY_STATES:
            raise GrammarError(f"grammars for keys of more than {MAX_KEY_STATES} states")
        spoken = tuple(chosen.grammars[index] for index in chosen.active("voice")[0])
        if not spoken:
            return chosen
        needs_jsgf = not transcribe and self._needs_jsgf(chosen.language)
        # Networks are kept by content, so the same one is the same object; what is kept here keeps it alive.
        key = (needs_jsgf, *((id(one.network), one.weight, id(one.pronunciations)) for one in spoken))
        form = await self._in_thread(
            self._forms,
            key,
            source,
            partial(spoken_form, spoken, needs_jsgf=needs_jsgf),
            # What is kept here keeps the networks as well, also when they are forgotten elsewhere.
            lambda made: made.size_bytes + sum(network_bytes(one.network) for one in spoken),
        )
        return replace(
            chosen, jsgf=form.jsgf, networks=form.networks, words=form.words, pronunciations=form.pronunciations
        )

    # --- the work -----------------------------------------------------------------------------------------------------

    async def _parse(self, document: bytes, base_uri: str, language: str, source: str) -> tuple[bytes, Grammar]:
        digest = _digest(document)
        grammar: Grammar = await self._in_thread(
            self._parsed,
            (digest, base_uri, language),
            source,
            lambda: parse_grammar(document, base_uri=base_uri, language=language),
            grammar_bytes,
        )
        return digest, grammar

    async def _refer(
        self, uri: str, origin: Grammar, language: str, fetch: Fetch | None, source: str
    ) -> tuple[bytes, Grammar]:
        if is_builtin(uri):
            return uri.encode(), referred_builtin(uri, origin, language)
        document = await _fetched(uri, fetch)
        self._check_size(document)
        if len(document) > _SMALL_BYTES:
            raise _NotSmallError
        return await self._parse(document, uri, language, source)

    async def _lexicon(self, uri: str, fetch: Fetch | None, source: str) -> _Pronunciations:
        document = await _fetched(uri, fetch)
        self._check_size(document)
        key = ("lexicon", _digest(document))
        found: _Pronunciations = await self._in_thread(
            self._parsed, key, source, lambda: _pronunciations(document), _lexicon_bytes
        )
        return found

    async def _merged(self, lexicons: Sequence[_Pronunciations], source: str) -> _Pronunciations:
        """All of them, each once; for the same lexicons the same object."""
        if len(lexicons) <= 1:
            return lexicons[0] if lexicons else ()
        key = ("lexicons", *map(id, lexicons))
        _, merged = await self._in_thread(
            self._parsed,
            key,
            source,
            # Kept with what it is made of, so that its key names no others.
            lambda: (tuple(lexicons), each_once(chain.from_iterable(lexicons))),
            lambda _: sum(map(_lexicon_bytes, lexicons)),
        )
        found: _Pronunciations = merged
        return found

    def _check_size(self, document: bytes) -> None:
        if len(document) > self._max_document_bytes:
            raise GrammarError(f"a document of {len(document)} octets; {self._max_document_bytes} are accepted")

    async def _in_thread(
        self, cache: BoundedCache[T], key: Hashable, source: str, make: Callable[[], T], size: Callable[[T], int]
    ) -> T:
        made: T = await self._once(cache, key, lambda: self._fair.run(source, make), size)
        return made

    async def _once(
        self,
        cache: BoundedCache[T],
        key: Hashable,
        make: Callable[[], Coroutine[Any, Any, Any]],
        size: Callable[[T], int],
    ) -> Any:
        """What `cache` has under `key`; made when it is not there, once for all who want it meanwhile. What is made but
        no value for the cache, a tuple of URIs, is not kept."""
        known = cache.get(key)
        if known is not None:
            return known
        marker = (id(cache), key)
        running = self._running.get(marker)
        if running is None:
            running = asyncio.get_running_loop().create_task(make(), name="load a grammar")
            self._running[marker] = running

            def done(future: asyncio.Future[Any]) -> None:
                self._running.pop(marker, None)
                if not future.cancelled() and future.exception() is None:
                    made = future.result()
                    if cache is not self._networks or isinstance(made, _Kept):
                        cache.put(key, made, size(made))

            running.add_done_callback(done)
        return await asyncio.shield(running)


def _digest(document: bytes) -> bytes:
    return blake2b(document, digest_size=16).digest()


def _kept_builtin(grammar: Grammar) -> _Kept:
    network = compile_network(grammar)
    return _Kept(network, (), network_bytes(network))


def _size_of(kept: _Kept) -> int:
    return kept.size_bytes


def _lexicon_bytes(pronunciations: _Pronunciations) -> int:
    return sum(len(word) + 2 * len(ipa) + 200 for word, ipa in pronunciations)


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
