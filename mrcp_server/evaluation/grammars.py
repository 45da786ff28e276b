"""The grammars of recordings, compiled once each: files, built-in ones, and what a URI leads to."""

from pathlib import Path
from urllib.parse import urldefrag

from engine.documents.errors import GrammarError
from engine.errors import ClipError, LanguageUnsupportedError
from engine.grammars.active import GrammarSet
from engine.grammars.builtin import is_builtin
from engine.grammars.store import GrammarStore
from mrcp_server.evaluation.recordings import is_uri
from mrcp_server.fetching.fetcher import Fetcher

TRANSCRIBE = "builtin:speech/transcribe"


def file_uri(path: str) -> str:
    """Return the `file:` URI of a path, which may be relative."""
    return Path(path).resolve().as_uri()


class GrammarSource:
    """Compiles grammars as a RECOGNIZE does, and keeps them and what was wrong with them."""

    def __init__(self, store: GrammarStore, fetcher: Fetcher, *, language: str) -> None:
        """`fetcher` must be allowed to open the files that grammars are in; `language` is that of grammars which name
        none, and of open speech."""
        self._store = store
        self._fetcher = fetcher
        self._language = language
        self._known: dict[str, GrammarSet | GrammarError] = {}

    async def load(self, grammar: str) -> GrammarSet:
        """Return the grammar at a path or URI, for speech; open speech for "".

        Raises:
            GrammarError: it cannot be had or used, or it is for keys only.
        """
        known = self._known.get(grammar)
        if known is None:
            try:
                known = await self._load(grammar or TRANSCRIBE)
            except GrammarError as error:
                known = error
            except ClipError as error:
                known = GrammarError(f"{error.uri}: {error.reason}")
            except LanguageUnsupportedError as error:
                known = GrammarError(error.reason)
            self._known[grammar] = known
        if isinstance(known, GrammarError):
            raise known
        return known

    async def _load(self, grammar: str) -> GrammarSet:
        if is_builtin(grammar):
            loaded = list(await self._store.builtin(grammar, language=self._language))
            result = await self._store.activate(loaded, transcribe="" if loaded else grammar, language=self._language)
        else:
            uri, rule = urldefrag(grammar if is_uri(grammar) else file_uri(grammar))
            document = (await self._fetcher.fetch(uri)).entity.body
            one = await self._store.load(
                document, uri=grammar, base_uri=uri, rule=rule, language=self._language, fetch=self._fetch
            )
            result = await self._store.activate([one], language=self._language)
        if not result.speech:
            raise GrammarError("is for keys, not for speech")
        return result

    async def _fetch(self, uri: str) -> bytes:
        return (await self._fetcher.fetch(uri)).entity.body
