"""What may stand where in SSML 1.0 and 1.1, as one table; checked before anything is spoken.

The union of both versions is accepted whatever `version` says. Left to the client's taste, since IVRs send it so: a
missing namespace, version or xml:lang, and the names `paragraph` and `sentence` of SSML drafts.
Elements of other namespaces are transparent: SSML 1.1 §2.2.4 lets a processor ignore, process or reject them, and what
vendors' elements hold is meant to be spoken. Those that vendors have put into SSML's own namespace are in the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.documents.errors import DocumentError
from engine.documents.xml import line_of, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2001/10/synthesis"
ALIASES = {"paragraph": "p", "sentence": "s", "token": "w"}
BASIC_ELEMENTS = frozenset({"speak", "audio", "say-as", "mark", "bookmark"})
"""What a basicsynth resource must understand (RFC 6787 §3.1), with the other name of mark."""

# SSML 1.1 appendix D (schema): the groups of its content models.
_IN_WORD = frozenset({"break", "bookmark", "emphasis", "mark", "phoneme", "prosody", "say-as", "sub"})
_IN_SENTENCE = _IN_WORD | {"audio", "lang", "lookup", "voice", "w"}
# Google's containers of what plays at once; a media element has a document of its own in it, or a recording.
_IN_TIME = frozenset({"media", "par", "seq"})
_ANYWHERE = _IN_SENTENCE | _IN_TIME | {"p", "s"}
_HEAD = frozenset({"lexicon", "meta", "metadata"})
_NOTHING: frozenset[str] = frozenset()

_ONE_OF = {
    "level": frozenset({"strong", "moderate", "none", "reduced"}),
    "strength": frozenset({"none", "x-weak", "weak", "medium", "strong", "x-strong"}),
    "gender": frozenset({"male", "female", "neutral", ""}),
    "onvoicefailure": frozenset({"priorityselect", "keepexisting", "processorchoice"}),
    "onlangfailure": frozenset({"changevoice", "ignoretext", "ignorelang", "processorchoice"}),
    "fetchhint": frozenset({"prefetch", "safe"}),
    "phoneme type": frozenset({"default", "ruby"}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may hold, and what it must have."""

    children: frozenset[str]
    """Elements that may stand in it."""
    required: tuple[str, ...] = ()
    """Attributes that it must have."""
    text: bool = True
    """Whether it may hold text."""


RULES = {
    "speak": Rule(_ANYWHERE | _HEAD),
    "p": Rule(_IN_SENTENCE | {"s"}),
    "s": Rule(_IN_SENTENCE),
    "voice": Rule(_ANYWHERE),
    "lang": Rule(_ANYWHERE, ("{http://www.w3.org/XML/1998/namespace}lang",)),
    "prosody": Rule(_ANYWHERE),
    "lookup": Rule(_ANYWHERE, ("ref",)),
    "audio": Rule(_ANYWHERE | {"desc"}),
    "emphasis": Rule(_IN_SENTENCE),
    "w": Rule(_IN_WORD | {"audio"}),
    "sub": Rule(_NOTHING, ("alias",)),
    "say-as": Rule(_NOTHING, ("interpret-as",)),
    "phoneme": Rule(_NOTHING, ("ph",)),
    "break": Rule(_NOTHING, text=False),
    "mark": Rule(_NOTHING, ("name",), text=False),
    "bookmark": Rule(_IN_SENTENCE),  # Azure's and SAPI's mark
    "par": Rule(_IN_TIME, text=False),
    "seq": Rule(_IN_TIME, text=False),
    "media": Rule(_ANYWHERE | {"speak"}),
    "desc": Rule(_NOTHING),
    "lexicon": Rule(_NOTHING, ("uri",), text=False),
    "meta": Rule(_NOTHING, ("content",), text=False),
    "metadata": Rule(_NOTHING),
}

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*|")
_VERSION = re.compile(r"1\.[01]")


def element_name(element: _Element) -> str:
    """Return the SSML name of an element, drafts' names mapped; "" for an element of another namespace."""
    namespace, name = local_name(element)
    if namespace not in (NAMESPACE, ""):
        return ""
    return ALIASES.get(name, name)


def check_root(root: _Element) -> None:
    """Check that the document is SSML of a version that we know.

    Raises:
        DocumentError: it is not.
    """
    if element_name(root) != "speak":
        namespace, name = local_name(root)
        of = f" of the namespace {namespace[:80]!r}" if name == "speak" else ""
        raise DocumentError(f"the root element is {name}{of}, not SSML's speak", line=line_of(root))
    version = root.get("version", "1.0")
    if not _VERSION.fullmatch(version.strip()):
        raise DocumentError(f"SSML version {version[:20]!r} is neither 1.0 nor 1.1", line=line_of(root))


def check_element(element: _Element, name: str, parent: str, allowed: frozenset[str] | None) -> None:
    """Check an element against its place and its own rule; children are checked when they are walked to.

    Args:
        element: the element.
        name: its SSML name.
        parent: the SSML name of the nearest SSML element around it, "" for the root.
        allowed: the only elements that this resource knows, or None for all.

    Raises:
        DocumentError: it may not stand there, or an attribute is missing or illegal.
    """
    rule = RULES.get(name)
    line = line_of(element)
    if rule is None:
        raise DocumentError(f"unknown element {name}", line=line)
    if parent and name not in RULES[parent].children:
        raise DocumentError(f"{name} is not allowed in {parent}", line=line)
    if allowed is not None and name not in allowed:
        raise DocumentError(f"{name} is not supported by this resource", line=line)
    for attribute in rule.required:
        if attribute not in element.attrib:
            raise DocumentError(f"{name} without {attribute.rpartition('}')[2]}", line=line)
    if not rule.text and (element.text or "").strip():
        raise DocumentError(f"{name} must be empty", line=line)
    for key, value in element.attrib.items():
        _check_attribute(name, str(key), str(value), line)


def _check_attribute(name: str, key: str, value: str, line: int) -> None:
    legal = _ONE_OF.get("phoneme type" if key == "type" and name == "phoneme" else key)
    if legal is not None and value not in legal:
        raise DocumentError(f"{name} {key}={value[:40]!r} is not one of {', '.join(sorted(legal - {''}))}", line=line)
    if key.endswith("}lang") and not _LANGUAGE.fullmatch(value):
        raise DocumentError(f"{name} xml:lang={value[:40]!r} is not a language tag", line=line)
