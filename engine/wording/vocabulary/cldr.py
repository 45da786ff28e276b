"""What CLDR knows of a locale, taken from babel once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.wording.vocabulary.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale

# Symbol → CLDR's unit. Case matters: "5 m" is metres, "5 M" is none.
UNITS: Mapping[str, str] = {
    "km": "length-kilometer", "m": "length-meter", "dm": "length-decimeter", "cm": "length-centimeter",
    "mm": "length-millimeter", "µm": "length-micrometer", "nm": "length-nanometer", "mi": "length-mile",
    "yd": "length-yard", "ft": "length-foot", "in": "length-inch", "nmi": "length-nautical-mile",
    "kg": "mass-kilogram", "g": "mass-gram", "mg": "mass-milligram", "µg": "mass-microgram", "lb": "mass-pound",
    "lbs": "mass-pound", "oz": "mass-ounce", "t": "mass-tonne",
    "l": "volume-liter", "L": "volume-liter", "ml": "volume-milliliter", "mL": "volume-milliliter",
    "cl": "volume-centiliter", "dl": "volume-deciliter", "hl": "volume-hectoliter", "gal": "volume-gallon",
    "h": "duration-hour", "min": "duration-minute", "s": "duration-second", "sec": "duration-second",
    "ms": "duration-millisecond",
    "Hz": "frequency-hertz", "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz",
    "V": "electric-volt", "A": "electric-ampere", "mA": "electric-milliampere", "Ω": "electric-ohm",
    "W": "power-watt", "kW": "power-kilowatt", "MW": "power-megawatt", "GW": "power-gigawatt",
    "kWh": "energy-kilowatt-hour", "J": "energy-joule", "kJ": "energy-kilojoule", "cal": "energy-calorie",
    "kcal": "energy-kilocalorie", "PS": "power-horsepower", "hp": "power-horsepower",
    "B": "digital-byte", "kB": "digital-kilobyte", "KB": "digital-kilobyte", "MB": "digital-megabyte",
    "GB": "digital-gigabyte", "TB": "digital-terabyte", "kbit": "digital-kilobit", "Mbit": "digital-megabit",
    "Gbit": "digital-gigabit",
    "km/h": "speed-kilometer-per-hour", "kmh": "speed-kilometer-per-hour", "kph": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second", "mph": "speed-mile-per-hour", "kn": "speed-knot",
    "°C": "temperature-celsius", "℃": "temperature-celsius", "°F": "temperature-fahrenheit",
    "℉": "temperature-fahrenheit", "°": "angle-degree",
    "m²": "area-square-meter", "m2": "area-square-meter", "km²": "area-square-kilometer",
    "km2": "area-square-kilometer", "cm²": "area-square-centimeter", "cm2": "area-square-centimeter",
    "ha": "area-hectare", "m³": "volume-cubic-meter", "m3": "volume-cubic-meter", "cm³": "volume-cubic-centimeter",
    "cm3": "volume-cubic-centimeter", "l/100km": "consumption-liter-per-100-kilometer",
    "hPa": "pressure-hectopascal", "bar": "pressure-bar", "Pa": "pressure-pascal", "kPa": "pressure-kilopascal",
    "mmHg": "pressure-millimeter-ofhg", "px": "graphics-pixel", "MP": "graphics-megapixel", "dB": "sound-decibel",
}  # fmt: skip
CATEGORIES = ("one", "other", "few", "many", "two")


@lru_cache(maxsize=64)
def locale(name: str) -> Locale:
    """babel's locale, by its name with an underscore."""
    from babel import Locale

    return Locale.parse(name)


def _data(name: str) -> Any:
    # babel formats by these, but gives them away in no other way.
    return locale(name)._data  # noqa: SLF001


def duration(name: str, unit: str) -> Noun:
    """The noun of "year", "month" … "millisecond"."""
    patterns = _data(name)["unit_patterns"][f"duration-{unit}"]["long"]
    forms = [str(patterns.get(category, "")).replace("{0}", "").strip() for category in CATEGORIES]
    return Noun(forms[0] or forms[1], forms[1], "", forms[2], forms[3], forms[4])


@lru_cache(maxsize=1024)
def unit(name: str, symbol: str, gender: str = "") -> Noun | None:
    """The noun of a unit's symbol in a locale; None for a symbol that CLDR has no name of."""
    patterns = _data(name)["unit_patterns"].get(UNITS.get(symbol, ""), {}).get("long", {})
    forms = {category: patterns[category].replace("{0}", "").strip() for category in CATEGORIES if category in patterns}
    if not forms:
        return None
    other = forms.get("other", "")
    return Noun(
        forms.get("one", other), other, gender, forms.get("few", ""), forms.get("many", ""), forms.get("two", "")
    )


@lru_cache(maxsize=64)
def months(name: str, *, standalone: bool = False) -> tuple[str, ...]:
    """The twelve months' names, as they stand in a date unless `standalone`."""
    names = locale(name).months["stand-alone" if standalone else "format"]["wide"]
    return tuple(names[index] for index in range(1, 13))


def month_numbers(name: str) -> dict[str, int]:
    """Every written form of a month's name in small letters, without full stops → 1 to 12."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for index, written in locale(name).months[context][width].items():
                found.setdefault(written.lower().rstrip("."), index)
    return found


@lru_cache(maxsize=64)
def weekdays(name: str) -> tuple[str, ...]:
    """The names of the days, Monday first."""
    names = locale(name).days["format"]["wide"]
    return tuple(names[index] for index in range(7))


def weekday_numbers(name: str) -> dict[str, int]:
    """Every written form of a weekday's name in small letters, without full stops → 1 to 7."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for index, written in locale(name).days[context][width].items():
                found.setdefault(written.lower().rstrip("."), index + 1)
    return found


def currency(name: str, code: str) -> Noun | None:
    """A currency's name with its plural forms; None for a code that is none."""
    one = locale(name)
    if code not in one.currencies:
        return None
    plurals = _data(name)["currency_names_plural"].get(code, {})
    other = plurals.get("other") or one.currencies[code]
    return Noun(
        plurals.get("one") or other, other, "", plurals.get("few", ""), plurals.get("many", ""), plurals.get("two", "")
    )


def separators(name: str) -> tuple[str, str]:
    """The decimal sign and the sign between groups."""
    symbols = locale(name).number_symbols.get("latn", {})
    return symbols.get("decimal", "."), symbols.get("group", ",").replace("\u202f", " ").replace("\u00a0", " ")


@lru_cache(maxsize=4096)
def plural_category(name: str, number: str) -> str:
    """CLDR's plural category of a number that is written with digits and "."."""
    from decimal import Decimal

    return str(locale(name).plural_form(Decimal(number)))
