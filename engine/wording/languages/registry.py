"""Which language reads a text, by its BCP 47 tag."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.wording.language import Language

# Tag in small letters → module and class. A primary tag alone stands for the region that has most speakers of it here.
_KNOWN = {
    "en": "english:American",
    "en-us": "english:American",
    "en-gb": "english_regions:British",
    "en-in": "english_regions:Indian",
    "hi": "hindi:Hindi",
    "hi-in": "hindi:Hindi",
    "tr": "turkish:Turkish",
    "tr-tr": "turkish:Turkish",
    "fr": "french:French",
    "fr-fr": "french:French",
    "pt": "portuguese:Brazilian",
    "pt-br": "portuguese:Brazilian",
    "pt-pt": "portuguese:European",
    "ja": "japanese:Japanese",
    "ja-jp": "japanese:Japanese",
    "zh": "chinese:Mandarin",
    "cmn": "chinese:Mandarin",
    "zh-cn": "chinese:Mandarin",
    "de": "german:German",
    "de-de": "german:German",
    "nl": "dutch:Dutch",
    "nl-nl": "dutch:Dutch",
    "es": "spanish:Castilian",
    "es-es": "spanish:Castilian",
    "es-mx": "spanish:Mexican",
    "it": "italian:Italian",
    "it-it": "italian:Italian",
    "pl": "polish:Polish",
    "pl-pl": "polish:Polish",
    "ru": "russian:Russian",
    "ru-ru": "russian:Russian",
}
_REGIONS = {
    "es-ar": "spanish_regions:Argentine",
    "es-cl": "spanish_regions:Chilean",
    "es-co": "spanish_regions:Colombian",
    "es-pe": "spanish_regions:Peruvian",
    "es-419": "spanish_regions:LatinAmerican",
}
"""Regions that differ from one of the above by a table only."""
_LIKE = {
    # Canada and the Philippines write dates both ways, the rest day first.
    "en-ca": "en-us", "en-ph": "en-us", "en-au": "en-gb", "en-nz": "en-gb", "en-ie": "en-gb", "en-za": "en-gb",
    "en-sg": "en-gb", "en-hk": "en-gb", "pt-ao": "pt-pt", "pt-mz": "pt-pt", "pt-cv": "pt-pt",
    "de-at": "de-de", "de-ch": "de-de", "nl-be": "nl-nl",
    "es-us": "es-419", "es-pr": "es-419", "es-ec": "es-419", "es-sv": "es-419", "es-pa": "es-419", "es-gt": "es-419",
    "es-hn": "es-419", "es-ni": "es-419", "es-cr": "es-419", "es-ve": "es-419",
    "es-uy": "es-ar", "es-py": "es-ar", "es-bo": "es-ar", "es-do": "es-mx", "es-cu": "es-mx",
}  # fmt: skip
DEFAULT = "en-US"
"""What is read where no language is named."""


def language_of(tag: str) -> Language | None:
    """The language of a BCP 47 tag, the nearest region if its own is not known; None for a language that is not."""
    name = name_of(tag)
    return _instance(name) if name else None


def known_tags() -> tuple[str, ...]:
    """The languages and regions that have a file, as BCP 47 writes them."""
    return tuple(sorted(f"{tag[:2]}-{tag[3:].upper()}" for tag in _KNOWN if "-" in tag))


def name_of(tag: str) -> str | None:
    """What `language_of` makes of the tag, by name: the same for all tags that come to one language."""
    return _name(tag.replace("_", "-").lower() or DEFAULT.lower())


@lru_cache(maxsize=256)
def _name(tag: str) -> str | None:
    parts = tag.split("-")
    region = next((part for part in parts[1:] if (len(part) == 2 and part.isalpha()) or part.isdigit()), "")
    full = f"{parts[0]}-{region}" if region else parts[0]
    like = _LIKE.get(full, "")
    regions = {**_KNOWN, **_REGIONS}
    return regions.get(full) or regions.get(like) or regions.get(parts[0])


@lru_cache(maxsize=64)
def _instance(name: str) -> Language:
    module, _, cls = name.partition(":")
    found: Language = getattr(import_module(f"engine.wording.languages.{module}"), cls)()
    return found
