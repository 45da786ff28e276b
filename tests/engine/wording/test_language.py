"""What all languages do unless they do otherwise."""

from engine.wording.figures import Figure
from engine.wording.language import Language, Place
from engine.wording.languages.english import American
from engine.wording.vocabulary.nouns import Noun


class Plain(Language):
    """A language of few tables."""

    tag = locale = num2words = "sv"
    digit_names = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
    minus, point = "minus", "komma"
    signs = {"%": "procent"}  # noqa: RUF012 (as tables are written)
    symbol = "tecken"


PLAIN = Plain()


def test_numbers_of_the_package_and_too_long_ones() -> None:
    assert PLAIN.cardinal(25) == "tjugofem"
    assert PLAIN.whole("007") == "noll noll sju"
    assert PLAIN.whole("1" * 30) == " ".join(["ett"] * 30)
    assert PLAIN.number(Figure("3", "14", "-")) == "minus tre komma ett fyra"


def test_counts_take_the_form_that_cldr_asks_for() -> None:
    assert PLAIN.count(Figure("1"), Noun("dag", "dagar")) == "ett dag"
    assert PLAIN.count(Figure("5"), Noun("dag", "dagar")) == "fem dagar"


def test_spelling_names_every_character() -> None:
    assert PLAIN.spell("a1 %¿☃") == "A ett, procent tecken"


def test_a_place_knows_the_words_around() -> None:
    place = Place(American(), "your PIN 12 now", 9, 11, ("your", "pin"), frozenset())
    assert place.written == "12"
    assert place.after() == ("now",)
    assert place.before_is(frozenset({"pin"}))
    assert not place.is_inside_word
