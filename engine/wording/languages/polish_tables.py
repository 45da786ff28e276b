"""The tables of Polish that are long."""

from __future__ import annotations

import re

from engine.wording.languages.declined import Declined, joined, listed
from engine.wording.vocabulary.nouns import Currency


def _masculine(stem: str, locative: str, genitive: str = "a", plural: str = "y") -> Declined:
    soft = "i" if stem[-1] in "kg" else ""
    many = "ów" if plural in ("y", "i") or stem.endswith("c") else "y" if stem.endswith("rz") else "i"
    return Declined(
        (stem, stem + genitive, f"{stem}owi", stem, f"{stem}{soft}em", locative),
        (stem + plural, stem + many, f"{stem}om", stem + plural, f"{stem}ami", f"{stem}ach"),
    )


def _feminine(stem: str, dative: str, genitive: str = "y", plural: str = "y", many: str = "") -> Declined:
    return Declined(
        (f"{stem}a", stem + genitive, dative, f"{stem}ę", f"{stem}ą", dative),
        (stem + plural, many or stem, f"{stem}om", stem + plural, f"{stem}ami", f"{stem}ach"),
        "f",
    )


def _neuter(stem: str, end: str, locative: str, many: str) -> Declined:
    return Declined(
        (stem + end, f"{stem}a", f"{stem}u", stem + end, f"{stem}em", locative),
        (f"{stem}a", many, f"{stem}om", f"{stem}a", f"{stem}ami", f"{stem}ach"),
        "n",
    )


def _adjective(stem: str, soft: bool = False, gender: str = "m") -> Declined:
    y, e = ("i", "ie") if soft else ("y", "e")
    plural = (f"{stem}{e}", f"{stem}{y}ch", f"{stem}{y}m", f"{stem}{e}", f"{stem}{y}mi", f"{stem}{y}ch")
    if gender == "f":
        return Declined((f"{stem}a", f"{stem}{e}j", f"{stem}{e}j", f"{stem}ą", f"{stem}ą", f"{stem}{e}j"), plural, "f")
    if gender == "n":
        one = f"{stem}{e}"
        return Declined((one, f"{one}go", f"{one}mu", one, f"{stem}{y}m", f"{stem}{y}m"), plural, "n")
    return Declined((stem + y, f"{stem}{e}go", f"{stem}{e}mu", stem + y, f"{stem}{y}m", f"{stem}{y}m"), plural)


_same = Declined(("euro",) * 6, ("euro",) * 6, "n")
METRE, GRAM, LITRE = _masculine("metr", "metrze"), _masculine("gram", "gramie"), _masculine("litr", "litrze")
BYTE, BIT = _masculine("bajt", "bajcie"), _masculine("bit", "bicie")
HERTZ, WATT, VOLT = _masculine("herc", "hercu", plural="e"), _masculine("wat", "wacie"), _masculine("wolt", "wolcie")
AMPERE = _masculine("amper", "amperze")
HOUR, MINUTE = _feminine("godzin", "godzinie"), _feminine("minut", "minucie")
SECOND = _feminine("sekund", "sekundzie")
DAY = Declined(
    ("dzień", "dnia", "dniowi", "dzień", "dniem", "dniu"), ("dni", "dni", "dniom", "dni", "dniami", "dniach")
)
WEEK = Declined(
    ("tydzień", "tygodnia", "tygodniowi", "tydzień", "tygodniem", "tygodniu"),
    ("tygodnie", "tygodni", "tygodniom", "tygodnie", "tygodniami", "tygodniach"),
)
MONTH = Declined(
    ("miesiąc", "miesiąca", "miesiącowi", "miesiąc", "miesiącem", "miesiącu"),
    ("miesiące", "miesięcy", "miesiącom", "miesiące", "miesiącami", "miesiącach"),
)
YEAR = Declined(
    ("rok", "roku", "rokowi", "rok", "rokiem", "roku"), ("lata", "lat", "latom", "lata", "latami", "latach")
)
_SQUARE, _CUBIC = _adjective("kwadratow"), _adjective("sześcienn")
_DEGREE = Declined(
    ("stopień", "stopnia", "stopniowi", "stopień", "stopniem", "stopniu"),
    ("stopnie", "stopni", "stopniom", "stopnie", "stopniami", "stopniach"),
)
_INCH = Declined(
    ("cal", "cala", "calowi", "cal", "calem", "calu"), ("cale", "cali", "calom", "cale", "calami", "calach")
)
_CENTIMETRE, _KILOMETRE = METRE.with_prefix("centy"), METRE.with_prefix("kilo")
_TON = _feminine("ton", "tonie")
_WATT_HOUR = HOUR.with_prefix("wato")
_PASCAL = Declined(
    ("paskal", "paskala", "paskalowi", "paskal", "paskalem", "paskalu"),
    ("paskale", "paskali", "paskalom", "paskale", "paskalami", "paskalach"),
)
_PIXEL = Declined(
    ("piksel", "piksela", "pikselowi", "piksel", "pikselem", "pikselu"),
    ("piksele", "pikseli", "pikselom", "piksele", "pikselami", "pikselach"),
)
_HORSE = Declined(
    ("koń mechaniczny", "konia mechanicznego", "koniowi mechanicznemu", "konia mechanicznego", "koniem mechanicznym",
        "koniu mechanicznym"),
    ("konie mechaniczne", "koni mechanicznych", "koniom mechanicznym", "konie mechaniczne", "końmi mechanicznymi",
        "koniach mechanicznych"),
)  # fmt: skip
_CALORIE = Declined(
    ("kaloria", "kalorii", "kalorii", "kalorię", "kalorią", "kalorii"),
    ("kalorie", "kalorii", "kaloriom", "kalorie", "kaloriami", "kaloriach"), "f",
)  # fmt: skip
PIECE, PERSON = _feminine("sztuk", "sztuce", "i", "i"), _feminine("osob", "osobie", many="osób")
PERCENT = Declined(
    ("procent", "procenta", "procentowi", "procent", "procentem", "procencie"),
    ("procent", "procent", "procentom", "procent", "procentami", "procentach"),
)
PER_MILLE = Declined(
    ("promil", "promila", "promilowi", "promil", "promilem", "promilu"),
    ("promile", "promili", "promilom", "promile", "promilami", "promilach"),
)
TURN = Declined(
    ("raz", "razu", "razowi", "raz", "razem", "razie"), ("razy", "razy", "razom", "razy", "razami", "razach")
)
POINT = _masculine("punkt", "punkcie", "u")
_PERCENT_POINT = joined(POINT, _adjective("procentow"))
_PER_HOUR, _PER_SECOND = "na godzinę", "na sekundę"
_ROOM = Declined(
    ("pokój", "pokoju", "pokojowi", "pokój", "pokojem", "pokoju"),
    ("pokoje", "pokoi", "pokojom", "pokoje", "pokojami", "pokojach"),
)
_MEASURES: dict[str, Declined] = {
    "km": _KILOMETRE, "m": METRE, "dm": METRE.with_prefix("decy"), "cm": _CENTIMETRE, "mm": METRE.with_prefix("mili"),
    "µm": METRE.with_prefix("mikro"), "nm": METRE.with_prefix("nano"), "kg": GRAM.with_prefix("kilo"), "g": GRAM,
    "dag": GRAM.with_prefix("deka"), "dkg": GRAM.with_prefix("deka"), "mg": GRAM.with_prefix("mili"),
    "µg": GRAM.with_prefix("mikro"), "mcg": GRAM.with_prefix("mikro"), "t": _TON, "l": LITRE, "L": LITRE,
    "ml": LITRE.with_prefix("mili"), "mL": LITRE.with_prefix("mili"), "cl": LITRE.with_prefix("centy"),
    "dl": LITRE.with_prefix("decy"), "hl": LITRE.with_prefix("hekto"), "h": HOUR, "godz": HOUR, "godz.": HOUR,
    "min": MINUTE, "min.": MINUTE, "s": SECOND, "sek": SECOND, "sek.": SECOND, "ms": SECOND.with_prefix("mili"),
    "tyg.": WEEK, "mies.": MONTH, "msc": MONTH, "mc": MONTH,
    "Hz": HERTZ, "kHz": HERTZ.with_prefix("kilo"), "MHz": HERTZ.with_prefix("mega"), "GHz": HERTZ.with_prefix("giga"),
    "V": VOLT, "kV": VOLT.with_prefix("kilo"), "mA": AMPERE.with_prefix("mili"), "W": WATT,
    "kW": WATT.with_prefix("kilo"), "MW": WATT.with_prefix("mega"), "GW": WATT.with_prefix("giga"),
    "Wh": _WATT_HOUR, "kWh": _WATT_HOUR.with_prefix("kilo"), "MWh": _WATT_HOUR.with_prefix("mega"),
    "mAh": HOUR.with_prefix("miliampero"), "KM": _HORSE, "cal": _CALORIE, "kcal": _CALORIE.with_prefix("kilo"),
    "kJ": Declined(
        ("kilodżul", "kilodżula", "kilodżulowi", "kilodżul", "kilodżulem", "kilodżulu"),
        ("kilodżule", "kilodżuli", "kilodżulom", "kilodżule", "kilodżulami", "kilodżulach"),
    ),
    "kB": BYTE.with_prefix("kilo"), "KB": BYTE.with_prefix("kilo"), "MB": BYTE.with_prefix("mega"),
    "GB": BYTE.with_prefix("giga"), "TB": BYTE.with_prefix("tera"), "kbit": BIT.with_prefix("kilo"),
    "Mbit": BIT.with_prefix("mega"), "Gbit": BIT.with_prefix("giga"),
    "km/h": _KILOMETRE.with_words(behind=_PER_HOUR), "m/s": METRE.with_words(behind=_PER_SECOND),
    "°C": _DEGREE.with_words(behind="Celsjusza"), "℃": _DEGREE.with_words(behind="Celsjusza"),
    "°F": _DEGREE.with_words(behind="Fahrenheita"), "℉": _DEGREE.with_words(behind="Fahrenheita"), "°": _DEGREE,
    "st. C": _DEGREE.with_words(behind="Celsjusza"),
    "m²": joined(METRE, _SQUARE), "m2": joined(METRE, _SQUARE), "mkw": joined(METRE, _SQUARE),
    "mkw.": joined(METRE, _SQUARE), "m kw.": joined(METRE, _SQUARE), "metrów kw.": joined(METRE, _SQUARE),
    "km²": joined(_KILOMETRE, _SQUARE), "km2": joined(_KILOMETRE, _SQUARE), "cm²": joined(_CENTIMETRE, _SQUARE),
    "cm2": joined(_CENTIMETRE, _SQUARE), "m³": joined(METRE, _CUBIC), "m3": joined(METRE, _CUBIC),
    "cm³": joined(_CENTIMETRE, _CUBIC), "cm3": joined(_CENTIMETRE, _CUBIC),
    "ha": _masculine("hektar", "hektarze"), "ar": _masculine("ar", "arze"), "ary": _masculine("ar", "arze"),
    "l/100km": LITRE.with_words(behind="na sto kilometrów"), "l/100 km": LITRE.with_words(behind="na sto kilometrów"),
    "Pa": _PASCAL, "hPa": _PASCAL.with_prefix("hekto"), "kPa": _PASCAL.with_prefix("kilo"),
    "bar": _masculine("bar", "barze"), "mmHg": METRE.with_prefix("mili").with_words(behind="słupa rtęci"),
    "dB": Declined(
        ("decybel", "decybela", "decybelowi", "decybel", "decybelem", "decybelu"),
        ("decybele", "decybeli", "decybelom", "decybele", "decybelami", "decybelach"),
    ),
    "mmol/l": Declined(
        ("milimol", "milimola", "milimolowi", "milimol", "milimolem", "milimolu"),
        ("milimole", "milimoli", "milimolom", "milimole", "milimolami", "milimolach"),
    ).with_words(behind="na litr"),
    "mg/dl": GRAM.with_prefix("mili").with_words(behind="na decylitr"), "proc.": PERCENT, "proc": PERCENT,
    "pkt proc.": _PERCENT_POINT, "pkt. proc.": _PERCENT_POINT,
    "p.p.": _PERCENT_POINT, "pp.": _PERCENT_POINT, "pp": _PERCENT_POINT,
    "szkl.": _feminine("szklank", "szklance", "i", "i", "szklanek"), "mm Hg": METRE.with_prefix("mili").with_words(
        behind="słupa rtęci"),
    "p. proc.": _PERCENT_POINT, "px": _PIXEL, "MP": _PIXEL.with_prefix("mega"), "Mpix": _PIXEL.with_prefix("mega"),
    '"': _INCH, "″": _INCH, "''": _INCH, "cal.": _INCH, "in": _INCH, "mi": Declined(
        ("mila", "mili", "mili", "milę", "milą", "mili"), ("mile", "mil", "milom", "mile", "milami", "milach"), "f",
    ),
    "ft": _feminine("stop", "stopie", many="stóp"), "szt.": PIECE, "szt": PIECE, "os.": PERSON,
    "egz.": _masculine("egzemplarz", "egzemplarzu", plural="e"), "kpl.": _masculine("komplet", "komplecie", "u"),
    "opak.": _neuter("opakowani", "e", "opakowaniu", "opakowań"), "op.": _neuter("opakowani", "e", "opakowaniu",
    "opakowań"),
    "pok.": _ROOM,
    "kaps.": _feminine("kapsułk", "kapsułce", "i", "i", "kapsułek"), "sasz.": _feminine("saszetk", "saszetce", "i", "i",
    "saszetek"),
    "pkt.": _masculine("punkt", "punkcie", "u"), "tabl.": _feminine("tabletk", "tabletce", "i", "i", "tabletek"),
    "tab.": _feminine("tabletk", "tabletce", "i", "i", "tabletek"),
    "gr": Declined(
        ("grosz", "grosza", "groszowi", "grosz", "groszem", "groszu"),
        ("grosze", "groszy", "groszom", "grosze", "groszami", "groszach"),
    ),
}  # fmt: skip
for _name, _bits in (
    ("kb", "kilo"),
    ("Mb", "mega"),
    ("Gb", "giga"),
    ("kbit", "kilo"),
    ("Mbit", "mega"),
    ("Gbit", "giga"),
):
    _MEASURES[f"{_name}/s"] = BIT.with_prefix(_bits).with_words(behind=_PER_SECOND)
for _name, _bits in (("kbps", "kilo"), ("Mbps", "mega"), ("Gbps", "giga")):
    _MEASURES[_name] = BIT.with_prefix(_bits).with_words(behind=_PER_SECOND)
for _name, _bits in (("kB/s", "kilo"), ("MB/s", "mega"), ("GB/s", "giga")):
    _MEASURES[_name] = BYTE.with_prefix(_bits).with_words(behind=_PER_SECOND)

ZLOTY = _adjective("złot")
_CENT = _masculine("cent", "cencie")


def _as_living(noun: Declined) -> Declined:
    """Most currencies have the accusative of living beings: "jednego dolara"."""
    return noun._replace(singular=(*noun.singular[:3], noun.singular[1], *noun.singular[4:]), gender="a")


_DOLLAR = _as_living(_masculine("dolar", "dolarze"))
_POUND = _as_living(_masculine("funt", "funcie"))
_FRANC = _as_living(_masculine("frank", "franku", plural="i"))
_KORONA = _feminine("koron", "koronie")
_ORE = Declined(("øre",) * 6, ("øre",) * 6, "n")
_FORINT = _masculine("forint", "forincie")
_RUBLE = Declined(
    ("rubel", "rubla", "rublowi", "rubla", "rublem", "rublu"),
    ("ruble", "rubli", "rublom", "ruble", "rublami", "rublach"),
)
_YEN = _as_living(_masculine("jen", "jenie"))
_MONEY: dict[str, tuple[Declined, Declined | None]] = {
    "PLN": (ZLOTY, _MEASURES["gr"]), "EUR": (_same, _CENT), "USD": (_DOLLAR, _CENT),
    "GBP": (_POUND, _masculine("pens", "pensie")), "CHF": (joined(_FRANC, _adjective("szwajcarsk", soft=True)),
    _masculine("centym", "centymie")),
    "JPY": (_YEN, None), "CZK": (joined(_KORONA, _adjective("czesk", soft=True, gender="f")), _masculine("halerz",
    "halerzu", plural="e")),
    "SEK": (joined(_KORONA, _adjective("szwedzk", soft=True, gender="f")), _ORE),
    "NOK": (joined(_KORONA, _adjective("norwesk", soft=True, gender="f")), _ORE),
    "DKK": (joined(_KORONA, _adjective("duńsk", soft=True, gender="f")), _ORE),
    "ISK": (joined(_KORONA, _adjective("islandzk", soft=True, gender="f")), None),
    "HUF": (_FORINT, None), "RUB": (_RUBLE, _feminine("kopiejk", "kopiejce", "i", "i", "kopiejek")),
    "UAH": (Declined(
        ("hrywna", "hrywny", "hrywnie", "hrywnę", "hrywną", "hrywnie"),
        ("hrywny", "hrywien", "hrywnom", "hrywny", "hrywnami", "hrywnach"), "f"), _feminine("kopiejk", "kopiejce",
            "i", "i", "kopiejek")),
    "CNY": (Declined(
        ("juan", "juana", "juanowi", "juana", "juanem", "juanie"),
        ("juany", "juanów", "juanom", "juany", "juanami", "juanach")), None),
    "CAD": (joined(_DOLLAR, _adjective("kanadyjsk", soft=True)), _CENT),
    "AUD": (joined(_DOLLAR, _adjective("australijsk", soft=True)), _CENT),
    "INR": (Declined(
        ("rupia indyjska", "rupii indyjskiej", "rupii indyjskiej", "rupię indyjską", "rupią indyjską",
            "rupii indyjskiej"),
        ("rupie indyjskie", "rupii indyjskich", "rupiom indyjskim", "rupie indyjskie", "rupiami indyjskimi",
            "rupiach indyjskich"), "f"), None),
    "TRY": (joined(Declined(
        ("lira", "liry", "lirze", "lirę", "lirą", "lirze"), ("liry", "lir", "lirom", "liry", "lirami", "lirach"), "f"),
        _adjective("tureck", soft=True, gender="f")), None),
    "RON": (Declined(
        ("lej", "leja", "lejowi", "leja", "lejem", "leju"), ("leje", "lei", "lejom", "leje", "lejami", "lejach")),
            None),
}  # fmt: skip
CURRENCIES = {
    code: Currency(major.noun, minor.noun if minor else None, 2 if minor else 0)
    for code, (major, minor) in _MONEY.items()
}
_SCALES = {
    "tys": Declined(
        ("tysiąc", "tysiąca", "tysiącowi", "tysiąc", "tysiącem", "tysiącu"),
        ("tysiące", "tysięcy", "tysiącom", "tysiące", "tysiącami", "tysiącach"),
    ),
    "mln": _masculine("milion", "milionie"), "mld": _masculine("miliard", "miliardzie"),
    "bln": _masculine("bilion", "bilionie"),
}  # fmt: skip
MAGNITUDES = {
    **{name: noun.noun for name, noun in _SCALES.items()}, "tys.": _SCALES["tys"].noun, "k": _SCALES["tys"].noun,
    "mln.": _SCALES["mln"].noun, "mld.": _SCALES["mld"].noun,
    **{form: noun.noun for noun in _SCALES.values() for form in (*noun.singular, *noun.plural)},
}  # fmt: skip
UNITS = {name: noun.noun for name, noun in _MEASURES.items()}
DURATIONS = {
    "year": YEAR, "month": MONTH, "week": WEEK, "day": DAY, "hour": HOUR, "minute": MINUTE, "second": SECOND,
    "millisecond": SECOND.with_prefix("mili"),
}  # fmt: skip
DURATION_UNITS = {
    "godz": "hour", "godz.": "hour", "godzina": "hour", "godziny": "hour", "godzin": "hour", "h": "hour", "g": "hour",
    "min": "minute", "minut": "minute", "minuty": "minute", "minuta": "minute", "sek": "second", "s": "second",
    "sekund": "second", "sekundy": "second", "dni": "day", "dzień": "day", "dn": "day", "tyg": "week", "mies": "month",
    "rok": "year", "lat": "year", "lata": "year",
}  # fmt: skip
NOUNS = {
    noun.singular[0]: noun
    for noun in (
        PERCENT, PER_MILLE, POINT, TURN, AMPERE, *_MEASURES.values(), *_SCALES.values(), *DURATIONS.values(),
        *[noun for pair in _MONEY.values() for noun in pair if noun],
    )
}  # fmt: skip
PER = {
    "mies.": "miesięcznie", "mies": "miesięcznie", "m-c": "miesięcznie", "mc": "miesięcznie", "msc": "miesięcznie",
    "miesiąc": "miesięcznie", "rok": "rocznie", "r.": "rocznie", "h": "za godzinę", "godz.": "za godzinę",
    "godz": "za godzinę", "godzinę": "za godzinę", "godzina": "za godzinę", "dzień": "dziennie", "dobę": "za dobę",
    "doba": "za dobę", "noc": "za noc", "kg": "za kilogram", "szt.": "za sztukę", "szt": "za sztukę",
    "sztukę": "za sztukę", "sztuka": "za sztukę", "os.": "za osobę", "os": "za osobę", "osobę": "za osobę",
    "osoba": "za osobę", "m²": "za metr kwadratowy", "m2": "za metr kwadratowy", "km": "za kilometr", "l": "za litr",
    "min": "za minutę", "min.": "za minutę", "minutę": "za minutę", "tydzień": "tygodniowo", "tydz.": "tygodniowo",
    "kWh": "za kilowatogodzinę", "m³": "za metr sześcienny", "m3": "za metr sześcienny", "100 g": "za sto gramów",
    "t": "za tonę", "sek.": "na sekundę", "s": "na sekundę", "ml": "na mililitr", "dl": "na decylitr",
}  # fmt: skip

# Prepositions and other words → the cases they ask for, that of a noun last.
GOVERNORS = {
    **dict.fromkeys(
        listed(
            "do od z ze bez dla u około ok powyżej poniżej spośród wśród oprócz zamiast podczas blisko ciągu "
            "wysokości kwocie temp pow powierzchnią temperaturą "
            "kwotę kwoty kwotą prędkości prędkością odcinku odległości wadze powierzchni długości szerokości "
            "głębokości "
            "pojemności "
            "mocy temperaturze temperatury cenie dystansie dystansu wartości wieku trakcie upływie limitem dawce "
            "względem "
            "wobec dnia "
            "wokół koło obok oprócz prócz spod znad sprzed zza naprzeciw niedaleko mimo godziny ~ ≈ opłatą wysokość "
            "opóźnieniu przekątnej grubości wzrostu masie rozmiarze objętości promieniu zasięgu"
        ),
        "g",
    ),
    **dict.fromkeys(
        listed(
            "brakuje brakło zabrakło potrzebujesz potrzeba potrzebuję potrzebuje potrzebujemy potrzebujecie potrzebują "
            "potrzebowali wymaga wymagają udziela udzielono dotyczy dotyczą szukamy szukam szuka"
        ),
        "g",
    ),
    **dict.fromkeys(listed("przez ponad co godzinę"), "a"),
    **dict.fromkeys(listed("w we na o po"), "al"),
    **dict.fromkeys(listed("pod za"), "ai"),
    **dict.fromkeys(("nie mamy", "nie ma", "nie masz", "nie mam", "nie mają", "nie było", "nie będzie"), "g"),
    **dict.fromkeys(("dziękujemy", "dziękuję", "pomagamy", "pomógł", "pomogła"), "d"),
    **dict.fromkeys(("zgodnie z", "wraz z", "razem z", "porównaniu z", "łącznie z"), "i"),
    **dict.fromkeys(listed("przed nad między pomiędzy godziną"), "i"),
    **dict.fromkeys(listed("przy godzinie"), "l"),
    **dict.fromkeys(listed("dzięki przeciw przeciwko ku wbrew"), "d"),
}
OBJECT_VERBS = re.compile(
    r"mam|masz|mają|mamy|macie|posiada\w{0,3}|otrzyma\w{0,4}|otrzymuj\w{0,4}|zyskuj\w{0,4}|zyskasz|zapłać(?:cie)?|"
    r"wybierz|naciśnij|wciśnij|dodaj|"
    r"przyjmuj|przyjmij|zażyj|weź|kup|podaj|potrwa|trwa|trwał\w?|zajmie|zajmuje|waży|kosztuje|kosztował\w?|pobierz|"
    r"ustaw|daj|"
    r"odczekaj|poczekaj|zaczekaj|czekaj|prosimy|proszę|dostaniesz|odbierz|zwróć|wyślij|zamów|zarezerwuj|zapraszamy|"
    r"zużyj|wpłać|"
    r"wypłać|przelej|tracisz|stracisz|wykorzystałeś|wykorzystałaś|użyj|mieliśmy|miał\w?|zawiera|obejmuje|"
    r"(?!konto|auto|piętro|miasto|biuro|euro|często|okno|kino|wino|pismo|mięso|dużo|późno|trudno|można|ciasto|złoto|"
    r"jutro|rano|dano|wolno|ciepło|zimno|prosto|ponadto)[a-ząćęłńóśźż]{4,20}(?:no|to)"
)


def _short(noun: Declined, *names: str) -> dict[str, Declined]:
    return dict.fromkeys(names, noun)


_NUMBER = _masculine("numer", "numerze", "u")
_STREET = _feminine("ulic", "ulicy", "y", "e")
SHORT_NOUNS = {
    **_short(_STREET, "ul.", "ul"), **_short(_masculine("plac", "placu", "u", "e"), "pl."),
    **_short(_neuter("osiedl", "e", "osiedlu", "osiedli"), "os."), **_short(_NUMBER, "nr", "nr.", "num."),
    **_short(HOUR, "godz.", "godz"), **_short(_feminine("stron", "stronie"), "str.", "s."),
    **_short(_masculine("artykuł", "artykule", "u"), "art."), **_short(_masculine("ustęp", "ustępie", "u"), "ust."),
    **_short(_masculine("punkt", "punkcie", "u"), "pkt", "pkt."), **_short(_masculine("paragraf", "paragrafie", "u"),
    "§", "par."),
    **_short(_masculine("tom", "tomie", "u"), "t."), **_short(_masculine("rozdział", "rozdziale", "u"), "rozdz."),
    **_short(_masculine("telefon", "telefonie", "u"), "tel.", "tel"), **_short(_masculine("pokój", "pokoju"), "pok."),
    **_short(_masculine("lokal", "lokalu", "u", "e"), "lok."), **_short(_neuter("piętr", "o", "piętrze", "pięter"),
    "p."),
    **_short(_neuter("mieszkani", "e", "mieszkaniu", "mieszkań"), "mieszk."), **_short(_feminine("skrytk", "skrytce",
    "i", "i", "skrytek"), "skr."),
    **_short(YEAR, "r."), **_short(Declined(
        ("wiek", "wieku", "wiekowi", "wiek", "wiekiem", "wieku"),
        ("wieki", "wieków", "wiekom", "wieki", "wiekami", "wiekach")), "w."),
    **_short(_neuter("województw", "o", "województwie", "województw"), "woj."), **_short(_masculine("powiat",
    "powiecie", "u"), "pow."),
    **_short(_feminine("gmin", "gminie"), "gm."), **_short(_masculine("rysunek", "rysunku"), "rys."),
    **_short(_feminine("tabel", "tabeli", "i", "e"), "tab."), **_short(_masculine("budynek", "budynku"), "bud."),
    **_short(_feminine("klas", "klasie"), "kl."), **_short(_masculine("kodeks", "kodeksie", "u"), "kod."),
    **_short(_masculine("gabinet", "gabinecie", "u"), "gab."), **_short(_masculine("kwartał", "kwartale", "u"), "kw."),
    **_short(WEEK, "tyg.", "tydz."), **_short(MONTH, "mies."), **_short(_feminine("temperatur", "temperaturze"),
    "temp."), **_short(_masculine("sektor", "sektorze"), "sekt."),
    **_short(_neuter("wejści", "e", "wejściu", "wejść"), "wej."), **_short(_masculine("paragon", "paragonie", "u"),
    "parag."),
}  # fmt: skip
SHORT_NOUNS["pok."] = _ROOM
for _key, _stem in (("rys.", "rysun"), ("bud.", "budyn")):
    SHORT_NOUNS[_key] = Declined(
        (f"{_stem}ek", f"{_stem}ku", f"{_stem}kowi", f"{_stem}ek", f"{_stem}kiem", f"{_stem}ku"),
        (f"{_stem}ki", f"{_stem}ków", f"{_stem}kom", f"{_stem}ki", f"{_stem}kami", f"{_stem}kach"),
    )
ALLEY = Declined(
    ("aleja", "alei", "alei", "aleję", "aleją", "alei"), ("aleje", "alei", "alejom", "aleje", "alejami", "alejach"), "f"
)
TITLES = {
    "dr": "doktor", "prof": "profesor", "mgr": "magister", "inż": "inżynier", "ks": "ksiądz", "mec": "mecenas",
    "red": "redaktor", "dyr": "dyrektor", "gen": "generał", "płk": "pułkownik", "kpt": "kapitan", "por": "porucznik",
    "mjr": "major", "hab": "habilitowany", "lek": "lekarz", "adw": "adwokat", "bp": "biskup", "abp": "arcybiskup",
    "kard": "kardynał", "o": "ojciec", "sierż": "sierżant", "asp": "aspirant", "św": "święty", "s": "siostra",
    "doc": "docent",
}  # fmt: skip
TITLE_FORMS = {
    "ksiądz": ("księdza", "księdzu", "księdzem"), "magister": ("magistra", "magistrowi", "magistrem"),
    "habilitowany": ("habilitowanego", "habilitowanemu", "habilitowanym"), "pułkownik": ("pułkownika", "pułkownikowi",
    "pułkownikiem"),
    "porucznik": ("porucznika", "porucznikowi", "porucznikiem"), "święty": ("świętego", "świętemu", "świętym"),
    "ojciec": ("ojca", "ojcu", "ojcem"),
}  # fmt: skip
ABBREVIATIONS = {
    **{name: noun.singular[0] for name, noun in SHORT_NOUNS.items() if name not in ("s.", "p.", "t.", "tab.")},
    "p.": "piętro", "s.": "strona", "t.": "tom", "m.": "mieszkania", "lit.": "litera",
    "al.": "aleja", "np.": "na przykład", "np": "na przykład", "itd.": "i tak dalej", "itd": "i tak dalej",
    "itp.": "i tym podobne", "itp": "i tym podobne", "m.in.": "między innymi", "m. in.": "między innymi",
    "za szt.": "za sztukę", "za os.": "za osobę", "od os.": "od osoby", "za godz.": "za godzinę",
    "n. med.": "nauk medycznych", "med.": "medycyny", "poz.": "pozycja", "24/7": "dwadzieścia cztery na siedem",
    "ok.": "około", "tj.": "to jest", "tzn.": "to znaczy", "tzw.": "tak zwany", "wg": "według", "wg.": "według",
    "zob.": "zobacz", "por.": "porównaj", "jw.": "jak wyżej", "ww.": "wyżej wymienione", "ds.": "do spraw",
    "dot.": "dotyczy",
    "sp. z o.o.": "spółka z ograniczoną odpowiedzialnością", "sp. z o. o.": "spółka z ograniczoną odpowiedzialnością",
    "Sp. z o.o.": "spółka z ograniczoną odpowiedzialnością", "Sp. z o. o.": "spółka z ograniczoną odpowiedzialnością",
    "z o.o.": "z ograniczoną odpowiedzialnością", "S.A.": "spółka akcyjna", "sp. j.": "spółka jawna",
    "sp.j.": "spółka jawna",
    "sp. k.": "spółka komandytowa", "s.c.": "spółka cywilna", "wew.": "wewnętrzny", "wewn.": "wewnętrzny",
    "max.": "maksymalnie", "maks.": "maksymalnie", "max": "maksymalnie", "min.": "minimum",
    "godz. pracy": "godziny pracy",
    "vs": "kontra", "vs.": "kontra", "br.": "bieżącego roku", "bm.": "bieżącego miesiąca", "ub.r.": "ubiegłego roku",
    "ub. r.": "ubiegłego roku", "p.n.e.": "przed naszą erą", "n.e.": "naszej ery", "cd.": "ciąg dalszy",
    "cdn.": "ciąg dalszy nastąpi",
    "im.": "imienia", "pw.": "pod wezwaniem", "ew.": "ewentualnie", "wzgl.": "względnie", "jn.": "jak niżej",
    "proc.": "procent", "in.": "inne", "tel. kom.": "telefon komórkowy", "kom.": "komórkowy", "czyt.": "czytaj",
    "dn.": "dnia", "ur.": "urodzony", "zm.": "zmarły", "właśc.": "właściwie", "ang.": "angielski", "łac.": "łaciński",
    "zł.": "złotych", "gr.": "groszy", "tys.": "tysięcy", "p.o.": "pełniący obowiązki", "a.": "albo",
    "nt.": "na temat", "odp.": "odpowiedź",
    "rob.": "roboczych", "rej.": "rejestracyjny", "§§": "paragrafy", "sygn.": "sygnatura", "c.d.": "ciąg dalszy",
    "płn.-zach.": "północno-zachodni", "płn.-wsch.": "północno-wschodni", "płd.-zach.": "południowo-zachodni",
    "płd.-wsch.": "południowo-wschodni", "płn.": "północny", "płd.": "południowy", "zach.": "zachodni",
    "wsch.": "wschodni", "m.st.": "miasto stołeczne", "m. st.": "miasto stołeczne", "poczt.": "pocztowa",
    "nast.": "następne",
    "Sz. P.": "Szanowny Pan", "Sz.P.": "Szanowny Pan", "Sz. Pani": "Szanowna Pani", "Sz. Pan": "Szanowny Pan",
    "n.p.m.": "nad poziomem morza", "n. p. m.": "nad poziomem morza", "v.": "wersja", "inf.": "informacja",
    **{f"k{dot}c.": "kodeksu cywilnego" for dot in (".", ". ")}, **{f"k{dot}k.": "kodeksu karnego" for dot in (".",
    ". ")}, **{f"k{dot}p.": "kodeksu pracy" for dot in (".", ". ")},
    "k.p.a.": "kodeksu postępowania administracyjnego", "k.p.c.": "kodeksu postępowania cywilnego",
    "k.p.k.": "kodeksu postępowania karnego", "k.r.o.": "kodeksu rodzinnego i opiekuńczego",
    "k.s.h.": "kodeksu spółek handlowych", "k.w.": "kodeksu wykroczeń",
    "ub. m.": "ubiegłego miesiąca", "ub.m.": "ubiegłego miesiąca", "b.r.": "bieżącego roku", "b. r.": "bieżącego roku",
    "cz.": "część", "st.": "stopień", "wyd.": "wydanie", "rtm.": "rotmistrz", "szt.": "sztuk", "woj. ": "województwo",
}  # fmt: skip
for _word in ("a.", "woj. ", "rtm.", "st.", "zł.", "gr.", "tys.", "kod."):
    ABBREVIATIONS.pop(_word, None)
for _name, _title in TITLES.items():
    ABBREVIATIONS[f"{_name}."] = _title
    if _name in ("dr", "mgr", "bp", "abp", "płk", "mjr", "św", "inż", "prof"):
        ABBREVIATIONS[_name] = _title
ABBREVIATIONS["por."] = "porównaj"
ABBREVIATIONS["s."] = "strona"
ABBREVIATIONS.pop("o.", None)
CURRENT = {
    "br.": "bieżącym roku", "b.r.": "bieżącym roku", "b. r.": "bieżącym roku", "bm.": "bieżącym miesiącu",
    "ub.r.": "ubiegłym roku", "ub. r.": "ubiegłym roku", "ub. m.": "ubiegłym miesiącu", "ub.m.": "ubiegłym miesiącu",
}  # fmt: skip
"""Behind "w"."""
SENTENCE_STARTS = frozenset(
    listed(
        "a ale i oraz lub jednak więc to ta ten te tę tam tu w we na po do od za z ze dla przed przy pod bez jeśli "
        "jeżeli gdy kiedy aby żeby czy proszę prosimy zapraszamy dziękujemy dziękuję przepraszamy nie tak jest są był "
        "była było potem następnie teraz dziś dzisiaj jutro wczoraj możesz możemy może można masz mamy mam nasz nasza "
        "nasze nasi twój twoja twoje mój moja moje państwa wybierz naciśnij wciśnij zadzwoń dzwoń podaj przynieś "
        "odbierz sprawdź kliknij przyjdź pamiętaj weź wyślij zapłać poczekaj czekaj zobacz skorzystaj on ona ono oni "
        "my wy ja ty co kto gdzie jak ile który która które każdy każda wszystkie wszyscy cena ceny koszt termin "
        "wizyta umowa oferta promocja firma sklep biuro lekarz kurier paczka pociąg autobus samolot lot potrzebujemy "
        "otrzymasz dostaniesz musisz należy trzeba warto wtedy obecnie niestety także również ponadto dlatego "
        "szczegóły więcej adres"
    )
)
NO_SENTENCE_ENDS = frozenset(
    form
    for name in listed(
        "ul. al. pl. os. im. św. ks. dr. prof. mgr. inż. gen. płk. kpt. por. mjr. bp. abp. kard. red. dyr. mec. adw. "
        "lek. sierż. asp. p. nr. np. tj. tzn. m.in. ok. wg. tzw. zob. art. ust. pkt. poz. str. rozdz. tel. kom. woj. "
        "pow. gm. pw. ds. dot. por. czyt. min. max. maks. ur. zm. n. med. hab. s. t. dn. pok. lok. gab. rys. tab. kl."
    )
    for form in (name, name.capitalize())
)
SENTENCE_ENDS = frozenset(listed("itd. itp. r. godz. jw. br. wew. w. p.n.e. n.e. ub.r."))

SIGNS = {
    "&": "i", "@": "małpa", "=": "równa się", "+": "plus", "−": "minus", "×": "razy", "÷": "podzielone przez",
    "≤": "mniejsze lub równe", "≥": "większe lub równe", "≠": "nie równa się", "≈": "około", "→": "do",
    "©": "copyright",
    "®": "znak zastrzeżony", "™": "znak towarowy", "€": "euro", "£": "funt", "$": "dolar", "¥": "jen", "°": "stopni",
    "№": "numer", "%": "procent", "‰": "promil", "*": "gwiazdka", "#": "krzyżyk", "<": "mniejsze niż",
    ">": "większe niż",
    "~": "tylda", "^": "daszek", "±": "plus minus", "§": "paragraf", "∞": "nieskończoność", "√": "pierwiastek z",
    "π": "pi",
    "/": "ukośnik", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "kropka", ",": "przecinek", "-": "myślnik", "–": "myślnik", "_": "podkreślnik", "\\": "ukośnik wsteczny",
    ":": "dwukropek", ";": "średnik", "!": "wykrzyknik", "?": "znak zapytania", "'": "apostrof", '"': "cudzysłów",
    "(": "nawias otwierający", ")": "nawias zamykający", "[": "nawias kwadratowy otwierający",
    "]": "nawias kwadratowy zamykający", "{": "klamra otwierająca", "}": "klamra zamykająca", "|": "kreska pionowa",
    "°": "stopień", "&": "ampersand", "=": "znak równości",
}  # fmt: skip
AS_WORDS = frozenset(
    listed(
        "PIN PIT VAT CIT PINY SIM PESEL NATO NIP REGON IBAN COVID RODO OK NIE TAK ORLEN LOT PEKAO UNESCO UNICEF "
        "NASA BLIK ZAIKS LIDL IKEA AGORA TAURON "
        "ENEA GIF JPEG RAM ROM ALE DLA NAD POD CZY JAK TEN TEJ TEN TO BO JEST DO OD NA ZA PO ZE WE SĄ MA BY ŻE SIĘ "
        "KOD CO "
        "JEJ ICH TAM "
        "TU JUŻ NOWE NOWA NOWY"
    )
)
SPELLED = frozenset(
    listed("AGD RTV ABC OWU EU UE USA ONZ ZUS ATM OTP SMS MMS IT HR TV PC CD DVD GPS USB AI IP URL LED BIK BOK IVR")
)

_PLAIN = {
    "code": "pin | kod | kod pin | kod sms | kodem | kodu | kod dostępu | kod pocztowy | hasło | hasłem | hasła | "
    "kończy się na | kończąca się na | "
    "kończącej się na | kończącą się na | końcówce | końcówka | cyfry | cyfrach | cyframi | konta | konto | rachunku |"
    " rachunek | numer karty | karty | karta | referencyjny | numer zamówienia | "
    "zamówienia | zamówienie | rezerwacji | rezerwacja | numer rezerwacji | zgłoszenia | sprawy | klienta | nip | "
    "pesel | regon | krs | numer klienta | seryjny | o numerze | "
    "polisy | umowy | faktury | dowodu | paszportu | rejestracyjny | loginu | identyfikator | id | cvv | cvc | blik | "
    "kod blik | numer lotu | swift | iban | zamówieniu",
    "phone": "na nr | na numer | pod nr | pod numer | pod numerem | telefon | telefonu | tel | tel. | fax | faks | "
    "dzwoń | zadzwoń | "
    "dzwonić | infolinia | infolinii | pod | sms pod | komórka | kom | "
    "zadzwonić | numerem | whatsapp | kontakt | alarmowy | alarmowego",
    "ratio": "proporcji | proporcja | proporcję | stosunku | stosunek | skali | skala | skala mapy | wodą | "
    "rozcieńczyć | rozcieńczaj | rozcieńcz",
    "date": "wizyta | wizytę | wizyty | spotkanie | koncert | koncertu | egzamin | zebranie | urlop | ślub | wyjazd | "
    "dostawa | premiera | zjazd | dnia | dniu | dn | termin | data | daty | termin płatności | poniedziałek | "
    "wtorek | środa | środę | "
    "czwartek | piątek | sobota | sobotę | niedziela | niedzielę",
    "score": "wygrała | wygrał | wygrali | wygraliśmy | wynik | wynikiem | wynik to | przegrała | przegrał | "
    "przegrali | remis | zremisował | zremisowała | zremisowali | prowadzi | pokonał | "
    "pokonała | pokonali | wygrywa | mecz | stosunkiem",
    "version": "v. | ver. | v | wersja | wersji | wersję | android | ios | windows | macos | bluetooth | usb | "
    "aktualizacja | java | "
    "python | system",
    "time": "czynne | otwarte | czynny | otwarty | czynna | otwarta | godziny otwarcia | godziny pracy | godzinach | "
    "godz | godz. | poniedziałek | piątek | sobota | niedziela | pracujemy | codziennie",
    "letters": "klawisz | literę | literę | litera | grupa | grupy | grupę | sektor | terminal | bramka | bramki | "
    "witamina | witaminy | witaminę | klasa | klasy | kategorii | kategoria | kategorię | "
    "wybierz | naciśnij | blok | bloku | wyjście | hepatitis | plan | typ | typu",
    "fraction": "dodaj | ułamek | około | prawie | ponad | tylko",
}  # fmt: skip
CLUES = _PLAIN
CONNECTORS = frozenset(
    listed(
        "odbioru weryfikacyjny aktywacyjny autoryzacyjny jednorazowy jednorazowe tymczasowe weryfikacyjne dostępu "
        "bezpieczeństwa "
        "potwierdzenia klienta karty transakcji użytkownika sms rabatowy to jest : nr numer twój twoje nasz państwa "
        "pana "
        "pani się brzmi wynosi dla nowy"
    )
)
