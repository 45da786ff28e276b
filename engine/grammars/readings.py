"""How a transcript may have been spoken: a lattice of words over its written tokens.

Recognisers that write as people do write "4582" for what was said as "four five eight two", as "forty-five eighty-two"
or as a number; "15:30", "3,5", "O.K.", "l'aéroport". A lattice holds all readings side by side without listing
sentences. Its size is linear in that of the transcript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.grammars.tokens import matching_words
from engine.wording import number_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXACT, LIKELY, POSSIBLE = 0, 1, 2
"""Penalties of arcs: as it is written; as such a thing is usually said; as it may be said."""

_LONGEST_TOKEN = 64
"""A longer one is no word, and has one reading."""
_LONGEST_LETTERS = 8
_LONGEST_GROUP = 3
"""Digits are said one by one, in twos and in threes."""

_EDGES = ".,;:!?¿¡\"“”„«»()[]{}…'’"
_CURRENCIES = "€$£"
_PIECES = re.compile(r"(\d+)|([%&+€$£])|((?<=\d)[.,:hH](?=\d))|([^\W\d_]+)|(.)", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+")
_ORDINAL = re.compile(r"(\d{1,4})(?:\.|st|nd|rd|th|er|re|e|ème|ª|º|°)", re.IGNORECASE)
_SPELLED = re.compile(r"(?:[^\W\d_][.-])+[^\W\d_]?|[^\W\d_]{2,8}")
_THOUSANDS = re.compile(r"\d{1,3}( \d{3})+")
_OKAY = {"ok": ("okay", "ok", "o k"), "okay": ("ok", "o k"), "o.k": ("okay", "ok", "o k")}

Phrase = tuple[str, ...]


class Arc(NamedTuple):
    """Some words between two nodes; none where nothing need have been said there."""

    target: int
    words: Phrase
    penalty: int = EXACT


@dataclass(slots=True)
class Lattice:
    """Node 0 is the beginning and the last node the end; every arc leads to a node with a higher number."""

    arcs: list[list[Arc]] = field(default_factory=lambda: [[]])
    """By the node that they leave."""
    borders: list[int] = field(default_factory=lambda: [0])
    """The nodes between tokens, the beginning and the end among them."""
    tokens: list[str] = field(default_factory=list)
    """What is between them, in matching form without blanks."""

    def add_node(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def add_arcs(self, start: int, target: int, phrases: Iterable[str], penalty: int) -> None:
        """Add one for each of `phrases`, which have blanks between their words, the most usual one first."""
        known = {(arc.target, arc.words) for arc in self.arcs[start]}
        for index, phrase in enumerate(phrases):
            words = tuple(phrase.split())
            if (target, words) not in known:
                known.add((target, words))
                self.arcs[start].append(Arc(target, words, penalty + (index > 0)))


def read(text: str, language: str) -> Lattice:
    """The readings of a transcript in `language` (BCP 47)."""
    lattice = Lattice()
    tokens = _ordered(text.split())
    for index, token in enumerate(tokens):
        _Token(lattice, token.strip(_EDGES) or token, language, tokens[index - 1] if index else "").lay(token)
    for length in (2, 3):
        for index in range(len(tokens) - length + 1):
            joined = " ".join(one.strip(_EDGES) for one in tokens[index : index + length])
            if _THOUSANDS.fullmatch(joined):
                names = number_names.number_names(joined.replace(" ", ""), language)
                lattice.add_arcs(lattice.borders[index], lattice.borders[index + length], names, LIKELY)
    return lattice


def _ordered(tokens: Sequence[str]) -> list[str]:
    """Signs of currencies behind their amounts, where they are said."""
    ordered = list(tokens)
    for index, (sign, amount) in enumerate(pairwise(tokens)):
        if sign in _CURRENCIES and amount[:1].isdigit():
            ordered[index], ordered[index + 1] = amount, sign
    return ordered


class _Token:
    """One token on its way into a lattice."""

    def __init__(self, lattice: Lattice, plain: str, language: str, before: str) -> None:
        self._lattice = lattice
        self._plain = plain
        self._language = language
        self._before = before

    def lay(self, written: str) -> None:
        lattice, plain, language = self._lattice, self._plain, self._language
        start = lattice.borders[-1]
        is_short = len(plain) <= _LONGEST_TOKEN
        loose = self._pieces(start) if is_short and not plain.isalpha() else []
        end = lattice.add_node()
        lattice.borders.append(end)
        lattice.tokens.append("".join(matching_words(plain, "und")))
        lattice.add_arcs(start, end, [" ".join(matching_words(plain, "und"))], EXACT)
        if not is_short:
            return
        lattice.add_arcs(start, end, [" ".join(matching_words(written, language))], EXACT)
        for node, phrases, penalty in (*self._whole(start), *loose):
            lattice.add_arcs(node, end, phrases, penalty)

    def _whole(self, start: int) -> Iterable[tuple[int, Iterable[str], int]]:
        """Readings of the token as a whole."""
        plain, language = self._plain, self._language
        folded = plain.casefold()
        if plain.isdecimal() and plain.isascii():
            yield (
                start,
                number_names.number_names(plain, language),
                LIKELY if len(plain) <= _LONGEST_GROUP else POSSIBLE,
            )
        elif _GROUPED.fullmatch(plain):
            yield start, number_names.number_names(re.sub(r"\D", "", plain), language), LIKELY
        if (ordinal := _ORDINAL.fullmatch(plain)) or (plain.isdecimal() and plain.isascii()):
            figures = ordinal[1] if ordinal else plain
            yield start, number_names.ordinal_names(figures, language), LIKELY if ordinal else POSSIBLE
        yield start, _OKAY.get(folded, ()), LIKELY
        if _SPELLED.fullmatch(plain) and (plain.isupper() or "." in plain or "-" in plain):
            letters = [sign for sign in folded if sign.isalpha()]
            if len(letters) <= _LONGEST_LETTERS:
                yield start, (" ".join(letters), "".join(letters)), LIKELY
        if re.fullmatch(r"\d\d?[.:]\d\d", self._before) and folded in number_names.hour_names(language):
            # "15:30 Uhr" is said with the hour's word in the middle.
            yield start, ("",), LIKELY

    # --- pieces of a token ------------------------------------------------------------------------------------------

    def _pieces(self, start: int) -> list[tuple[int, Iterable[str], int]]:
        """The token piece by piece: figures, words, signs and what separates them. Returns what leads to its end."""
        node = start
        pending: list[tuple[int, Iterable[str], int]] = [(start, ("",), EXACT)]
        pieces = _said_order(_PIECES.findall(self._plain))
        for index, (figures, sign, separator, word, _) in enumerate(pieces):
            arcs: list[tuple[int, Iterable[str], int]] = []
            if index:
                node = self._lattice.add_node()
                for origin, phrases, penalty in pending:
                    self._lattice.add_arcs(origin, node, phrases, penalty)
            if figures:
                after_colon = index > 0 and pieces[index - 1][2] == ":"
                arcs = self._figures(node, figures, may_be_left_out=after_colon and figures == "00")
            elif sign:
                arcs = [(node, number_names.sign_names(sign, self._language), LIKELY)]
                arcs += [(node, ("",), POSSIBLE)] if sign == "+" else []
            elif word:
                arcs = [(node, (word.casefold(),), LIKELY)]
                arcs += [(node, (" ".join(word.casefold()),), LIKELY)] if word.isupper() else []
            elif separator in (":", "h", "H"):
                arcs = [(node, ("", *number_names.hour_names(self._language)), LIKELY)]
            elif separator:
                arcs = [(node, number_names.comma_names(self._language), LIKELY), (node, ("",), POSSIBLE)]
                arcs += [(node, number_names.hour_names(self._language), POSSIBLE)] if separator == "." else []
            else:
                arcs = [(node, ("",), EXACT)]
            pending = arcs
        return pending

    def _figures(self, start: int, figures: str, *, may_be_left_out: bool) -> list[tuple[int, Iterable[str], int]]:
        """Figures one by one, in twos, in threes, and as one number.

        Behind a group that ends with a zero that is not said nothing but a zero may follow: what else does might become
        one number with it, and "703" is no "seventy three", "1005" no "one hundred five".
        """
        lattice, language = self._lattice, self._language
        nodes, behind_zero = [start], [start]
        for _ in figures[1:]:
            nodes.append(lattice.add_node())
            behind_zero.append(lattice.add_node())
        loose: list[tuple[int, Iterable[str], int]] = []
        if len(figures) > _LONGEST_GROUP:
            loose.append((start, number_names.number_names(figures, language), POSSIBLE))
        for first in range(len(figures)):
            for length in range(1, _LONGEST_GROUP + 1):
                behind = first + length
                if behind > len(figures) or (length > 1 and figures[first] == "0"):
                    break
                group = figures[first:behind]
                names = _names(group, language)
                # One by one is likelier for long figures; the penalty is that of the whole run.
                penalty = (LIKELY if first == 0 else EXACT) if length == 1 else LIKELY
                targets = behind_zero if length > 1 and group.endswith("0") else nodes
                for origin in (nodes[first], behind_zero[first]) if group == "0" and first else (nodes[first],):
                    if behind == len(figures):
                        loose.append((origin, names, penalty))
                    else:
                        lattice.add_arcs(origin, targets[behind], names, penalty)
        if may_be_left_out:
            loose.append((start, ("",), LIKELY))
        return loose


def _names(figures: str, language: str) -> tuple[str, ...]:
    digits = number_names.digit_names(figures, language) if len(figures) == 1 else ()
    return tuple(dict.fromkeys((*digits, *number_names.number_names(figures, language))))


def _said_order(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The sign of a currency behind its amount."""
    if len(pieces) > 1 and pieces[0][1] and pieces[0][1] in _CURRENCIES:
        return [*pieces[1:], pieces[0]]
    return pieces
