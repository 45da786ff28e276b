"""Grammars loaded once: parsed and compiled in threads, kept by content.

Usage::

    store = GrammarStore()
    grammar = await store.load(document, uri="session:menu@x", fetch=fetch)
    grammars = await store.activate([grammar], language="en-US")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from engine.grammar_set import ActiveGrammar, GrammarSet

    #: Absolute URI → octets. What it raises comes through `load` as it is.
    Fetch = Callable[[str], Awaitable[bytes]]


class GrammarStore:
    """Loads grammars; owns threads, so `close` it.

    Args:
        max_networks: compiled grammars kept; the least recently used go first.
        max_document_bytes: a larger document is refused.
        max_documents: a grammar may refer to so many others, directly or not.
    """

    def __init__(
        self, *, max_networks: int = 500, max_document_bytes: int = 8 << 20, max_documents: int = 100, threads: int = 2
    ) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Give the threads back."""
        raise NotImplementedError

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
        raise NotImplementedError

    async def builtin(self, uri: str, *, language: str = "en-US") -> tuple[ActiveGrammar, ...]:
        """The grammars of a `builtin:` URI; () where open speech is meant (`builtin:speech/transcribe`).

        Raises:
            GrammarError, LanguageUnsupportedError: as `parse_builtin`.
        """
        raise NotImplementedError

    async def activate(
        self, grammars: Sequence[ActiveGrammar], *, transcribe: str = "", language: str = "en-US"
    ) -> GrammarSet:
        """Put grammars together for one request, in order of precedence (see `ActiveGrammar.weight`).

        Raises:
            GrammarError: one for speech cannot be followed by a recognizer (cause 005).
        """
        raise NotImplementedError
