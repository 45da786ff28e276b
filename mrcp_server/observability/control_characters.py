"""What a terminal takes for a command, or shows in another order or line than it was written in, made visible.

Who sends `GET /%1b[2J` must not clear the screen of whoever reads the log.
"""

import unicodedata
from typing import Final

_ESCAPED_CATEGORIES: Final = frozenset({"Cc", "Zl", "Zp"})
_WRITING_DIRECTION: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_CANDIDATES: Final = (*range(0xA0), 0x2028, 0x2029)
_ESCAPES: Final = {
    code: _SHORT.get(chr(code), f"\\u{code:04x}")
    for code in (*(code for code in _CANDIDATES if unicodedata.category(chr(code)) in _ESCAPED_CATEGORIES),
                 *_WRITING_DIRECTION)
}  # fmt: skip
_ESCAPES_OF_BLOCKS: Final = {code: text for code, text in _ESCAPES.items() if chr(code) not in "\n\t"}


def escaped(text: str) -> str:
    r"""`text` on one line, control characters of C0 and C1, line separators and marks of direction as JSON writes
    them: `\n`, `\u001b`. Costs linear time."""
    return text.translate(_ESCAPES)


def escaped_block(text: str) -> str:
    """The same for a text of several lines of our own, such as a traceback: line feeds and tabulators stay."""
    return text.translate(_ESCAPES_OF_BLOCKS)
