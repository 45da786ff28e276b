"""What numbers count: nouns with a gender and the forms that numbers govern."""

from __future__ import annotations

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun by CLDR's plural categories; a form that is missing is `other`, and `other` is `one` if it is missing."""

    one: str
    other: str = ""
    gender: str = ""
    """The form of the number before it ("f", "n"…), in the language's own letters; "" for the form of counting."""
    few: str = ""
    many: str = ""
    two: str = ""

    def form(self, category: str) -> str:
        """The form for a plural category of CLDR."""
        if category == "one":
            return self.one
        return (getattr(self, category, "") if category != "zero" else "") or self.other or self.one


class Currency(NamedTuple):
    """A currency: its unit, its hundredth, and how many decimals that has."""

    major: Noun
    minor: Noun | None = None
    minor_digits: int = 2


class Date(NamedTuple):
    """A date; what was not written is None."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """1 is Monday."""
    day_first: bool = True
    """Whether it was written day before month."""


class Clock(NamedTuple):
    """A time of day; `half` is "a" or "p" where that was written."""

    hour: int
    minute: int = 0
    second: int | None = None
    half: str = ""
    zone: str = ""
