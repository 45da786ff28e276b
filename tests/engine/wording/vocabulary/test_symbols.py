"""Signs of every language."""

from engine.wording.vocabulary.symbols import CURRENCY_SIGNS, QUIET, VULGAR_FRACTIONS


def test_signs_do_not_mean_two_things() -> None:
    assert not QUIET & set(CURRENCY_SIGNS)
    assert not QUIET & set(VULGAR_FRACTIONS)
    assert all(len(code) == 3 and code.isupper() for code in CURRENCY_SIGNS.values())
    assert all(top < bottom for top, bottom in VULGAR_FRACTIONS.values())
