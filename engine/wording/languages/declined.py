"""Nouns with cases, for languages in which numbers and the words before them govern a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.wording.vocabulary.nouns import Noun

CASES = "ngdail"
"""Nominative, genitive, dative, accusative, instrumental, locative; a form is a case's letter and a gender's."""


def listed(text: str) -> tuple[str, ...]:
    """The words of a list that is written with blanks."""
    return tuple(text.split())


class Declined(NamedTuple):
    """A noun: six forms of the singular, six of the plural, in the order of `CASES`."""

    singular: Sequence[str]
    plural: Sequence[str]
    gender: str = "m"
    few: str = ""
    """The form behind 2, 3 and 4 where that is none of them: "квадратных метра"."""

    @property
    def noun(self) -> Noun:
        """The noun as shared classes handle it; its first form is the key by which the language finds this one."""
        return Noun(self.singular[0], self.singular[1], self.gender, many=self.plural[1])

    def one(self, case: str) -> str:
        """A form of the singular."""
        return self.singular[CASES.index(case)]

    def several(self, case: str) -> str:
        """A form of the plural."""
        return self.plural[CASES.index(case)]

    def with_words(self, before: str = "", behind: str = "") -> Declined:
        """The same with words around that do not change: "litr na sto kilometrów"."""
        forms = [
            [" ".join([word for word in (before, form, behind) if word]) for form in number]
            for number in (self.singular, self.plural)
        ]
        few = " ".join([word for word in (before, self.few, behind) if word]) if self.few else ""
        return Declined(forms[0], forms[1], self.gender, few)

    def with_prefix(self, prefix: str) -> Declined:
        """The same with letters before each form: kilo + metr."""
        return Declined(
            [prefix + form for form in self.singular],
            [prefix + form for form in self.plural],
            self.gender,
            prefix + self.few if self.few else "",
        )


def joined(first: Declined, last: Declined) -> Declined:
    """Two words that are declined together: a noun and its adjective, in either order."""
    one, several = (
        [f"{left} {right}" for left, right in zip(*pair, strict=True)]
        for pair in ((first.singular, last.singular), (first.plural, last.plural))
    )
    few = f"{first.few} {last.few}" if first.few and last.few else ""
    return Declined(one, several, first.gender or last.gender, few)
