"""Lattices of readings: their shape, their size, and the paths through them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grammars.readings import Lattice, read


def paths(lattice: Lattice) -> set[str]:
    """Every reading; for small lattices only."""
    found: dict[int, set[tuple[str, ...]]] = {0: {()}}
    for node, arcs in enumerate(lattice.arcs):
        for arc in arcs:
            assert arc.target > node
            found.setdefault(arc.target, set()).update(one + arc.words for one in found.get(node, ()))
    return {" ".join(one) for one in found[len(lattice.arcs) - 1]}


@pytest.mark.parametrize(
    ("written", "language", "spoken"),
    [
        ("42", "de-DE", {"zweiundvierzig", "vier zwei", "vier zwo", "42"}),
        ("4582", "en-US", {"four five eight two", "forty five eighty two", "four thousand five hundred eighty two"}),
        ("007", "fr", {"zéro zéro sept"}),
        ("1.000", "de", {"eintausend", "tausend"}),
        ("1 000", "ru", {"одна тысяча", "тысяча"}),
        ("3,5", "it", {"tre virgola cinque"}),
        ("15:30", "de", {"fünfzehn uhr dreißig", "fünfzehn dreißig"}),
        ("15:30 Uhr", "de", {"fünfzehn uhr dreißig"}),
        ("15:00", "de", {"fünfzehn uhr"}),
        ("15h30", "fr", {"quinze heures trente"}),
        ("3. Mai", "de", {"dritten mai", "dritter mai"}),
        ("O.K.", "en", {"o k", "okay", "ok"}),
        ("PIN", "en", {"pin", "p i n"}),
        ("A4", "de", {"a vier"}),
        ("$5", "es", {"cinco dólares"}),
        ("€ 5", "de", {"fünf euro"}),
        ("50%", "fr", {"cinquante pour cent"}),
        ("+49", "de", {"plus vier neun", "neunundvierzig"}),
        ("L'aéroport.", "fr", {"l'aéroport"}),
        ("030-123", "de", {"null drei null eins zwei drei"}),
        ("Straße", "de", {"strasse"}),
    ],
)
def test_what_is_written_may_have_been_said_so(written: str, language: str, spoken: set[str]) -> None:
    heard = {one.replace("ß", "ss") for one in paths(read(written, language))}
    assert {one.replace("ß", "ss") for one in spoken} <= heard


def test_what_is_written_as_words_has_one_reading() -> None:
    assert paths(read("Ja, bitte!", "de")) == {"ja bitte"}


def test_nothing_has_the_empty_reading() -> None:
    assert read("", "de").arcs == [[]]
    assert paths(read("?", "en")) == {""}


@given(st.text(max_size=200), st.sampled_from(["en-US", "de", "fr", "ru", "xx", ""]))
def test_a_lattice_of_anything_is_small_and_goes_upwards(written: str, language: str) -> None:
    lattice = read(written, language)
    assert len(lattice.borders) == len(written.split()) + 1
    assert len(lattice.arcs) <= 2 * len(written) + 2
    assert sum(map(len, lattice.arcs)) <= 40 * len(written) + 10
    assert all(arc.target > node for node, arcs in enumerate(lattice.arcs) for arc in arcs)
    # The last node can be reached.
    reached = {0}
    for node, arcs in enumerate(lattice.arcs):
        if node in reached:
            reached.update(arc.target for arc in arcs)
    assert len(lattice.arcs) - 1 in reached


def test_a_token_that_is_too_long_has_one_reading() -> None:
    assert sum(map(len, read("1" * 5000, "de").arcs)) == 1
