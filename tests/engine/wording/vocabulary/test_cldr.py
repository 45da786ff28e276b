"""What babel's CLDR gives."""

from engine.wording.vocabulary import cldr


def test_units_months_and_separators() -> None:
    kilometre = cldr.unit("ru", "km")
    assert kilometre
    assert (kilometre.form("one"), kilometre.form("few"), kilometre.form("many")) == (
        "километр",
        "километра",
        "километров",
    )
    assert cldr.unit("de", "furlongs") is None
    assert cldr.months("pl_PL")[0] == "stycznia"
    assert cldr.month_numbers("en_US")["dec"] == 12
    assert cldr.weekday_numbers("de_DE")["montag"] == 1
    assert cldr.separators("de_DE") == (",", ".")


def test_plural_categories_and_currencies() -> None:
    assert [cldr.plural_category("pl", number) for number in ("1", "2", "5", "1.5")] == ["one", "few", "many", "other"]
    yen = cldr.currency("en_US", "JPY")
    assert yen
    assert "yen" in yen.other
    assert cldr.currency("en_US", "XQQ") is None
