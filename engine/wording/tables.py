"""The tables of a language, empty: what a linguist fills in. docs/wording.md tells what they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.wording.vocabulary.nouns import Currency, Noun


class Tables:
    """What is written and said in one language, as far as a table can say it."""

    tag: ClassVar[str] = ""
    """BCP 47."""
    locale: ClassVar[str] = ""
    """The name of babel's locale."""
    num2words: ClassVar[str] = ""
    """The name of the package's language, if `cardinal` and `ordinal` are its."""

    unspaced: ClassVar[bool] = False
    """Whether words are written without blanks between: letters beyond ASCII then belong to no word beside them."""

    # Numbers
    digit_names: ClassVar[Sequence[str]] = ()
    minus: ClassVar[str] = ""
    plus: ClassVar[str] = ""
    plus_minus: ClassVar[str] = ""
    less: ClassVar[str] = ""
    """Between two numbers of which one is taken from the other, where that is another word than before one."""
    point: ClassVar[str] = ""
    """Between a whole number and its decimals."""
    dot: ClassVar[str] = ""
    """Between the parts of a version, and in addresses of the web."""
    percent_word: ClassVar[Noun] = Noun("")
    per_mille: ClassVar[Noun] = Noun("")
    groups_by_blanks: ClassVar[bool] = False
    magnitudes: ClassVar[Mapping[str, Noun]] = {}
    """Written behind a number, in small letters: "million", "mio", "k"."""
    fractions: ClassVar[Mapping[int, tuple[str, str]]] = {}
    """Denominator → (one of it, several of it)."""
    mixed_and: ClassVar[str] = ""
    """Between a whole number and a fraction."""

    ordinal_suffixes: ClassVar[str] = ""
    """Regular expression of what is written behind the figures of an ordinal; no group that is kept."""
    version_word: ClassVar[str] = ""
    """For "v2.0"; "" names the letter."""

    # Joints
    to: ClassVar[str] = ""
    """Between the ends of a range."""
    ratio_to: ClassVar[str] = ""
    score_to: ClassVar[str] = ""
    by: ClassVar[str] = ""
    """Between the sides of "3 × 4"."""
    and_word: ClassVar[str] = ""
    about: ClassVar[str] = ""
    extension: ClassVar[str] = ""
    number_word: ClassVar[str] = ""
    """For "No." and "#" before a figure."""

    # Money
    currencies: ClassVar[Mapping[str, Currency]] = {}
    """By ISO 4217; others are CLDR's names."""
    currency_signs: ClassVar[Mapping[str, str]] = {}
    """What a sign means here, where that is not what it means elsewhere: "$" in Mexico."""
    signs_only_behind: ClassVar[frozenset[str]] = frozenset(
        {"kr", "Kč", "Ft", "lei", "TL", "zł", "руб", "р.", "руб.", "元", "円"}
    )
    """Signs of currencies that stand behind the number only: before one they are something else."""
    money_and: ClassVar[str] = ""
    """Between an amount and its cents."""
    magnitude_of: ClassVar[str] = ""
    """Between "million" and the currency."""

    # Time
    date_order: ClassVar[str] = "dmy"
    """Of a date in figures: "dmy", "mdy" or "ymd"."""
    dotted_dates: ClassVar[bool] = False
    """Whether "3.4." is a date."""
    month_first_names: ClassVar[bool] = False
    """Whether "March 3" is written as well as "3 March"."""
    date_of: ClassVar[str] = "(?!)"
    """Regular expression of the word between day, month and year: "de"."""
    date_article: ClassVar[str] = ""
    """Regular expression of an article before the day that the date says itself, with its blank."""
    range_words: ClassVar[str] = "(?!)"
    """Regular expression of the words that stand between the ends of a range of days or times."""
    iso_as_written: ClassVar[bool] = False
    """Whether a date that is written year first is said month first, wherever the language has the day."""
    zones: ClassVar[Sequence[str]] = ()
    """Time zones, in capitals."""
    time_signs: ClassVar[str] = ":"
    """What may stand between hours and minutes besides a colon: "." and "h"."""
    clock_words: ClassVar[Sequence[str]] = ()
    """What may stand behind a time and belongs to it: "Uhr", "h", "hrs"; said by `clock`."""
    halves: ClassVar[Mapping[str, str]] = {}
    """Written "am", "p.m." … in small letters → "a" or "p"."""
    durations: ClassVar[Mapping[str, Noun]] = {}
    """"year", "month", "week", "day", "hour", "minute", "second", "millisecond"; missing ones are CLDR's."""
    duration_units: ClassVar[Mapping[str, str]] = {}
    """Written behind a number → the unit's name above."""

    # Measures
    units: ClassVar[Mapping[str, Noun]] = {}
    """By symbol, before CLDR's."""
    unit_genders: ClassVar[Mapping[str, str]] = {}
    """Of CLDR's units, where it is not the form of counting."""
    no_units: ClassVar[frozenset[str]] = frozenset()
    """Symbols of CLDR's units that are words here: "in"."""
    per: ClassVar[Mapping[str, str]] = {}
    """Written behind a slash → what is said for both: "mo" → "per month"."""
    per_behind: ClassVar[Mapping[str, str]] = {}
    """Written behind an amount without a slash → what is said: "pcm" → "per calendar month"."""

    # Words
    abbreviations: ClassVar[Mapping[str, str]] = {}
    """As written, with its full stop if it has one → words. In small letters they are also found capitalised."""
    abbreviated_endings: ClassVar[Mapping[str, str]] = {}
    """Ends of words that are written short, with their full stop: "str." → "straße"."""
    stop_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """Those that never end a sentence: a full stop of theirs is not one."""
    titles: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """As written → (before a name, anywhere else): "Dr." → ("Doctor", "Drive")."""
    street_types: ClassVar[frozenset[str]] = frozenset()
    """Behind a name they make the number before it a house's, where that is said in another way."""
    directions: ClassVar[Mapping[str, str]] = {}
    """Before the name of a street: "N." → "North"."""
    states: ClassVar[Mapping[str, str]] = {}
    """Behind a comma or before a postcode: "IL" → "Illinois"."""
    capitals_begin_sentences: ClassVar[bool] = False
    """Whether a capital behind "5 min." begins a sentence, since nouns are written small."""
    sentence_starts: ClassVar[frozenset[str]] = frozenset()
    """Words that, capitalised behind an abbreviation's full stop, begin a sentence; in small letters."""
    particles: ClassVar[frozenset[str]] = frozenset()
    """Other words in small letters that shapes of the language's own begin with, before a figure."""
    capital: ClassVar[str] = ""
    """Before a capital where the document asks for it."""
    booleans: ClassVar[Mapping[str, str]] = {}
    """What VoiceXML's "true" and "false" are called."""
    hashtag: ClassVar[str] = "hashtag"
    signs: ClassVar[Mapping[str, str]] = {}
    """What is said for a sign that stands alone or is spelled."""
    spelled_signs: ClassVar[Mapping[str, str]] = {}
    """What is said for it in spelling and in addresses, where that is another word."""
    symbol: ClassVar[str] = ""
    """What is said once for signs that have no name."""
    letter_names: ClassVar[Mapping[str, str]] = {}
    """Capital letter → its name, where an engine cannot be told to spell it."""
    as_words: ClassVar[frozenset[str]] = frozenset()
    """Words in capitals that are said as words though they look like letters: NATO."""
    spelled: ClassVar[frozenset[str]] = frozenset()
    """Words in capitals that are spelled though they could be words: US, IT."""
    vowels: ClassVar[str] = "AEIOUY"
    elisions: ClassVar[frozenset[str]] = frozenset()
    """What stands before an apostrophe and is no part of the word behind it: "l", "d"."""
    single_words: ClassVar[frozenset[str]] = frozenset()
    """Capitals that are words by themselves: "A", "I"."""
    clues: ClassVar[Mapping[str, str]] = {}
    """Class → phrases in small letters, separated by " | ", behind which a figure is of that class."""
    clues_after: ClassVar[Mapping[str, str]] = {}
    """The same for words behind a figure."""
    clue_endings: ClassVar[Mapping[str, str]] = {}
    """How compounds end that are a clue → class: "nummer"."""
    connectors: ClassVar[frozenset[str]] = frozenset()
    """Words between a clue and its figure: "is", "number", ":"."""
    endings: ClassVar[re.Pattern[str] | None] = None
    """A case ending behind what was read ("14:30'da"), its letters the group "ending"."""
    country: ClassVar[str] = ""
    """ISO 3166, for telephone numbers."""
