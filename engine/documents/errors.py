"""What is wrong with a document.

::

    DocumentError        the document cannot be used (SSML, text: RFC 6787 §8.4.4 cause 002 parse-failure)
    ├── LexiconError     a pronunciation lexicon (§8.4.4: 006 lexicon-load-failure)
    ├── GrammarError     a grammar (§9.4.11: 005 grammar-compilation-failure)
    └── SemanticsError   the tags of a grammar (§9.4.11: 012 semantics-failure)
"""

from __future__ import annotations


class DocumentError(ValueError):
    """A document is not well-formed, not valid, or over a limit. `line` counts from 1; 0 when it is not known."""

    def __init__(self, reason: str, *, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


class LexiconError(DocumentError):
    """A PLS document cannot be used."""


class GrammarError(DocumentError):
    """A grammar does not parse, refers to what does not exist, recurses without end or is too large."""


class SemanticsError(DocumentError):
    """A semantic tag failed: syntax or run-time error, too slow, or too much memory."""
