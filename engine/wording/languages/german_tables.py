"""The tables of German that are long."""

from __future__ import annotations

from engine.wording.vocabulary.nouns import Currency, Noun


def words_of(text: str) -> frozenset[str]:
    """The words of a text with blanks between."""
    return frozenset(text.split())


UNITS_AND_TEENS = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
SCALES = (
    ("Million", "Millionen"), ("Milliarde", "Milliarden"), ("Billion", "Billionen"), ("Billiarde", "Billiarden"),
    ("Trillion", "Trillionen"), ("Trilliarde", "Trilliarden"),
)  # fmt: skip
ORDINAL_ENDS = {"eins": "erst", "drei": "dritt", "sieben": "siebt", "acht": "acht"}
"""Last word of a cardinal → stem of its ordinal, where that is not "t" or "st" added."""
CENT = Noun("Cent", "", "m")
CURRENCIES = {
    "EUR": Currency(Noun("Euro", "", "m"), CENT),
    "USD": Currency(Noun("Dollar", "", "m"), CENT),
    "GBP": Currency(Noun("Pfund", "", "n"), Noun("Penny", "Pence", "m")),
    "JPY": Currency(Noun("Yen", "", "m"), None, 0),
    "CNY": Currency(Noun("Yuan", "", "m"), Noun("Fen", "", "m")),
    "INR": Currency(Noun("Rupie", "Rupien", "f"), Noun("Paisa", "", "f")),
    "KRW": Currency(Noun("Won", "", "m"), None, 0),
    "ILS": Currency(Noun("Schekel", "", "m"), Noun("Agora", "Agorot", "f")),
    "RUB": Currency(Noun("Rubel", "", "m"), Noun("Kopeke", "Kopeken", "f")),
    "UAH": Currency(Noun("Hrywnja", "", "f"), Noun("Kopijka", "", "f")),
    "TRY": Currency(Noun("Lira", "", "f"), Noun("Kurusch", "", "m")),
    "CHF": Currency(Noun("Schweizer Franken", "", "m"), Noun("Rappen", "", "m")),
    "Franken": Currency(Noun("Franken", "", "m"), Noun("Rappen", "", "m")),
    "CAD": Currency(Noun("kanadischer Dollar", "kanadische Dollar", "m"), CENT),
    "AUD": Currency(Noun("australischer Dollar", "australische Dollar", "m"), CENT),
    "NZD": Currency(Noun("Neuseeland-Dollar", "", "m"), CENT),
    "SGD": Currency(Noun("Singapur-Dollar", "", "m"), CENT),
    "HKD": Currency(Noun("Hongkong-Dollar", "", "m"), CENT),
    "MXN": Currency(Noun("mexikanischer Peso", "mexikanische Pesos", "m"), Noun("Centavo", "Centavos", "m")),
    "BRL": Currency(Noun("Real", "", "m"), Noun("Centavo", "Centavos", "m")),
    "SEK": Currency(Noun("schwedische Krone", "schwedische Kronen", "f"), Noun("Öre", "", "n")),
    "NOK": Currency(Noun("norwegische Krone", "norwegische Kronen", "f"), Noun("Öre", "", "n")),
    "DKK": Currency(Noun("dänische Krone", "dänische Kronen", "f"), Noun("Öre", "", "n")),
    "PLN": Currency(Noun("Zloty", "", "m"), Noun("Groschen", "", "m")),
    "CZK": Currency(Noun("tschechische Krone", "tschechische Kronen", "f"), Noun("Heller", "", "m")),
    "HUF": Currency(Noun("Forint", "", "m"), Noun("Fillér", "", "m")),
    "RON": Currency(Noun("rumänischer Leu", "rumänische Lei", "m"), Noun("Ban", "Bani", "m")),
    "ZAR": Currency(Noun("Rand", "", "m"), CENT),
    "THB": Currency(Noun("Baht", "", "m"), Noun("Satang", "", "m")),
    "DEM": Currency(Noun("D-Mark", "", "f"), Noun("Pfennig", "", "m")),
    "TEUR": Currency(Noun("tausend Euro", "", "m"), None),
}
CURRENCY_SIGNS = {
    "DM": "DEM", "Euro": "EUR", "Dollar": "USD", "US-Dollar": "USD", "Franken": "Franken", "Fr.": "Franken",
    "SFr.": "CHF",
    "sFr.": "CHF", "Rappen": "Rappen", "Yen": "JPY", "Rubel": "RUB", "Zloty": "PLN", "T€": "TEUR", "TEUR": "TEUR",
}  # fmt: skip
_MILLION, _MILLIARD = Noun("Million", "Millionen", "f"), Noun("Milliarde", "Milliarden", "f")
_BILLION = Noun("Billion", "Billionen", "f")
_THOUSAND = Noun("tausend")
MAGNITUDES = {
    "tausend": _THOUSAND, "tsd": _THOUSAND, "tsd.": _THOUSAND, "k": _THOUSAND, "mio": _MILLION, "mio.": _MILLION,
    "mill.": _MILLION, "million": _MILLION, "millionen": _MILLION, "mrd": _MILLIARD, "mrd.": _MILLIARD,
    "milliarde": _MILLIARD, "milliarden": _MILLIARD, "bio.": _BILLION, "billion": _BILLION, "billionen": _BILLION,
}  # fmt: skip
THOUSANDS = frozenset({"tausend", "tsd", "tsd.", "k"})

_HOUR, _MINUTE, _SECOND = (
    Noun("Stunde", "Stunden", "f"),
    Noun("Minute", "Minuten", "f"),
    Noun("Sekunde", "Sekunden", "f"),
)
_DAY, _WEEK = Noun("Tag", "Tage", "m"), Noun("Woche", "Wochen", "f")
_MONTH, _YEAR = Noun("Monat", "Monate", "m"), Noun("Jahr", "Jahre", "n")
DURATIONS = {
    "hour": _HOUR, "minute": _MINUTE, "second": _SECOND, "day": _DAY, "week": _WEEK, "month": _MONTH, "year": _YEAR,
    "millisecond": Noun("Millisekunde", "Millisekunden", "f"),
}  # fmt: skip
DURATION_UNITS = {
    "Std": "hour", "Stdn": "hour", "Stunde": "hour", "Stunden": "hour", "h": "hour", "Min": "minute", "min": "minute",
    "Minute": "minute", "Minuten": "minute", "Sek": "second", "sek": "second", "s": "second", "Sekunde": "second",
    "Sekunden": "second", "Tg": "day", "Tag": "day", "Tage": "day", "Tagen": "day", "Wo": "week", "Woche": "week",
    "Wochen": "week", "Mon": "month", "Monat": "month", "Monate": "month", "Jahr": "year", "Jahre": "year", "J": "year",
}  # fmt: skip
_ZOLL = Noun("Zoll", "", "m")
UNITS = {
    "Std.": _HOUR, "Std": _HOUR, "Stdn.": _HOUR, "Min.": _MINUTE, "Min": _MINUTE, "min.": _MINUTE, "Sek.": _SECOND,
    "Sek": _SECOND, "sek.": _SECOND, "Tg.": _DAY, "Wo.": _WEEK, "Mon.": _MONTH, "Mt.": _MONTH, "J.": _YEAR,
    "Jh.": Noun("Jahrhundert", "Jahrhunderte", "n"),
    "Cent": CENT, "m/s²": Noun("Meter pro Sekunde zum Quadrat", "", "m"),
    "bpm": Noun("Schlag pro Minute", "Schläge pro Minute", "m"), "Pck.": Noun("Päckchen", "", "n"),
    "Pkg.": Noun("Packung", "Packungen", "f"),
    "Bd.": Noun("Bund", "", "n"), "Zi.": Noun("Zimmer", "", "n"), "Pkt.": Noun("Punkt", "Punkte", "m"),
    "mmHg": Noun("Millimeter Quecksilbersäule", "", "m"),
    "MIN.": _MINUTE, "MIN": _MINUTE, "STD.": _HOUR, "STD": _HOUR, "SEK.": _SECOND, "SEK": _SECOND,
    "ct": CENT, "Ct": CENT, "ct.": CENT, "Ct.": CENT, '"': _ZOLL, "″": _ZOLL, "''": _ZOLL, "Pfd.": Noun("Pfund", "",
    "n"),
    "Stk.": Noun("Stück", "", "n"), "Stk": Noun("Stück", "", "n"), "St.": Noun("Stück", "", "n"), "PS": Noun("P S"),
    "dB": Noun("Dezibel", "", "n"),
    "bps": Noun("Bit pro Sekunde", "", "n"), "kbps": Noun("Kilobit pro Sekunde", "", "n"),
    "Mbps": Noun("Megabit pro Sekunde", "", "n"),
    "Gbps": Noun("Gigabit pro Sekunde", "", "n"), "mAh": Noun("Milliamperestunde", "Milliamperestunden", "f"),
    "Ah": Noun("Amperestunde", "Amperestunden", "f"),
    "qm": Noun("Quadratmeter", "", "m"), "cbm": Noun("Kubikmeter", "", "m"), "Wh": Noun("Wattstunde", "Wattstunden",
    "f"),
    "kWp": Noun("Kilowatt Peak", "", "n"), "MWh": Noun("Megawattstunde", "Megawattstunden", "f"),
    "TWh": Noun("Terawattstunde", "Terawattstunden", "f"),
    "U/min": Noun("Umdrehung pro Minute", "Umdrehungen pro Minute", "f"),
    "kWh/100 km": Noun("Kilowattstunde auf hundert Kilometer", "Kilowattstunden auf hundert Kilometer", "f"),
    "l/100 km": Noun("Liter auf hundert Kilometer", "", "m"),
    "l/100km": Noun("Liter auf hundert Kilometer", "", "m"), "EL": Noun("Esslöffel", "", "m"), "TL": Noun("Teelöffel",
    "", "m"),
    "Km": Noun("Kilometer", "", "m"), "Kg": Noun("Kilogramm", "", "n"), "KG": Noun("Kilogramm", "", "n"),
    "KM": Noun("Kilometer", "", "m"),
    "Grad": Noun("Grad", "", "m"), "Prozent": Noun("Prozent", "", "n"), "mbar": Noun("Millibar", "", "n"),
    "N": Noun("Newton", "", "n"), "Nm": Noun("Newtonmeter", "", "m"),
    "dpi": Noun("D P I"), "fps": Noun("Bilder pro Sekunde"), "mmol/l": Noun("Millimol pro Liter", "", "n"),
    "mg/dl": Noun("Milligramm pro Deziliter", "", "n"),
    "g/l": Noun("Gramm pro Liter", "", "n"), "g/km": Noun("Gramm pro Kilometer", "", "n"),
}  # fmt: skip
UNIT_GENDERS = {
    **dict.fromkeys(words_of("km m dm cm mm µm nm l L ml mL cl dl hl °C ℃ °F ℉ ° m² m2 km² km2 cm² "
    "cm2 m³ m3 cm³ cm3 km/h "
    "kmh kph m/s kn in ft"), "m"),
    **dict.fromkeys(words_of("h min s sec ms kWh t mi nmi oz gal cal kcal mph hp"), "f"),
    **dict.fromkeys(words_of("kg g mg µg lb lbs yd Hz kHz MHz GHz V mA Ω W kW MW GW kJ kB KB MB GB "
    "TB kbit Mbit Gbit ha hPa "
    "Pa kPa mmHg px"), "n"),
}  # fmt: skip
PER = {
    "Monat": "pro Monat", "Mon.": "pro Monat", "Mon": "pro Monat", "mtl.": "monatlich", "Jahr": "pro Jahr",
    "J.": "pro Jahr",
    "Woche": "pro Woche", "Wo.": "pro Woche", "Tag": "pro Tag", "Nacht": "pro Nacht", "Stunde": "pro Stunde",
    "Std.": "pro Stunde", "Std": "pro Stunde", "h": "pro Stunde", "Minute": "pro Minute", "Min.": "pro Minute",
    "Min": "pro Minute", "min": "pro Minute", "Sekunde": "pro Sekunde", "Sek.": "pro Sekunde", "s": "pro Sekunde",
    "Person": "pro Person", "Pers.": "pro Person", "Stück": "pro Stück", "Stk.": "pro Stück", "Stk": "pro Stück",
    "St.": "pro Stück", "kg": "pro Kilogramm", "g": "pro Gramm", "100 g": "pro hundert Gramm", "km": "pro Kilometer",
    "m": "pro Meter",
    "m²": "pro Quadratmeter", "m2": "pro Quadratmeter", "qm": "pro Quadratmeter", "m³": "pro Kubikmeter",
    "l": "pro Liter", "ml": "pro Milliliter",
    "kWh": "pro Kilowattstunde", "MWh": "pro Megawattstunde", "t": "pro Tonne", "GB": "pro Gigabyte",
    "MB": "pro Megabyte", "SMS": "pro S M S",
    "Anruf": "pro Anruf", "Gespräch": "pro Gespräch", "Liter": "pro Liter", "ha": "pro Hektar",
    "Quartal": "pro Quartal",
}  # fmt: skip

_PARTED = {
    "z. B.": "zum Beispiel", "d. h.": "das heißt", "u. a.": "unter anderem", "u. U.": "unter Umständen",
    "i. d. R.": "in der Regel", "o. Ä.": "oder Ähnliches", "o. ä.": "oder Ähnliches", "u. Ä.": "und Ähnliches",
    "z. T.": "zum Teil",
    "z. Zt.": "zurzeit", "n. V.": "nach Verlängerung", "v. H.": "vom Hundert",
    "o. B.": "ohne Befund", "u. a. m.": "und anderes mehr",
    "v. d. H.": "vor der Höhe", "z. Z.": "zurzeit", "z. Hd.": "zu Händen",
    "u. v. m.": "und vieles mehr",
    "u. v. a.": "und viele andere",
    "m. E.": "meines Erachtens", "s. o.": "siehe oben", "s. u.": "siehe unten", "o. g.": "oben genannte",
    "v. a.": "vor allem", "i. A.": "im Auftrag", "i. V.": "in Vertretung", "v. Chr.": "vor Christus",
    "n. Chr.": "nach Christus", "e. V.": "eingetragener Verein", "a. D.": "außer Dienst", "h. c.": "honoris causa",
    "p. a.": "per annum", "p. P.": "pro Person", "a. M.": "am Main", "z. K.": "zur Kenntnis",
    "u. s. w.": "und so weiter", "i. H. v.": "in Höhe von",
    "a. a. O.": "am angegebenen Ort", "m. a. W.": "mit anderen Worten", "i. Allg.": "im Allgemeinen",
    "d. J.": "dieses Jahres", "d. M.": "dieses Monats",
    "o. Nr.": "ohne Nummer", "u. dgl.": "und dergleichen", "z. Tl.": "zum Teil", "ö. D.": "öffentlicher Dienst",
    "u. g.": "unten genannte",
    "i. S.": "im Sinne", "i. S. v.": "im Sinne von", "b. a. W.": "bis auf Weiteres",
    "v. l. n. r.": "von links nach rechts", "s. S.": "siehe Seite",
}  # fmt: skip
_FIRST_ONES = ("z. B.", "z. Zt.", "d. h.", "u. a.", "i. d. R.", "z. T.", "m. E.", "v. a.", "u. U.")
"""Those that sentences begin with."""
ABBREVIATIONS = {
    **_PARTED,
    **{short[0].upper() + short[1:]: _PARTED[short][0].upper() + _PARTED[short][1:] for short in _FIRST_ONES},
    **{
        (short[0].upper() + short[1:]).replace(" ", ""): _PARTED[short][0].upper() + _PARTED[short][1:]
        for short in _FIRST_ONES
    },
    **{written.replace(" ", ""): words for written, words in _PARTED.items()},
    "usw.": "und so weiter", "etc.": "et cetera", "bzw.": "beziehungsweise", "ggf.": "gegebenenfalls",
    "ggfs.": "gegebenenfalls",
    "gegebenf.": "gegebenenfalls", "evtl.": "eventuell", "evt.": "eventuell", "ca.": "circa", "inkl.": "inklusive",
    "incl.": "inklusive",
    "exkl.": "exklusive", "einschl.": "einschließlich", "ausschl.": "ausschließlich", "zzgl.": "zuzüglich",
    "abzgl.": "abzüglich",
    "Nr.": "Nummer", "Nrn.": "Nummern", "Str.": "Straße", "str.": "straße", "Pl.": "Platz", "MwSt.": "Mehrwertsteuer",
    "MwSt": "Mehrwertsteuer",
    "Mwst.": "Mehrwertsteuer", "USt.": "Umsatzsteuer", "Dr.": "Doktor", "Dres.": "Doktores", "Prof.": "Professor",
    "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau",
    "Frl.": "Fräulein", "Fam.": "Familie", "Dipl.-Ing.": "Diplom-Ingenieur", "Dipl.-Kfm.": "Diplom-Kaufmann",
    "Dipl.-Psych.": "Diplom-Psychologe", "Dipl.-Inf.": "Diplom-Informatiker",
    "Dipl.": "Diplom", "Ing.": "Ingenieur", "Mag.": "Magister", "med.": "med", "phil.": "phil", "jur.": "jur",
    "rer. nat.": "rer nat", "rer.nat.": "rer nat", "tel.": "telefonisch", "Pers.": "Personen",
    "Kfm.": "Kaufmann", "jun.": "junior", "sen.": "senior", "Jr.": "Junior",
    "St.": "Sankt", "Hl.": "Heilige", "Tel.": "Telefon", "Tel.-Nr.": "Telefonnummer", "Tel.Nr.": "Telefonnummer",
    "Fax-Nr.": "Faxnummer", "Kd.-Nr.": "Kundennummer",
    "Kdnr.": "Kundennummer", "Kd.Nr.": "Kundennummer", "Kto.": "Konto", "Kto.-Nr.": "Kontonummer",
    "Best.-Nr.": "Bestellnummer",
    "Bestell-Nr.": "Bestellnummer", "Rg.-Nr.": "Rechnungsnummer", "Rechn.-Nr.": "Rechnungsnummer",
    "Art.-Nr.": "Artikelnummer", "Az.": "Aktenzeichen",
    "Kunden-Nr.": "Kundennummer", "Konto-Nr.": "Kontonummer", "Rechnungs-Nr.": "Rechnungsnummer",
    "Vers.-Nr.": "Versicherungsnummer", "Hausnr.": "Hausnummer",
    "Art.": "Artikel", "Abs.": "Absatz", "Kap.": "Kapitel", "Abb.": "Abbildung", "Bd.": "Band", "Aufl.": "Auflage",
    "Hrsg.": "Herausgeber", "Ziff.": "Ziffer",
    "Bsp.": "Beispiel", "bspw.": "beispielsweise", "vgl.": "vergleiche", "Vgl.": "Vergleiche", "sog.": "sogenannte",
    "gem.": "gemäß", "lt.": "laut",
    "zw.": "zwischen", "tgl.": "täglich", "wg.": "wegen", "ggü.": "gegenüber", "max.": "maximal",
    "min.": "mindestens", "mind.": "mindestens",
    "geb.": "geboren", "gest.": "gestorben", "verh.": "verheiratet", "led.": "ledig", "Whg.": "Wohnung",
    "Zi.": "Zimmer", "Bhf.": "Bahnhof", "Hbf.": "Hauptbahnhof",
    "Hbf": "Hauptbahnhof", "Bf.": "Bahnhof", "Abt.": "Abteilung", "Fa.": "Firma", "Inh.": "Inhaber",
    "Gebr.": "Gebrüder", "Gbr.": "Gebrüder", "Co.": "Co",
    "Ges.": "Gesellschaft", "Jh.": "Jahrhundert", "Jhdt.": "Jahrhundert", "Jhs.": "Jahrhunderts", "Std.": "Stunden",
    "Min.": "Minuten", "Sek.": "Sekunden",
    "Mio.": "Millionen", "Mrd.": "Milliarden", "Tsd.": "Tausend", "vs.": "versus", "vs": "versus",
    "vorm.": "vormittags", "nachm.": "nachmittags",
    "mtl.": "monatlich", "jährl.": "jährlich", "wöchentl.": "wöchentlich", "stdl.": "stündlich", "zus.": "zusätzlich",
    "versch.": "verschiedene", "telef.": "telefonisch", "pers.": "persönlich",
    "Anm.": "Anmerkung", "Ausg.": "Ausgabe", "Angeb.": "Angebot", "Anl.": "Anlage", "betr.": "betreffend",
    "Betr.": "Betreff", "bez.": "bezüglich", "bzgl.": "bezüglich", "dt.": "deutsch",
    "engl.": "englisch", "erw.": "erwachsen", "Erw.": "Erwachsene", "frz.": "französisch", "ges.": "gesamt",
    "gepr.": "geprüft", "gez.": "gezeichnet",
    "Jan.": "Januar", "Feb.": "Februar", "Febr.": "Februar", "Apr.": "April", "Aug.": "August", "Sept.": "September",
    "Sep.": "September", "Okt.": "Oktober", "Nov.": "November", "Dez.": "Dezember", "OG": "Obergeschoss",
    "EG": "Erdgeschoss", "UG": "Untergeschoss",
    "DG": "Dachgeschoss", "ZG": "Zwischengeschoss", "Stk.": "Stück", "S.": "Seite", "Zl.": "Zeile", "Pkt.": "Punkt",
    "Plz.": "Postleitzahl", "PLZ": "Postleitzahl",
    "KW": "Kalenderwoche", "lit.": "Buchstabe", "ff.": "fortfolgende", "f.": "folgende", "mult.": "multiplex",
    "Tel": "Telefon",
    "USt-IdNr.": "Umsatzsteuer-Identifikationsnummer", "USt-ID": "Umsatzsteuer-I D", "etc. pp.": "et cetera P P",
    "Univ.-Prof.": "Universitätsprofessor", "Mag.a": "Magistra",
    "Kl.": "Klasse", "em.": "emeritus", "Wg.": "Wagen", "Pos.": "Position", "Gl.": "Gleis", "lfd.": "laufende",
    "Bj.": "Baujahr", "Mr.": "Mister", "Mrs.": "Missis",
    "li.": "links", "re.": "rechts", "GmbH": "G M B H", "gGmbH": "gemeinnützige G M B H", "mbH": "M B H", "eG": "E G",
    "OHG": "O H G", "GbR": "G B R",
    "e.K.": "eingetragener Kaufmann", "e. K.": "eingetragener Kaufmann",
    "StGB": "S T G B", "StVO": "S T V O", "BGB": "B G B", "zzt.": "zurzeit", "zz.": "zurzeit", "südl.": "südlich",
    "nördl.": "nördlich", "östl.": "östlich", "westl.": "westlich",
    "Rel.": "Relation", "resp.": "respektive", "rd.": "rund", "Reg.": "Regierung", "insb.": "insbesondere",
    "insbes.": "insbesondere", "u.": "und", "od.": "oder", "o.": "oder", "v.": "von",
    "24/7": "vierundzwanzig sieben", "kath.": "katholisch", "ev.": "evangelisch", "schriftl.": "schriftlich",
    "mdl.": "mündlich", "Verk.": "Verkauf", "Entf.": "Entfernung",
}  # fmt: skip
ENDINGS = {"nr.": "nummer", "str.": "straße", "pl.": "platz", "strs.": "straßen"}
BEFORE_FIGURES = frozenset(
    {
        "Wg.",
        "Pos.",
        "S.",
        "Art.",
        "Abs.",
        "Kap.",
        "Abb.",
        "Bd.",
        "Zl.",
        "Zi.",
        "Pkt.",
        "Ziff.",
        "Az.",
        "Anl.",
        "KW",
        "Kl.",
        "Gl.",
        "Bj.",
    }
)
"""Abbreviations that are one only before a figure or a roman number."""
FIRST = {"Max.": "Maximal", "Min.": "Mindestens", "Gem.": "Gemäß", "Geb.": "Geboren"}
"""Abbreviations that with a capital are one at the beginning of a sentence before a figure only."""
BEFORE_NAMES = frozenset({"Fr.", "St.", "v.", "Hl."})
"""Abbreviations that are one only before a name."""
ONLY_AS_WRITTEN = words_of(
    "Fr. St. S. Art. Pl. Mag. Ing. Ges. Reg. Rel. Min. Hl. Jan. Feb. Apr. Aug. Sept. Sep. Okt. Nov. Dez. OG EG UG "
    "DG ZG KW f. ff. lit. Kl. Gl. li. re. Mr. Mrs. "
    "Bf. Zi. Fa. Anl. min. max. vs eG Co. Bd. gem. geb. ges. ev. u. o. v. od. led. med."
)
"""Abbreviations that are something else with other capitals."""
SIGNS = {
    "&": "und", "@": "at", "=": "gleich", "+": "plus", "−": "minus", "×": "mal", "÷": "geteilt durch",
    "≤": "kleiner oder gleich",
    "≥": "größer oder gleich", "≠": "ungleich", "≈": "ungefähr", "→": "nach", "←": "von", "©": "Copyright",
    "®": "eingetragene Marke",
    "™": "Trademark", "½": "ein halb", "¼": "ein Viertel", "¾": "drei Viertel", "€": "Euro", "£": "Pfund",
    "$": "Dollar", "¥": "Yen", "₹": "Rupie",
    "°": "Grad", "№": "Nummer", "%": "Prozent", "‰": "Promille", "*": "Stern", "#": "Raute", "<": "kleiner als",
    ">": "größer als", "~": "Tilde",
    "^": "Zirkumflex", "±": "plus minus", "§": "Paragraph", "¶": "Absatz", "†": "gestorben", "∞": "unendlich",
    "√": "Wurzel aus", "π": "Pi",
    "µ": "Mikro", "/": "Schrägstrich", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "Punkt", ",": "Komma", "-": "Bindestrich", "–": "Gedankenstrich", "_": "Unterstrich", "\\": "Backslash",
    ":": "Doppelpunkt", ";": "Semikolon",
    "!": "Ausrufezeichen", "?": "Fragezeichen", "'": "Apostroph", '"': "Anführungszeichen", "(": "Klammer auf",
    ")": "Klammer zu",
    "[": "eckige Klammer auf", "]": "eckige Klammer zu", "{": "geschweifte Klammer auf", "}": "geschweifte Klammer zu",
    "|": "senkrechter Strich", "`": "Gravis", "&": "und",
}  # fmt: skip
AS_WORDS = words_of(
    "UNS MAN SEI TUN TÜR RUF ALT NIE MAL NUN VOM JE DEIN MEIN "
    "PIN TAN IBAN NATO NASA UNO UNESCO UNICEF FIFA UEFA TÜV SCHUFA BIC RAM ROM GIF SIM ZIP SAP SEPA SARS COVID AIDS "
    "KITA LOGO IKEA EDEKA REWE ALDI LIDL "
    "DER DIE DAS UND IST SIE IHR EIN EINE NEU NEUE NUR BIS VON MIT AUF AUS FÜR ZUM ZUR IM IN AM AN ZU WIR ICH DU ER "
    "ES SO WO JA NEIN AB UM OB BEI VOR NICHT AUCH HIER "
    "WAS WER WIE ALS DEM DEN DES HAT WAR OK STOP HALT HALLO TAG MO DI MI DO FR SA ODER SIND KEIN ALLE JETZT GRATIS "
    "TIPP TOP BAR ROT OHNE NACH SEIT GUT ACH OH AHA BAD "
    "UHR EURO CENT ART ORT WEG TOR BUS BAHN ZUG AUTO GAS ÖL TEE EIS HUT HOF SEE"
)
SPELLED = words_of(
    "US USA UK EU UN ADAC AOK ARD ICE IC EC RE RB SMS MMS AGB EDV ID URL API IP IT TV PC CD DVD USB GPS FAQ VIP PR "
    "AG KG UG "
    "EKG EEG OP HNO ÖPNV ÖBB SBB UBS WM EM EZB IHK DAX LED ISBN CEO AI KI AC HUK IBM IOS OTP WC ISDN LTE ETF BAFA "
    "IG IGM AKW DSGVO GEZ HTML WLAN TUI ETA TAE KFZ PKW LKW EUGH UNHCR AFD CDU SPD FDP CSU"
)
"""Words in capitals that are spelled though they could be words."""
LABELS = words_of(
    "abs nr art kap ziff zi whg kl bd gl lfd abb anl tab "
    "gleis zimmer option kapitel nummer seite punkt halle gate terminal linie bus stufe level klasse version taste "
    "platz "
    "tor raum abschnitt artikel absatz satz ziffer teil band folge staffel runde gruppe liga schalter tarif schritt "
    "aufgang "
    "haus wagen reihe bahnsteig steig zone kategorie paragraph ebene block spur s u kanal menüpunkt menü modul "
    "phase tür sektor "
    "programm lektion frage übung bild tabelle abbildung anlage konto filiale apartment wohnung ausgang eingang "
    "parkdeck deck"
)
"""Nouns that a number behind names: "Gleis 1"."""
CLUES = {
    "code": "pin | code | pin-code | tan | sms-code | einmalcode | passwort | kennwort | buchungscode | "
    "buchungsnummer | bestellnummer | "
    "auftragsnummer | vorgangsnummer | ticketnummer | kundennummer | kontonummer | rechnungsnummer | sendungsnummer "
    "| trackingnummer | "
    "paketnummer | kartennummer | mitgliedsnummer | vertragsnummer | versicherungsnummer | seriennummer | "
    "referenznummer | artikelnummer | "
    "reservierungsnummer | geheimzahl | endziffern | endziffer | endnummer | endet auf | endet mit | enden auf | "
    "endend auf | letzten ziffern | ziffern | ziffern sind | ziffern lauten | bankleitzahl | "
    "postleitzahl | plz | blz | postfach | iban | bic | zugangscode | sicherheitscode | bestätigungscode | "
    "aktivierungscode | freischaltcode | "
    "prüfziffer | ausweisnummer | steuernummer | aktenzeichen | kennzeichen | depotnummer | zählernummer | "
    "fallnummer | "
    "personalnummer | matrikelnummer | flug | flugnummer | flight | konferenz-id | meeting-id | kunden-id | id | "
    "puk | imei | cvv | gutscheincode | rabattcode | "
    "hrb | hra | konto | kto. | "
    "endung | abholnummer | terminnummer | wartenummer | schadennummer | meldenummer | zugangsnummer | "
    "teilnehmernummer | "
    "rufnummernendung | chiffre | autorisierungscode | verifizierungscode",
    "phone": "tel. | tel.-nr. | fax. | mob. | rufen sie | rufen sie uns an unter | unter | telefon | telefonnummer | "
    "tel | fax | faxnummer | mobil "
    "| mobilnummer | handy | "
    "handynummer | hotline | notruf | nummer | rufnummer | wählen sie | wählen | wählen sie die | wählen sie bitte "
    "| anrufen | servicenummer | durchwahl | "
    "kurzwahl | auskunft | zentrale | whatsapp | sms an | anschluss | vorwahl | feuerwehr | polizei | notfall | "
    "festnetz | rückrufnummer | ruf | die nummer",
    "year": "jahr | jahre | jahres | jahren | seit | anno | ende | anfang | mitte | sommer | winter | frühjahr | "
    "frühling | herbst | januar | "
    "februar | märz | april | mai | juni | juli | august | september | oktober | november | dezember | baujahr | "
    "jahrgang | gegründet | "
    "geschäftsjahr | steuerjahr | saison | stand | copyright | von | bis | zwischen | ab | vor | nach | und | um | "
    "in | quartal | wahl | weihnachten | ostern | wm | em | olympia",
    "date": "am | vom | bis | ab | zum | den | dem | der | seit | datum | geburtsdatum | montag | dienstag | "
    "mittwoch | donnerstag | freitag | "
    "samstag | sonntag | sonnabend | heute | morgen | gestern | stand | frist | geboren | mo | di | mi | do | fr | "
    "sa | so | geboren am | spätestens",
    "time": "montag | dienstag | mittwoch | donnerstag | freitag | samstag | sonntag | geöffnet | öffnungszeiten | "
    "sprechzeiten | sprechstunde | "
    "sprechstunden | täglich | werktags | uhrzeit | servicezeiten | geschäftszeiten | bürozeiten | mo | di | mi | "
    "do | fr | sa | so | wochenende | feiertags | abfahrt | ankunft | beginn | einlass",
    "score": "gewann | gewinnt | gewonnen | verlor | verliert | endete | endet | steht | siegte | siegt | besiegte "
    "| spielte | spielstand | ergebnis | "
    "endstand | halbzeitstand | führt | führte | sieg | unentschieden | stand | niederlage | mit | remis | schlug | "
    "trennten sich",
    "ratio": "verhältnis | maßstab | im verhältnis | im maßstab | mischverhältnis | quote | übersetzung",
    "version": "hdmi | kapitel | kap. | abschnitt | raum | zimmer | abb. | tab. | "
    "version | android | ios | windows | macos | firmware | update | release | build | java | python | "
    "bluetooth | usb | software | software-version",
    "fraction": "nur | etwa | fast | knapp | zu | um | noch | ein | rund",
    "duration": "reisezeit | arbeitszeit | garzeit | gesamtzeit | dauert | dauer | in | innerhalb | seit | nach | "
    "binnen | fahrzeit | wartezeit | flugzeit | laufzeit",
    "letters": "taste | option | tarif | vitamin | klasse | gate | terminal | gruppe | gleis | block | halle | reihe",
}  # fmt: skip
CLUES_AFTER = {
    "fraction": "der | des | tablette | tabletten | liter | stunde | stunden | tasse | jahr | teelöffel | esslöffel "
    "| kilo | pfund | meile | aller | davon",
    "score": "sieg | niederlage",
    "year": "gegründet | gebaut | geboren | erbaut",
}
CONNECTORS = words_of("ist lautet die der das nummer nr : ihre ihr sie bitte beträgt war uns einfach direkt")
MASCULINE = words_of(
    "fc sc sv vfb vfl tsv fsv tus "
    "anruf anrufer artikel platz euro cent dollar tag monat termin tarif stock gang weg raum kunde gast besuch "
    "versuch schritt punkt fall "
    "zug bus flug wagen brief vertrag auftrag antrag betrag eintrag beitrag ausweis pass kurs rabatt gutschein code "
    "schlüssel stern "
    "sitz parkplatz patient arzt mitarbeiter berater teilnehmer nutzer benutzer gewinner rang geburtstag "
    "hochzeitstag januar februar märz april mai "
    "juni juli august september oktober november dezember mann freund bruder sohn vater enkel hund block absatz "
    "abschnitt satz band teil akt test "
    "liter meter kilometer zentimeter millimeter grad hektar kasten kaffee tee saft wein apfel beutel becher löffel "
    "teelöffel esslöffel tropfen "
    "weltkrieg krieg advent feiertag werktag sonntag montag dienstag mittwoch donnerstag freitag samstag "
    "weihnachtsfeiertag ostertag arbeitstag "
    "urlaubstag bahnsteig steig ausgang eingang aufgang schalter hinweis fehler anschluss kontakt rückruf tipp link "
    "ordner drucker rechner computer "
    "fernseher koffer gegenstand titel film song sieg punktabzug zuschlag abzug aufschlag preis gewinn wert index "
    "zins kredit scheck dauerauftrag "
    "teller tisch stuhl schrank karton umschlag stempel absender empfänger nachbar einwohner bürger besucher "
    "zuschauer spieler schüler student lehrer "
    "quadratmeter kubikmeter bezirk kreis ort hafen bahnhof flughafen parkschein führerschein schein zettel klick "
    "knopf ton spieltag lauf start versuch bescheid "
    "moment augenblick fußgänger mon tg fahrgast passagier sitzplatz stehplatz fensterplatz tarifwechsel umzug "
    "einzug auszug zeuge erwachsene schuss elfmeter treffer"
)
FEMININE = words_of(
    "std min sek nachricht tür etage straße frage antwort rate rechnung karte stunde minute sekunde woche seite "
    "nummer taste reihe klasse person "
    "frau tochter mutter schwester oma million milliarde billion tablette kapsel dosis flasche dose tasse portion "
    "scheibe packung tüte kiste "
    "sendung lieferung bestellung buchung mahnung zahlung überweisung erinnerung einladung nacht mail e-mail sms "
    "pin tan post bahn linie "
    "fahrt ausfahrt abfahrt kreuzung ampel runde staffel folge liga bundesliga mannschaft halbzeit auflage ausgabe "
    "stufe phase ebene gruppe "
    "zone datei app hotline stelle firma praxis klinik bank filiale halle wohnung zeile spalte ziffer tonne meile "
    "unze kalorie kilowattstunde "
    "hälfte geige sinfonie aktie option variante version gebühr impfung spritze übernachtung mahlzeit beschwerde "
    "störung zusatzzahl stimme "
    "krone lira rupie stadt gemeinde schule uni universität prüfung aufgabe lektion übung adresse anfrage aufnahme "
    "kasse kette uhr zutat wiederholung "
    "verwarnung chance möglichkeit schicht abteilung position kopie unterschrift anlage mark münze marke zahl "
    "quittung fahrkarte monatskarte strafe tante"
)
NEUTER = words_of(
    "reich "
    "paket päckchen mal jahr jahrhundert jahrtausend quartal semester halbjahr kapitel zimmer konto ticket gerät "
    "handy auto haus büro buch heft "
    "kind mädchen baby bild video foto album spiel tor gleis obergeschoss untergeschoss og ug geschoss stockwerk "
    "dokument formular angebot abo "
    "jubiläum produkt stück kilo kilogramm gramm pfund glas bier wasser brot ei prozent gigabyte megabyte bit byte "
    "watt volt hertz team mitglied "
    "ergebnis ereignis gespräch telefonat fax passwort kennwort problem datum ziel zeichen wort feld fach "
    "schließfach rezept medikament bett doppelzimmer einzelzimmer "
    "fahrrad taxi flugzeug schiff boot visum dutzend paar set update programm menü gericht getränk gesetz update "
    "update-paket zertifikat "
    "drittel viertel achtel fünftel zehntel date treffen seminar training modul level los wunder rennen finale "
    "halbfinale viertelfinale achtelfinale depot "
    "wohnzimmer schlafzimmer fenster hotel restaurant café museum theater konzert geschenk pferd tier rad zeugnis "
    "attest signal kärtchen guthaben mobilteil"
)
"""Nouns in small letters; a compound has the gender of its last part."""
GENDER_ENDS = (
    ("ung", "f"), ("heit", "f"), ("keit", "f"), ("schaft", "f"), ("tion", "f"), ("sion", "f"), ("tät", "f"), ("enz",
    "f"), ("anz", "f"),
    ("erei", "f"), ("ik", "f"), ("ur", "f"), ("rin", "f"), ("tin", "f"), ("chen", "n"), ("lein", "n"), ("ment", "n"),
    ("tum", "n"),
    ("um", "n"), ("nis", "n"), ("ling", "m"), ("ismus", "m"), ("or", "m"), ("er", "m"), ("ist", "m"), ("ent", "m"),
    ("tag", "m"),
    ("platz", "m"), ("e", "f"),
)  # fmt: skip
"""The gender by how a noun ends, where it is not in the lists."""
SENTENCE_BEGINNERS = words_of(
    "dann danach sie bitte wir der die das es für wenn falls um in im und oder vielen danke ein eine nun jetzt "
    "drücken wählen sagen "
    "möchten haben ist sind auf wie was wer wo wann warum mit nach bei zur zum auch aber ich mein unser unsere alle "
    "diese dieser dieses hier "
    "anschließend außerdem geben legen bleiben rufen beachten nennen ihr ihre ihren sobald nachdem da dort am an ab "
    "bis seit vor von so "
    "zuerst zunächst heute morgen gestern leider gerne guten herzlich willkommen können sollten unter über ohne man "
    "er"
)
"""Words whose capital means that a sentence begins and not that they are nouns."""
ORDINAL_NOUNS = words_of(
    "rang reich "
    "og ug obergeschoss untergeschoss stock stockwerk etage klasse liga bundesliga weltkrieg jahrhundert jh quartal "
    "semester halbjahr "
    "geburtstag kapitel mal tag woche reihe rang staffel auflage advent schritt halbzeit runde platz spieltag rate "
    "mahnung stufe preis "
    "versuch person hand ebene dan lesung akt satz instanz generation wahl monat jahr tür person halbfinale"
)
QUEENS = words_of(
    "elisabeth katharina maria margarethe margrethe viktoria victoria christina anna beatrix isabella mary "
    "elizabeth wilhelmina juliana johanna sophie luise kleopatra charlotte mathilde"
)
KINGS = (
    words_of(
        "ludwig wilhelm friedrich heinrich karl otto georg philipp maximilian ferdinand leopold joseph josef franz "
        "albert rudolf konrad paul pius johannes benedikt leo "
        "gregor clemens innozenz urban sixtus alexander nikolaus peter iwan napoleon gustav christian harald olaf "
        "haakon carl juan jakob eduard richard charles james edward "
        "william george henry louis ramses ptolemäus umberto viktor emanuel alfons sigismund wenzel kasimir baudouin "
        "felipe august ernst adolf willem"
    )
    | QUEENS
)
COUNTED = words_of(
    "kapitel teil band akt artikel abschnitt sektion anhang anlage stufe klasse typ phase tarif abteilung gruppe "
    "kategorie "
    "buch szene folge staffel "
    "level modul punkt absatz lektion stadium grad zone bauabschnitt ebene tabelle block hartz rocky"
)
SURE_BEGINNERS = words_of(
    "dann danach bitte wir für wenn falls danke vielen anschließend außerdem möchten drücken wählen nennen sie es "
    "das die der "
    "geben legen bleiben rufen beachten sobald nachdem hier ihre ihr in im am und oder um"
)
"""The likeliest of them."""
LAST = words_of(
    "usw. etc. u.v.a. p.p. p.a. v.chr. n.chr. a.d. d.j. d.m. b.a.w. co. pers. stk. pkt. tsd. mio. mrd. "
    "jun. sen. erw. tgl. mtl. stdl. jährl. aufl. jhs. vorm. nachm. zzt. ff. f. "
    "usw. etc. o. ä. u. ä. o.ä. u.ä. u. v. m. u.v.m. std. min. sek. str. jh. e. v. e.v. mwst. ust. hbf. bhf."
) | {
    "o. ä.", "u. ä.", "u. v. m.", "e. v.", "u. v. a.", "p. p.", "p. a.", "v. chr.", "n. chr.", "a. d.", "d. j.",
    "d. m.",
    "b. a. w.",
}  # fmt: skip
"""Abbreviations that a sentence often ends with."""
STREET_ENDS = (
    "straße", "strasse", "str", "weg", "platz", "pl", "allee", "gasse", "ring", "damm", "ufer", "chaussee", "markt",
    "graben", "steig", "stieg", "berg", "hof", "wall", "pfad",
)  # fmt: skip
CALLING = words_of("notruf nummer nummern rufnummer wählen rufen hotline telefon unter tel")
CLUE_ENDINGS = {
    "telefonnummer": "phone", "rufnummer": "phone", "hotline": "phone", "nummer": "code", "nr.": "code", "nr": "code",
    "code": "code", "-pin": "code", "-tan": "code", "-id": "code",
}  # fmt: skip
FINAL = words_of("usw. etc. u.v.m. u.v.a. o.ä. u.ä. p.p.") | {"u. v. m.", "u. v. a.", "o. ä.", "u. ä.", "p. p."}
"""Those behind which a capital always begins a sentence."""
