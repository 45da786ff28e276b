"""Names of charsets as strangers write them: which of them may be decoded.

Python knows more under such names than charsets: `hex` and `zip`, which give no text, and `punycode`, whose time grows
with the square of the length. And it remembers every name that it was ever asked for in vain, so it is asked for none.
"""

import encodings
import pkgutil
import re
from encodings.aliases import aliases
from typing import Final

_NO_CHARSETS: Final = frozenset(
    {
        *("base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec"),
        *("idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem", "aliases"),
    }
)
_MODULES: Final = frozenset(module.name for module in pkgutil.iter_modules(encodings.__path__)) - _NO_CHARSETS
_KNOWN: Final = _MODULES | {alias for alias, module in aliases.items() if module in _MODULES and alias == alias.lower()}
_LONGEST_NAME: Final = 40
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]*")


def is_charset(name: str) -> bool:
    """Whether octets may be decoded by this name, in any case and with any punctuation."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return False
    return encodings.normalize_encoding(name).lower() in _KNOWN
