"""Units of measure."""

from engine.wording.units import measure, unit


def test_number_of_the_unit() -> None:
    assert unit("km", single=True) == "kilometer"
    assert unit("km", single=False) == "kilometers"
    assert unit("furlong", single=True) is None


def test_measure() -> None:
    assert measure("5 km") == ("5", "kilometers")
    assert measure("-1°C") == ("-1", "degree Celsius")
    assert measure("five km") is None
