"""The spellings of say-as formats."""

import pytest

from engine.wording.format_spellings import DATE_ORDERS, clock_hours, date_order, duration_units


@pytest.mark.parametrize("order", sorted(DATE_ORDERS))
def test_an_order_is_itself_in_every_spelling(order: str) -> None:
    long = order.replace("d", "dd").replace("m", "mm").replace("y", "yyyy")
    for spelled in (order, order.upper(), long, "-".join(order), "/".join(order)):
        assert date_order(spelled) == order
    words = {"d": "day", "m": "month", "y": "year"}
    assert date_order(" ".join(words[key] for key in order)) == order
    assert date_order("/".join(f"%{'Y' if key == 'y' else key}" for key in order)) == order


@pytest.mark.parametrize(
    ("format_", "order"),
    [
        ("dd-mm-yyyy", "dmy"),
        ("DD.MM.YYYY", "dmy"),
        ("dddd, MMMM d, yyyy", "mdy"),
        ("%A, %-d. %B %Y", "dmy"),
        ("%D", "mdy"),
        ("%F", "ymd"),
        ("yy-m-d", "ymd"),
        ("", ""),
        ("hms12", ""),
        ("dmd", ""),
        ("mdyd", ""),
        ("%q", ""),
        ("date", ""),
        ("d" * 10_000 + "m", ""),
    ],
)
def test_date_order(format_: str, order: str) -> None:
    assert date_order(format_) == order


@pytest.mark.parametrize(
    ("format_", "hours"),
    [("hms12", 12), ("HMS12", 12), ("hms24", 24), ("HMS24", 24), ("HH:mm", 24), ("h:mm tt", 12), ("hh:mm a", 12),
     ("%I:%M %p", 12), ("%T", 24), ("hms", 0), ("HMS", 0), ("", 0)],
)  # fmt: skip
def test_clock_hours(format_: str, hours: int) -> None:
    assert clock_hours(format_) == hours


@pytest.mark.parametrize(
    ("format_", "units"),
    [("hms", "hms"), ("hh:mm:ss", "hms"), ("h:m", "hm"), ("ms", "ms"), ("MM:SS", "ms"), ("dhms", "dhms"), ("s", "s"),
     ("", ""), ("smh", ""), ("x", "")],
)  # fmt: skip
def test_duration_units(format_: str, units: str) -> None:
    assert duration_units(format_) == units
