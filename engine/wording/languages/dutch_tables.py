"""The tables of Dutch that are long."""

from __future__ import annotations

from engine.wording.vocabulary.nouns import Currency, Noun


def words_of(text: str) -> frozenset[str]:
    """The words of a text with blanks between."""
    return frozenset(text.split())


UNITS_AND_TEENS = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
TENS = ("", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
SCALES = ("miljoen", "miljard", "biljoen", "biljard", "triljoen", "triljard")
ORDINALS = {"één": "eerste", "een": "eerste", "drie": "derde", "acht": "achtste"}
"""Last word of a cardinal → its ordinal, where that is not "de" or "ste" added."""
CENT = Noun("cent")
CURRENCIES = {
    "EUR": Currency(Noun("euro"), CENT), "USD": Currency(Noun("dollar"), CENT), "GBP": Currency(Noun("pond"),
    Noun("penny", "pence")),
    "JPY": Currency(Noun("yen"), None, 0), "CNY": Currency(Noun("yuan"), Noun("fen")), "INR": Currency(Noun("roepie"),
    Noun("paisa")),
    "KRW": Currency(Noun("won"), None, 0), "ILS": Currency(Noun("sjekel"), Noun("agora")),
    "RUB": Currency(Noun("roebel"), Noun("kopeke", "kopeken")),
    "UAH": Currency(Noun("hryvnia"), Noun("kopijka")), "TRY": Currency(Noun("lira"), Noun("kurus")),
    "CHF": Currency(Noun("Zwitserse frank"), Noun("rappen")), "CAD": Currency(Noun("Canadese dollar"), CENT),
    "AUD": Currency(Noun("Australische dollar"), CENT), "NZD": Currency(Noun("Nieuw-Zeelandse dollar"), CENT),
    "SGD": Currency(Noun("Singaporese dollar"), CENT), "HKD": Currency(Noun("Hongkongse dollar"), CENT),
    "MXN": Currency(Noun("Mexicaanse peso"), Noun("centavo")), "BRL": Currency(Noun("real"), Noun("centavo")),
    "SEK": Currency(Noun("Zweedse kroon", "Zweedse kronen"), Noun("öre")), "NOK": Currency(Noun("Noorse kroon",
    "Noorse kronen"), Noun("øre")),
    "DKK": Currency(Noun("Deense kroon", "Deense kronen"), Noun("øre")), "PLN": Currency(Noun("zloty"), Noun("grosz")),
    "CZK": Currency(Noun("Tsjechische kroon", "Tsjechische kronen"), Noun("heller")), "HUF": Currency(Noun("forint"),
    Noun("fillér")),
    "ZAR": Currency(Noun("rand"), CENT), "THB": Currency(Noun("baht"), Noun("satang")),
}  # fmt: skip
CURRENCY_SIGNS = {"euro": "EUR", "Euro": "EUR", "dollar": "USD", "pond": "GBP", "yen": "JPY", "frank": "CHF"}
_THOUSAND = Noun("duizend")
MAGNITUDES = {
    "duizend": _THOUSAND, "k": _THOUSAND, "dzd": _THOUSAND, "dzd.": _THOUSAND, "mln": Noun("miljoen"),
    "mln.": Noun("miljoen"),
    "miljoen": Noun("miljoen"), "mio": Noun("miljoen"), "mio.": Noun("miljoen"), "mld": Noun("miljard"),
    "mld.": Noun("miljard"),
    "mrd.": Noun("miljard"), "miljard": Noun("miljard"), "biljoen": Noun("biljoen"),
}  # fmt: skip
THOUSANDS = frozenset({"duizend", "k", "dzd", "dzd."})
_HOUR, _MINUTE, _SECOND = Noun("uur"), Noun("minuut", "minuten"), Noun("seconde", "seconden")
_DAY, _WEEK, _MONTH, _YEAR = Noun("dag", "dagen"), Noun("week", "weken"), Noun("maand", "maanden"), Noun("jaar")
DURATIONS = {
    "hour": _HOUR, "minute": _MINUTE, "second": _SECOND, "day": _DAY, "week": _WEEK, "month": _MONTH, "year": _YEAR,
    "millisecond": Noun("milliseconde", "milliseconden"),
}  # fmt: skip
DURATION_UNITS = {
    "u": "hour", "uur": "hour", "uren": "hour", "h": "hour", "min": "minute", "minuut": "minute", "minuten": "minute",
    "m": "minute",
    "sec": "second", "s": "second", "seconde": "second", "seconden": "second", "dag": "day", "dagen": "day",
    "dgn": "day", "d": "day",
    "week": "week", "weken": "week", "wk": "week", "wkn": "week", "maand": "month", "maanden": "month",
    "mnd": "month", "mnden": "month",
    "jaar": "year", "jr": "year",
}  # fmt: skip
_INCH = Noun("inch")
_SQUARE, _CUBIC = Noun("vierkante meter"), Noun("kubieke meter")
UNITS = {
    "u": _HOUR, "u.": _HOUR, "min.": _MINUTE, "sec": _SECOND, "sec.": _SECOND, "dgn": _DAY, "dgn.": _DAY, "wk": _WEEK,
    "wk.": _WEEK, "wkn": _WEEK, "mnd": _MONTH,
    "mnd.": _MONTH, "jr": _YEAR, "jr.": _YEAR, "kg": Noun("kilo"), "Kg": Noun("kilo"), "KG": Noun("kilo"),
    "t": Noun("ton"), "°": Noun("graad", "graden"),
    '"': _INCH, "″": _INCH, "''": _INCH, "pk": Noun("pk", "pk"), "km/u": Noun("kilometer per uur"),
    "km/uur": Noun("kilometer per uur"), "km/h": Noun("kilometer per uur"),
    "Km": Noun("kilometer"), "KM": Noun("kilometer"), "m2": _SQUARE, "m²": _SQUARE, "m3": _CUBIC, "m³": _CUBIC,
    "dB": Noun("decibel"), "ct": CENT, "ct.": CENT,
    "mAh": Noun("milliampère-uur"), "Wh": Noun("wattuur"), "MWh": Noun("megawattuur"), "kWp": Noun("kilowattpiek"),
    "Mbps": Noun("megabit per seconde"), "kbps": Noun("kilobit per seconde"),
    "Gbps": Noun("gigabit per seconde"), "lb": Noun("pond"), "lbs": Noun("pond"), "oz": Noun("ons"),
    "MIN.": _MINUTE, "MIN": _MINUTE, "cent": CENT, "pct.": Noun("procent"), "m/s²": Noun("meter per seconde kwadraat"),
    "bpm": Noun("slag per minuut", "slagen per minuut"), "l/100km": Noun("liter per honderd kilometer"),
    "l/100 km": Noun("liter per honderd kilometer"),
    "Mbit": Noun("megabit"), "Gbit": Noun("gigabit"), "kbit": Noun("kilobit"), "st.": Noun("stuks"),
    "st": Noun("stuks"), "pers.": Noun("persoon", "personen"),
    "mmol/l": Noun("millimol per liter"), "mg/dl": Noun("milligram per deciliter"),
    "g/km": Noun("gram per kilometer"), "el": Noun("eetlepel", "eetlepels"), "tl": Noun("theelepel", "theelepels"),
    "kJ": Noun("kilojoule"),
    "px": Noun("pixel", "pixels"), "mmHg": Noun("millimeter kwik"), "hp": Noun("pk"),
}  # fmt: skip
PER = {
    "maand": "per maand", "mnd": "per maand", "mnd.": "per maand", "jaar": "per jaar", "jr": "per jaar",
    "jr.": "per jaar", "week": "per week", "wk": "per week",
    "dag": "per dag", "nacht": "per nacht", "uur": "per uur", "u": "per uur", "u.": "per uur", "h": "per uur",
    "minuut": "per minuut", "min": "per minuut", "min.": "per minuut",
    "s": "per seconde", "sec": "per seconde", "sec.": "per seconde", "persoon": "per persoon", "pers.": "per persoon",
    "p.p.": "per persoon", "stuk": "per stuk", "st.": "per stuk", "st": "per stuk",
    "kg": "per kilo", "kilo": "per kilo", "100 g": "per honderd gram", "g": "per gram", "km": "per kilometer",
    "m": "per meter", "m²": "per vierkante meter", "m2": "per vierkante meter",
    "m³": "per kubieke meter", "m3": "per kubieke meter", "l": "per liter", "liter": "per liter",
    "kWh": "per kilowattuur", "GB": "per gigabyte", "MB": "per megabyte", "sms": "per sms", "t": "per ton",
    "ha": "per hectare", "gesprek": "per gesprek", "kwartaal": "per kwartaal",
}  # fmt: skip
_DOTTED = {
    "a.u.b.": "alstublieft", "s.v.p.": "alstublieft", "a.s.": "aanstaande", "d.w.z.": "dat wil zeggen",
    "d.m.v.": "door middel van", "e.d.": "en dergelijke", "e.a.": "en andere",
    "e.v.": "en volgende", "i.v.m.": "in verband met", "i.p.v.": "in plaats van", "i.s.m.": "in samenwerking met",
    "i.o.": "in oprichting", "i.o.m.": "in overleg met", "i.h.b.": "in het bijzonder",
    "i.h.a.": "in het algemeen", "i.h.k.v.": "in het kader van", "i.t.t.": "in tegenstelling tot",
    "i.g.v.": "in geval van", "m.a.w.": "met andere woorden", "m.b.t.": "met betrekking tot",
    "m.b.v.": "met behulp van", "m.i.v.": "met ingang van", "m.u.v.": "met uitzondering van", "m.i.": "mijns inziens",
    "m.n.": "met name", "n.a.v.": "naar aanleiding van", "n.v.t.": "niet van toepassing",
    "n.o.t.k.": "nader overeen te komen", "o.a.": "onder andere", "o.b.v.": "op basis van",
    "o.i.d.": "of iets dergelijks", "o.l.v.": "onder leiding van", "o.m.": "onder meer",
    "o.v.v.": "onder vermelding van",
    "p.p.": "per persoon", "p.j.": "per jaar", "p.m.": "per maand", "p.u.": "per uur", "p.st.": "per stuk",
    "p.w.": "per week", "p.d.": "per dag", "p.n.": "per nacht", "p.a.": "per adres", "t.a.v.": "ter attentie van",
    "t.b.v.": "ten behoeve van",
    "t.g.v.": "ter gelegenheid van", "t.n.v.": "ten name van", "t.o.v.": "ten opzichte van",
    "t.w.v.": "ter waarde van", "t.z.t.": "te zijner tijd", "t.h.v.": "ter hoogte van", "v.a.": "vanaf",
    "v.v.": "vice versa", "z.o.z.": "zie ommezijde",
    "z.s.m.": "zo spoedig mogelijk", "z.g.": "zogenaamd", "v.Chr.": "voor Christus", "n.Chr.": "na Christus",
    "v. Chr.": "voor Christus", "n. Chr.": "na Christus", "e.e.a.": "een en ander", "b.g.g.": "bij geen gehoor",
    "h.o.d.n.": "handelend onder de naam",
    "k.k.": "kosten koper", "v.o.n.": "vrij op naam", "a.d.h.v.": "aan de hand van", "t.e.m.": "tot en met",
    "d.d.": "de dato", "c.q.": "casu quo", "i.c.": "in casu", "r.-k.": "rooms-katholiek", "c.s.": "cum suis",
    "u.s.": "ut supra",
    "w.o.": "waaronder", "o.g.": "onroerend goed", "b.v.": "bijvoorbeeld", "m.m.v.": "met medewerking van",
    "i.z.": "inzake", "t.l.v.": "ten laste van", "v.d.": "van de", "v.h.": "van het", "a.h.w.": "als het ware",
    "t.e.a.b.": "tegen elk aannemelijk bod",
}  # fmt: skip
_SPACED = sorted(words_of("d.w.z. a.u.b. o.a. i.v.m. m.b.t. t.a.v. n.v.t. m.u.v."))
ABBREVIATIONS = {
    **_DOTTED, **{written.replace(".", ". ").strip(): _DOTTED[written] for written in _SPACED}, "aub": "alstublieft",
    "svp": "alstublieft", "nvt": "niet van toepassing",
    "ivm": "in verband met", "mbt": "met betrekking tot", "tav": "ter attentie van", "o.b.v": "op basis van",
    "zsm": "zo spoedig mogelijk",
    "t/m": "tot en met", "p/m": "per maand", "p/j": "per jaar", "p/u": "per uur", "p/p": "per persoon",
    "p/st": "per stuk", "p/w": "per week", "24/7": "vierentwintig zeven", "n.b.": "nota bene",
    "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "enz.": "enzovoort",
    "etc.": "et cetera", "ca.": "circa", "plm.": "plusminus", "ong.": "ongeveer", "evt.": "eventueel",
    "event.": "eventueel", "incl.": "inclusief", "excl.": "exclusief", "resp.": "respectievelijk", "vs.": "versus",
    "vs": "versus", "zgn.": "zogenaamd",
    "max.": "maximaal", "min.": "minimaal", "mln.": "miljoen", "mld.": "miljard", "nr.": "nummer", "nrs.": "nummers",
    "blz.": "bladzijde", "pag.": "pagina", "p.": "pagina", "hfst.": "hoofdstuk", "art.": "artikel",
    "afb.": "afbeelding", "fig.": "figuur",
    "par.": "paragraaf", "bijl.": "bijlage", "afd.": "afdeling", "afl.": "aflevering", "dl.": "deel",
    "vgl.": "vergelijk", "tel.": "telefoon", "Tel.": "Telefoon", "tel.nr.": "telefoonnummer",
    "telnr.": "telefoonnummer", "mob.": "mobiel", "toest.": "toestel",
    "dr.": "dokter", "drs.": "doctorandus", "prof.": "professor", "ir.": "ingenieur", "ing.": "ingenieur",
    "mr.": "meester", "dhr.": "de heer", "mevr.": "mevrouw", "mw.": "mevrouw", "mej.": "mejuffrouw",
    "fam.": "familie", "ds.": "dominee", "jhr.": "jonkheer",
    "Zn.": "Zoon", "Tel": "Telefoon", "p/a": "per adres", "p/km": "per kilometer",
     "n.v.": "na verlenging", "Bj.": "Bouwjaar", "bj.": "bouwjaar", "nl.": "namelijk",
    "zn.": "zoon",
    "p/m²": "per vierkante meter", "p/m2": "per vierkante meter", "p/kg": "per kilo",
    "p/d": "per dag", "p/n": "per nacht", "p/kWh": "per kilowattuur", "p/pers.": "per persoon", "hs": "huis",
    "zaaknr.": "zaaknummer",
    "Art.nr.": "Artikelnummer", "art.nr.": "artikelnummer", "li.": "links", "re.": "rechts",
    "bc.": "bachelor", "wed.": "weduwe", "wnd.": "waarnemend", "sr.": "senior",
    "jr.": "junior", "St.": "Sint",
    "st.": "sint", "str.": "straat", "verd.": "verdieping", "app.": "appartement", "apt.": "appartement",
    "geb.": "geboren", "overl.": "overleden",
    "gem.": "gemiddeld", "gebr.": "gebroeders", "Gebr.": "Gebroeders", "Fa.": "Firma", "fa.": "firma",
    "dir.": "directeur", "alg.": "algemeen", "ndl.": "Nederlands", "Ned.": "Nederlandse", "rek.": "rekening",
    "rek.nr.": "rekeningnummer", "rekeningnr.": "rekeningnummer", "klantnr.": "klantnummer",
    "bestelnr.": "bestelnummer",
    "ordernr.": "ordernummer", "factuurnr.": "factuurnummer", "huisnr.": "huisnummer", "polisnr.": "polisnummer",
    "nm.": "namiddag", "vm.": "voormiddag",
    "jan.": "januari", "feb.": "februari", "febr.": "februari", "mrt.": "maart", "apr.": "april", "jun.": "juni",
    "jul.": "juli", "aug.": "augustus", "sept.": "september", "sep.": "september", "okt.": "oktober",
    "nov.": "november", "dec.": "december",
    "uitz.": "uitzondering", "verg.": "vergadering", "vert.": "vertaling", "temp.": "temperatuur",
    "pers.": "personen", "jl.": "jongstleden", "j.l.": "jongstleden", "ltd.": "limited", "mnd.": "maanden",
    "wk.": "weken", "dgn.": "dagen", "sec.": "seconden", "aant.": "aantal", "afz.": "afzender", "o.a": "onder andere",
    "btw-nr.": "btw-nummer", "KvK": "K V K", "kvk": "K V K", "B.V.": "B V", "N.V.": "N V", "V.O.F.": "V O F",
}  # fmt: skip
ENDINGS = {"nr.": "nummer", "str.": "straat", "ln.": "laan", "pl.": "plein"}
BEFORE_FIGURES = frozenset(
    {"p.", "art.", "dl.", "par.", "fig.", "afb.", "tab.", "apt.", "hfst.", "pag.", "app.", "bijl."}
)
BEFORE_NAMES = frozenset(
    {
        "dr.",
        "drs.",
        "prof.",
        "fa.",
        "ir.",
        "ing.",
        "mr.",
        "ds.",
        "jhr.",
        "St.",
        "st.",
        "fam.",
        "wed.",
        "bc.",
    }
)
ONLY_AS_WRITTEN = words_of(
    "jan. apr. jun. jul. aug. dec. nov. okt. mrt. feb. min. max. vs jr. sr. gem. dir. p. "
    "et. st. alg. rek. v.a. app. b.v. o.g. v.d. hs zn. tel li. re. n.v. nl."
)
LAST = words_of(
    "p.p. p.p.p.n. p.m. p.j. p.w. p.u. p.n. k.k. v.o.n. excl. z.s.m. t.z.t. b.v. n.v. v.chr. n.chr. jr. sr. "
    "b.g.g. "
    "n.o.t.k. pers. dgn. wk. mld. mln. v.v. c.s. o.m. "
    "enz. etc. e.d. e.a. o.i.d. a.u.b. s.v.p. min. sec. u. mnd. n.v.t. e.v. verd. jl. str. ln. pl."
)
"""Abbreviations that a sentence often ends with."""
SIGNS = {
    "&": "en", "@": "apenstaartje", "=": "is", "+": "plus", "−": "min", "×": "keer", "÷": "gedeeld door",
    "≤": "kleiner dan of gelijk aan", "≥": "groter dan of gelijk aan", "≠": "is niet gelijk aan",
    "≈": "ongeveer", "→": "naar", "←": "van", "©": "copyright", "®": "geregistreerd handelsmerk", "™": "handelsmerk",
    "½": "een half", "¼": "een kwart", "¾": "drie kwart", "€": "euro", "£": "pond", "$": "dollar", "¥": "yen",
    "₹": "roepie",
    "°": "graden", "№": "nummer", "%": "procent", "‰": "promille", "*": "sterretje", "#": "hekje", "<": "kleiner dan",
    ">": "groter dan", "~": "tilde", "^": "dakje", "±": "plus min", "§": "paragraaf", "¶": "alinea", "†": "overleden",
    "∞": "oneindig", "√": "wortel van", "π": "pi", "µ": "micro", "/": "slash", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "punt", ",": "komma", "-": "streepje", "–": "streepje", "_": "laag streepje", "\\": "backslash",
    ":": "dubbele punt", ";": "puntkomma", "!": "uitroepteken", "?": "vraagteken", "'": "apostrof",
    '"': "aanhalingsteken", "(": "haakje openen", ")": "haakje sluiten",
    "[": "vierkant haakje openen", "]": "vierkant haakje sluiten", "{": "accolade openen", "}": "accolade sluiten",
    "|": "verticale streep", "`": "accent grave",
}  # fmt: skip
AS_WORDS = words_of(
    "BEL KIES KAN MAG ZAL WIL HAD WAS KOM GA ZIE PER NOG ELK DOE NAAR JOUW ZO GOED HIJ ZIJ "
    "PIN NATO NAVO NASA UNESCO UNICEF FIFA UEFA IBAN BIC RAM ROM GIF SIM ZIP SEPA AIDS COVID IKEA HEMA DE HET EEN "
    "EN IS OP IN UW U WIJ WE ZE JE MET VAN VOOR NIET NU NIEUW DIT DAT "
    "OF AL ER TE TOT BIJ UIT AAN OM ALS DAN GEEN ALLE ALLES MEER HIER DAG UUR JAAR WEG STOP OK NEE JA HALLO GRATIS "
    "TOP TIP BUS TREIN AUTO GAS GELD EURO CENT MAAR OOK WAT WIE WAAR HOE ZIJN HEEFT VRIJ LET ACTIE KOOP SALE ONS "
    "ONZE OPEN DICHT"
)
SPELLED = words_of(
    "ANWB BTW KVK BSN ID NS KLM KPN ING ABN AMRO ABN-AMRO VVD CDA PVDA VN EU VS VK USA UK US TV CD DVD USB GPS FAQ "
    "VIP URL API IP IT PC AI GGD GGZ UWV SVB DUO CBR RDW WOZ AOW WAO WIA WW AWBZ WMO ROC HBO MBO VWO OV IC ICE SMS "
    "MMS AED EHBO "
    "BV NV VOF ZZP CAO HR CEO AH PSV AZ NOS RTL AVG APK EK WK ECB IBM KNMI NVWA RIVM SOS ISBN LED OR WC IOS "
    "WIFI"
) - {"AMRO", "DUO", "WIFI"}
CLUES = {
    "code": "pin | pincode | code | codes | sms-code | toegangscode | wachtwoord | verificatiecode | "
    "beveiligingscode | boekingscode | boekingsnummer | bestelnummer | ordernummer | klantnummer | rekeningnummer | "
    "factuurnummer | polisnummer | kaartnummer | "
    "referentienummer | referentie | zendingnummer | trackingnummer | volgnummer | dossiernummer | zaaknummer | "
    "lidnummer | serienummer | kenteken | postcode | postbus | iban | bsn | burgerservicenummer | eindigend op | "
    "eindigt op | eindigt met | eindigen op | eindcijfers | laatste cijfers | cijfers | "
    "vlucht | vluchtnummer | meeting-id | id | klant-id | puk | puk-code | cvv | reserveringsnummer | ticketnummer "
    "| aanvraagnummer | meldingsnummer | contractnummer | relatienummer | patiëntnummer | studentnummer | "
    "personeelsnummer | activeringscode | kortingscode | actiecode | "
    "bevestigingscode | machtigingscode | tancode | tan-code | tan | ophaalcode | pakketcode | meternummer | "
    "documentnummer | rekening | autorisatiecode | inlogcode | cadeaucode | barcode",
    "phone": "tel. | tel.nr. | mob. | bel | belt u | bel ons op | bel naar | bel met | bellen | bellen naar | bellen "
    "met | telefoon | "
    "telefoonnummer | tel | nummer | mobiel | mobiele nummer | fax | faxnummer | sms naar | sms | whatsapp | "
    "bereikbaar op | bereikbaar via | bereikt ons op | bereiken op | hulplijn | alarmnummer | noodnummer | "
    "servicenummer | klantenservice | infolijn | draai | kies | toestel | nood belt u | spoed | nood | via | "
    "helpdesk | politie | brandweer | ambulance | huisartsenpost | contact op via | bel gratis | gratis",
    "year": "in | sinds | jaar | jaren | anno | uit | van | tot | voor | na | eind | begin | medio | zomer | winter "
    "| lente | herfst | voorjaar | najaar | bouwjaar | vanaf | en | t/m | tussen | januari | februari | maart | "
    "april | mei | juni | juli | augustus | september | oktober | november | december",
    "date": "op | vanaf | tot | t/m | van | sinds | per | voor | datum | geboortedatum | maandag | dinsdag | "
    "woensdag | donderdag | vrijdag | zaterdag | zondag | ma | di | wo | do | vr | za | zo | geboren op | vandaag | "
    "morgen | uiterlijk",
    "time": "maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag | zondag | ma | di | wo | do | vr | za | "
    "zo | open | geopend | openingstijden | spreekuur | spreekuren | dagelijks | werkdagen | weekend | vertrek | "
    "aankomst | aanvang | inloop | feestdagen | koopavond",
    "score": "won | wint | winst | gewonnen | verloor | verliest | eindigde | eindigt | staat | stand | uitslag | "
    "eindstand | ruststand | leidt | leidde | zege | gelijkspel | nederlaag | versloeg | verslaat | speelde | "
    "winnen | eindigde in | won met | werd | wordt | verloren | tussenstand",
    "ratio": "verhouding | in de verhouding | schaal | kans | een kans van | mengverhouding",
    "version": "hdmi | hoofdstuk | hfst. | paragraaf | kamer | zaal | lokaal | "
    "versie | android | ios | windows | macos | firmware | update | release | build | java | python | "
    "bluetooth | usb | software",
    "fraction": "nog | bijna | ongeveer | circa | voor | is | neem | voeg",
    "duration": "duurt | duur | binnen | over | na | reistijd | wachttijd | vliegtijd | looptijd",
    "letters": "toets | optie | tarief | vitamine | klasse | gate | terminal | groep | spoor | hal | rij | kies | "
    "druk op",
}  # fmt: skip
CLUES_AFTER = {
    "fraction": "van | deel | liter | uur | tablet | tabletten | kilo | kopje | theelepel | eetlepel | vol",
    "score": "winst | zege | nederlaag | overwinning",
}
CONNECTORS = words_of("is zijn luidt de het nummer nr : uw mijn een op ons dan u direct 24/7 met gratis code")
HET_NOUNS = words_of(
    "miljoen miljard "
    "uur uurtje jaar brood ei glas pond stuk kwartaal seizoen gebouw blik pak tarief bedrag boek "
    "huis dozijn blad vel procent ons punt decennium"
)
"""Nouns with "het", before which a half has no ending."""
NO_NOUNS = words_of("van per tot vol en of in op is om voor bij met dan als tegen uit aan te")
COUNTED = words_of(
    "wo hoofdstuk deel boek band akte artikel bijlage fase klasse type groep categorie niveau stap "
    "paragraaf titel sectie afdeling module volume scène blok schijf graad stadium"
)
KINGS = words_of(
    "frans jacob willem lodewijk karel filips paus johannes paulus pius benedictus leo gregorius clemens innocentius "
    "urbanus "
    "frederik hendrik george eduard edward albert leopold boudewijn alexander nicolaas peter napoleon gustaaf "
    "christiaan harald olaf olav haakon carl juan jan jacobus jakob richard "
    "elizabeth elisabeth margaretha beatrix wilhelmina juliana emma maria catharina catherina maurits ferdinand "
    "maximiliaan philips floris dirk otto ramses charles james louis henry william victoria isabella koning "
    "koningin keizer tsaar lodewijk felipe filip friso paul adolf"
) - {"koning", "koningin", "keizer", "tsaar", "paus"}
SENTENCE_BEGINNERS = words_of(
    "de het een u uw wij we ik hij zij ze er dit dat deze die daarna dan bel druk toets kies neem als indien voor "
    "in op bij om met wilt heeft bent is zijn houd let blijf wacht dank bedankt vervolgens ook maar en of na tot "
    "vanaf hier daar hoe wat waar wie graag onze ons mijn alle ga geef"
)
STREET_ENDS = (
    "straat",
    "laan",
    "plein",
    "weg",
    "kade",
    "gracht",
    "singel",
    "dijk",
    "hof",
    "pad",
    "ln",
    "str",
    "pl",
    "markt",
    "steeg",
    "park",
    "dreef",
    "baan",
    "wal",
    "plantsoen",
)
ADJECTIVES = (
    "jarig|daags|voudig|delig|persoons|urig|urige|wekelijks|maandelijks|jaarlijks|tal|maal|kantig|hoekig|koppig|"
    "wielig|cilinder|sterren|deurs|kamer|plus|procents|baans|gangen|gangs|traps|kleuren|laags|zijdig|"
    "talig|stemmig|cijferig|punts|minuten|weeks"
)
CALLING = words_of("bel belt bellen nummer nummers telefoon via op tel hulplijn bereikbaar nood")
CLUE_ENDINGS = {
    "telefoonnummer": "phone", "nummer": "code", "nr.": "code", "nr": "code", "code": "code", "-id": "code",
}  # fmt: skip
FINAL = words_of("enz. etc. e.d. e.a. o.i.d. p.p. p.p.p.n. p.m. p.w. n.v.t. k.k. v.chr. n.chr.")
"""Those behind which a capital always begins a sentence."""
