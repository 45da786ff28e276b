"""The tables of English that are long."""

from __future__ import annotations

from engine.wording.languages.english_words import words
from engine.wording.vocabulary.nouns import Currency, Noun

CENT = Noun("cent", "cents")
CURRENCIES = {
    "USD": Currency(Noun("dollar", "dollars"), CENT), "EUR": Currency(Noun("euro", "euros"), CENT),
    "GBP": Currency(Noun("pound", "pounds"), Noun("penny", "pence")), "JPY": Currency(Noun("yen"), None, 0),
    "CNY": Currency(Noun("yuan"), Noun("fen")), "INR": Currency(Noun("rupee", "rupees"), Noun("paisa", "paise")),
    "KRW": Currency(Noun("won"), None, 0), "ILS": Currency(Noun("shekel", "shekels"), Noun("agora", "agorot")),
    "RUB": Currency(Noun("rouble", "roubles"), Noun("kopeck", "kopecks")),
    "UAH": Currency(Noun("hryvnia", "hryvnias"), Noun("kopiyka", "kopiykas")),
    "TRY": Currency(Noun("lira"), Noun("kurus")),
    "CHF": Currency(Noun("Swiss franc", "Swiss francs"), Noun("centime", "centimes")),
    "CAD": Currency(Noun("Canadian dollar", "Canadian dollars"), CENT),
    "AUD": Currency(Noun("Australian dollar", "Australian dollars"), CENT),
    "NZD": Currency(Noun("New Zealand dollar", "New Zealand dollars"), CENT),
    "SGD": Currency(Noun("Singapore dollar", "Singapore dollars"), CENT),
    "HKD": Currency(Noun("Hong Kong dollar", "Hong Kong dollars"), CENT),
    "MXN": Currency(Noun("Mexican peso", "Mexican pesos"), Noun("centavo", "centavos")),
    "BRL": Currency(Noun("real", "reais"), Noun("centavo", "centavos")),
    "SEK": Currency(Noun("Swedish krona", "Swedish kronor"), Noun("ore")),
    "NOK": Currency(Noun("Norwegian krone", "Norwegian kroner"), Noun("ore")),
    "DKK": Currency(Noun("Danish krone", "Danish kroner"), Noun("ore")),
    "PLN": Currency(Noun("zloty", "zlotys"), Noun("grosz", "groszy")),
    "CZK": Currency(Noun("Czech koruna", "Czech korunas"), Noun("haler", "halers")),
    "ZAR": Currency(Noun("rand"), CENT), "AED": Currency(Noun("dirham", "dirhams"), Noun("fils")),
    "SAR": Currency(Noun("riyal", "riyals"), Noun("halala", "halalas")),
    "THB": Currency(Noun("baht"), Noun("satang")),
}  # fmt: skip
MAGNITUDES = {
    "k": Noun("thousand"), "m": Noun("million"), "mn": Noun("million"), "mm": Noun("million"), "b": Noun("billion"),
    "bn": Noun("billion"), "t": Noun("trillion"), "tn": Noun("trillion"), "thousand": Noun("thousand"),
    "million": Noun("million"), "billion": Noun("billion"), "trillion": Noun("trillion"), "lakh": Noun("lakh"),
    "lakhs": Noun("lakh"), "crore": Noun("crore"), "crores": Noun("crore"), "cr": Noun("crore"),
    "mil": Noun("million"), "lac": Noun("lakh"), "lacs": Noun("lakh"),
    "lakh crore": Noun("lakh crore"), "lakh crores": Noun("lakh crore"),
}  # fmt: skip
UNITS = {
    "mi": Noun("mile", "miles"), "yd": Noun("yard", "yards"), "yds": Noun("yard", "yards"),
    "ft": Noun("foot", "feet"), "lb": Noun("pound", "pounds"), "lbs": Noun("pound", "pounds"),
    "oz": Noun("ounce", "ounces"), "fl oz": Noun("fluid ounce", "fluid ounces"), "gal": Noun("gallon", "gallons"),
    "h": Noun("hour", "hours"), "hr": Noun("hour", "hours"), "hrs": Noun("hour", "hours"),
    "min": Noun("minute", "minutes"), "mins": Noun("minute", "minutes"), "s": Noun("second", "seconds"),
    "sec": Noun("second", "seconds"), "secs": Noun("second", "seconds"), "yr": Noun("year", "years"),
    "yrs": Noun("year", "years"), "wk": Noun("week", "weeks"), "wks": Noun("week", "weeks"),
    "mo": Noun("month", "months"), "mos": Noun("month", "months"), "mAh": Noun("milliamp hour", "milliamp hours"),
    "kbps": Noun("kilobit per second", "kilobits per second"),
    "Mbps": Noun("megabit per second", "megabits per second"),
    "mg/dL": Noun("milligram per deciliter", "milligrams per deciliter"),
    "Gbps": Noun("gigabit per second", "gigabits per second"), "dB": Noun("decibel", "decibels"),
    "mph": Noun("mile per hour", "miles per hour"), "mpg": Noun("mile per gallon", "miles per gallon"),
    "rpm": Noun("revolution per minute", "revolutions per minute"),
    "RPM": Noun("revolution per minute", "revolutions per minute"),
    "bpm": Noun("beat per minute", "beats per minute"),
    "psi": Noun("pound per square inch", "pounds per square inch"), "sq ft": Noun("square foot", "square feet"),
    "sq. ft.": Noun("square foot", "square feet"), "sqft": Noun("square foot", "square feet"),
    "sq mi": Noun("square mile", "square miles"), "ft²": Noun("square foot", "square feet"),
    "ft2": Noun("square foot", "square feet"), "sq m": Noun("square meter", "square meters"),
    "km/h": Noun("kilometer per hour", "kilometers per hour"),
    "kph": Noun("kilometer per hour", "kilometers per hour"), "m/s": Noun("meter per second", "meters per second"),
    "°": Noun("degree", "degrees"), "kWh": Noun("kilowatt hour", "kilowatt hours"),
    "tbsp": Noun("tablespoon", "tablespoons"), "tsp": Noun("teaspoon", "teaspoons"), "pt": Noun("pint", "pints"),
    "qt": Noun("quart", "quarts"), "in.": Noun("inch", "inches"), '"': Noun("inch", "inches"),
    "″": Noun("inch", "inches"), "kgs": Noun("kilogram", "kilograms"), "kms": Noun("kilometer", "kilometers"),
    "gms": Noun("gram", "grams"), "gm": Noun("gram", "grams"), "ltr": Noun("liter", "liters"),
    "ltrs": Noun("liter", "liters"), "KM": Noun("kilometer", "kilometers"), "KG": Noun("kilogram", "kilograms"),
    "LB": Noun("pound", "pounds"), "LBS": Noun("pound", "pounds"), "OZ": Noun("ounce", "ounces"),
    "FT": Noun("foot", "feet"), "MPH": Noun("mile per hour", "miles per hour"), "MIN": Noun("minute", "minutes"),
    "HRS": Noun("hour", "hours"), "HR": Noun("hour", "hours"), "ML": Noun("milliliter", "milliliters"),
    "MG": Noun("milligram", "milligrams"), "sq km": Noun("square kilometer", "square kilometers"),
    "sq. km": Noun("square kilometer", "square kilometers"), "sq. m": Noun("square meter", "square meters"),
    "sq. mi.": Noun("square mile", "square miles"), "cu ft": Noun("cubic foot", "cubic feet"),
    "sq. m.": Noun("square meter", "square meters"), "fl. oz.": Noun("fluid ounce", "fluid ounces"),
    "fl. oz": Noun("fluid ounce", "fluid ounces"), "nmi": Noun("nautical mile", "nautical miles"),
    "gsm": Noun("gram per square meter", "grams per square meter"), "mcg": Noun("microgram", "micrograms"),
    "cc": Noun("C C"), "fps": Noun("frame per second", "frames per second"), "px": Noun("pixel", "pixels"),
    "mmHg": Noun("millimeter of mercury", "millimeters of mercury"), "MP": Noun("megapixel", "megapixels"),
    "m²": Noun("square meter", "square meters"), "mth": Noun("month", "months"), "mths": Noun("month", "months"),
    "Mb/s": Noun("megabit per second", "megabits per second"),
    "MB/s": Noun("megabyte per second", "megabytes per second"),
    "Gb/s": Noun("gigabit per second", "gigabits per second"),
    "kb/s": Noun("kilobit per second", "kilobits per second"),
    "Mbit/s": Noun("megabit per second", "megabits per second"),
    "kmph": Noun("kilometer per hour", "kilometers per hour"), "Sq. Ft.": Noun("square foot", "square feet"),
    "Sq.Ft.": Noun("square foot", "square feet"), "Sq. Ft": Noun("square foot", "square feet"),
    "Sq Ft": Noun("square foot", "square feet"), "SQ FT": Noun("square foot", "square feet"),
    "kmpl": Noun("kilometer per liter", "kilometers per liter"), "sq.ft.": Noun("square foot", "square feet"),
    "sq.ft": Noun("square foot", "square feet"), "sq. ft": Noun("square foot", "square feet"),
    "sq yd": Noun("square yard", "square yards"), "sq yds": Noun("square yard", "square yards"),
    "sq. yd.": Noun("square yard", "square yards"), "sq. yds.": Noun("square yard", "square yards"),
    "sqm": Noun("square meter", "square meters"), "sq.m.": Noun("square meter", "square meters"),
    "bhp": Noun("brake horsepower"), "dpi": Noun("dot per inch", "dots per inch"),
    "ppm": Noun("part per million", "parts per million"), "pcs": Noun("piece", "pieces"),
    "ft-lb": Noun("foot pound", "foot pounds"), "IU": Noun("international unit", "international units"),
    "Nm": Noun("newton meter", "newton meters"), "BTU": Noun("B T U", "B T U's"), "kVA": Noun("K V A"),
}  # fmt: skip
PER = {
    "mo": "per month", "month": "per month", "yr": "per year", "year": "per year", "hr": "per hour", "h": "per hour",
    "hour": "per hour", "day": "per day", "wk": "per week", "week": "per week", "min": "per minute",
    "minute": "per minute", "lb": "per pound", "kg": "per kilogram", "mi": "per mile", "person": "per person",
    "user": "per user", "night": "per night", "kWh": "per kilowatt hour", "gal": "per gallon",
    "sq ft": "per square foot", "s": "per second", "sec": "per second", "ea": "each", "unit": "per unit",
    "litre": "per litre", "liter": "per liter", "ltr": "per liter", "l": "per liter", "L": "per liter",
    "ft": "per foot", "ton": "per ton", "mth": "per month", "acre": "per acre", "seat": "per seat",
    "oz": "per ounce", "GB": "per gigabyte", "text": "per text", "call": "per call", "session": "per session",
    "class": "per class", "ticket": "per ticket", "item": "per item", "qtr": "per quarter", "annum": "per annum",
    "quarter": "per quarter", "sqft": "per square foot", "sq.ft.": "per square foot", "dozen": "per dozen",
    "doz": "per dozen", "piece": "per piece", "pc": "per piece", "box": "per box", "pair": "per pair",
    "student": "per student", "child": "per child", "adult": "per adult", "employee": "per employee",
    "car": "per car", "mile": "per mile", "km": "per kilometer", "pint": "per pint", "bottle": "per bottle",
    "glass": "per glass", "game": "per game", "course": "per course", "lesson": "per lesson", "entry": "per entry",
    "trip": "per trip", "ride": "per ride", "share": "per share", "barrel": "per barrel", "bbl": "per barrel",
    "couple": "per couple", "family": "per family", "room": "per room", "member": "per member",
    "order": "per order", "visit": "per visit", "page": "per page", "head": "per head", "g": "per gram",
}  # fmt: skip
FRACTIONS = {
    2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"),
}  # fmt: skip
ABBREVIATIONS = {
    "Mr.": "Mister", "Mr": "Mister", "Mrs.": "Missus", "Mrs": "Missus", "Ms.": "Miz", "Ms": "Miz",
    "Prof.": "Professor", "Gen.": "General", "Sgt.": "Sergeant", "Capt.": "Captain", "Lt.": "Lieutenant",
    "Col.": "Colonel", "Rev.": "Reverend", "Hon.": "Honorable", "Gov.": "Governor", "Sen.": "Senator",
    "Rep.": "Representative", "Pres.": "President", "Jr.": "Junior", "Jr": "Junior", "Sr.": "Senior",
    "Esq.": "Esquire", "Ave.": "Avenue", "Ave": "Avenue", "Blvd.": "Boulevard", "Blvd": "Boulevard", "Rd.": "Road",
    "Rd": "Road", "Ln.": "Lane", "Ct.": "Court", "Pl.": "Place", "Pkwy.": "Parkway", "Pkwy": "Parkway",
    "Hwy.": "Highway", "Hwy": "Highway", "Sq.": "Square", "Ter.": "Terrace", "Apt.": "Apartment", "Apt": "Apartment",
    "Ste.": "Suite", "Ste": "Suite", "Bldg.": "Building", "Bldg": "Building", "Fl.": "Floor", "Ln": "Lane",
    "Cres.": "Crescent", "Gdns": "Gardens", "Gdns.": "Gardens", "Rte.": "Route", "Rte": "Route", "Mt": "Mount",
    "Ft": "Fort", "Rm.": "Room", "Rm": "Room", "Ext.": "Extension", "ext.": "extension", "Mt.": "Mount",
    "Ft.": "Fort", "Maj.": "Major", "Cpl.": "Corporal", "Pvt.": "Private", "Adm.": "Admiral", "Cmdr.": "Commander",
    "Supt.": "Superintendent", "Det.": "Detective", "Fr.": "Father", "Msgr.": "Monsignor", "Amb.": "Ambassador",
    "Atty.": "Attorney", "Messrs.": "Messers", "Mx.": "Mix", "Gov": "Governor", "Sen": "Senator",
    "Prof": "Professor", "Capt": "Captain", "Sgt": "Sergeant", "Rev": "Reverend", "Dept.": "Department",
    "dept.": "department", "Inc.": "Incorporated", "Corp.": "Corporation", "Ltd.": "Limited", "Ltd": "Limited",
    "Co.": "Company", "Bros.": "Brothers", "LLC": "L L C", "approx.": "approximately", "appt.": "appointment",
    "acct.": "account", "amt.": "amount", "avg.": "average", "min.": "minimum", "max.": "maximum",
    "etc.": "et cetera", "vs.": "versus", "vs": "versus", "e.g.": "for example", "i.e.": "that is",
    "et al.": "et al", "est.": "established", "dept": "department", "tel.": "telephone", "Tel.": "telephone",
    "fig.": "figure", "Fig.": "Figure", "vol.": "volume", "Vol.": "Volume", "ch.": "chapter", "Ch.": "Chapter",
    "pp.": "pages", "misc.": "miscellaneous", "govt.": "government", "intl.": "international", "qty.": "quantity",
    "Qty.": "Quantity", "w/o": "without", "w/": "with", "c/o": "care of", "a.k.a.": "also known as",
    "mgr.": "manager", "P.S.": "P S", "Ph.D.": "P H D", "PhD": "P H D", "M.D.": "M D", "RSVP": "R S V P",
    "24/7": "twenty four seven", "hrs.": "hours", "mins.": "minutes", "secs.": "seconds", "yrs.": "years",
    "wks.": "weeks", "temp.": "temperature", "asst.": "assistant", "assoc.": "associate", "univ.": "university",
    "Univ.": "University", "incl.": "including", "excl.": "excluding", "no.": "number", "No.": "number",
    "Nos.": "numbers", "nos.": "numbers", "p.": "page", "hrs": "hours", "mins": "minutes", "secs": "seconds",
    "yrs": "years", "wks": "weeks", "mos.": "months", "pct.": "percent", "pct": "percent", "eg": "for example",
    "ie": "that is", "Sec.": "Section", "sec.": "section", "Art.": "Article", "art.": "article",
    "para.": "paragraph", "Para.": "Paragraph", "attn.": "attention", "Attn": "Attention", "ATTN": "Attention",
    "ref.": "reference", "Ref.": "Reference", "Ref": "reference", "ea.": "each", "doz.": "dozen", "pkg.": "package",
    "bal.": "balance", "pmt.": "payment", "dep.": "departure", "arr.": "arrival", "natl.": "national",
    "Intl.": "International", "Natl.": "National", "Assn.": "Association", "Assoc.": "Associates",
    "Mfg.": "Manufacturing", "Hosp.": "Hospital", "hosp.": "hospital", "cont.": "continued", "cont'd": "continued",
    "esp.": "especially", "ca.": "circa", "cf.": "compare", "viz.": "namely", "a/c": "account", "A/c": "account",
    "A/C": "A C", "n/a": "not applicable", "N/A": "not applicable", "p.a.": "per annum", "pcm": "per calendar month",
    "NW": "northwest", "NE": "northeast", "SE": "southeast", "SW": "southwest", "iOS": "I O S", "macOS": "mac O S",
    "iPadOS": "iPad O S", "bldg.": "building", "apt.": "apartment", "ste.": "suite", "rm.": "room", "fl.": "floor",
    "blvd.": "boulevard", "ave.": "avenue", "hwy.": "highway", "Bt.": "Baronet", "Nr.": "near", "nr.": "near",
    "opp.": "opposite", "Opp.": "opposite", "AAA": "triple A", "AM/PM": "A M P M", "Exp.": "expires",
    "exp.": "expires", "pts.": "points", "pts": "points", "WWII": "World War Two", "WWI": "World War One",
    "WW2": "World War Two", "WW1": "World War One", "sched.": "schedule", "med.": "medical", "Rx": "R X",
    "ASAP": "A S A P", "asap": "as soon as possible", "FAQs": "F A Q's", "tbsp": "tablespoon", "tsp": "teaspoon",
    "lbs.": "pounds", "lbs": "pounds", "oz.": "ounces", "Dr's": "Doctor's", "Xmas": "Christmas", "B&B": "B and B",
    "Q&A": "Q and A", "R&D": "R and D", "DIY": "D I Y", "inc.": "including", "inc": "including", "ex.": "excluding",
    "ex": "excluding", "reg. no.": "registration number", "reg. no": "registration number", "Lt": "Lieutenant",
    "Col": "Colonel", "Maj": "Major", "Cllr": "Councillor", "Cllr.": "Councillor", "Utd": "United", "Utd.": "United",
    "Rt": "Right", "Rt.": "Right", "Insp.": "Inspector", "Dir.": "Director", "Ctr.": "Center", "Ctr": "Center",
    "Cir.": "Circle", "Trl.": "Trail", "Trl": "Trail", "Plz.": "Plaza", "Hts.": "Heights", "Expy": "Expressway",
    "Expy.": "Expressway", "Tpke": "Turnpike", "Tpke.": "Turnpike", "Fwy": "Freeway", "Fwy.": "Freeway",
    "Jct.": "Junction", "Twp.": "Township", "Elem.": "Elementary", "Inst.": "Institute", "inv.": "invoice",
    "acct": "account", "appt": "appointment", "appts": "appointments", "msg": "message", "msgs": "messages",
    "pls": "please", "rcvd": "received", "avail.": "available", "b/c": "because", "approx": "approximately",
    "orig.": "original", "prev.": "previous", "Wm.": "William", "Geo.": "George", "Chas.": "Charles", "pg.": "page",
    "pgs.": "pages", "B.Sc.": "B S C", "M.Sc.": "M S C", "B.Sc": "B S C", "M.Sc": "M S C", "B.Ed.": "B Ed",
    "M.Ed.": "M Ed", "Lev.": "Leviticus", "Deut.": "Deuteronomy", "Ps.": "Psalm", "Prov.": "Proverbs",
    "Isa.": "Isaiah", "Jer.": "Jeremiah", "Matt.": "Matthew", "Rom.": "Romans", "Cor.": "Corinthians",
    "Gal.": "Galatians", "Eph.": "Ephesians", "Phil.": "Philippians", "Heb.": "Hebrews", "w.e.f.": "with effect from",
    "per kg": "per kilogram", "per km": "per kilometer", "per hr": "per hour", "per min": "per minute",
    "per lb": "per pound", "per mi": "per mile", "per ltr": "per liter", "per oz": "per ounce", "per gal": "per gallon",
    "per yr": "per year", "per mo": "per month", "per wk": "per week", "per kWh": "per kilowatt hour",
    "per GB": "per gigabyte", "per MB": "per megabyte", "per ml": "per milliliter", "per mth": "per month",
    "per sq ft": "per square foot", "per sq. ft.": "per square foot", "per sq. ft": "per square foot",
    "per sq.ft.": "per square foot", "per sqft": "per square foot", "per sq m": "per square meter", "Flr": "Floor",
    "Flr.": "Floor", "Retd.": "Retired", "Retd": "Retired", "w.r.t.": "with respect to", "Ph": "phone",
    "Ph.": "phone", "thx": "thanks", "pmt": "payment", "Chap.": "Chapter", "chap.": "chapter",
    "Calif.": "California", "Minn.": "Minnesota", "Conn.": "Connecticut", "Fla.": "Florida", "Ariz.": "Arizona",
    "Wis.": "Wisconsin", "Tenn.": "Tennessee", "Okla.": "Oklahoma", "Mich.": "Michigan", "Ky.": "Kentucky",
    "o.n.o.": "or nearest offer", "ono": "or nearest offer",
}  # fmt: skip
BEFORE_FIGURES = frozenset(
    {"no.", "nos.", "p.", "pp.", "fig.", "vol.", "ch.", "sec.", "art.", "para.", "chap.", "exp.", "pg.", "pgs."}
)
"""Abbreviations that are one only before a figure: "no." also ends a sentence."""
BOOKS = {
    "gen.": "Genesis", "rev.": "Revelation", "lev.": "Leviticus", "deut.": "Deuteronomy", "ps.": "Psalm",
    "prov.": "Proverbs", "isa.": "Isaiah", "jer.": "Jeremiah", "matt.": "Matthew", "rom.": "Romans",
    "cor.": "Corinthians", "gal.": "Galatians", "eph.": "Ephesians", "phil.": "Philippians", "heb.": "Hebrews",
}  # fmt: skip
"""Abbreviations of the Bible's books, before a chapter and a verse."""
NEVER_LAST = frozenset({
    "Maj.", "Cpl.", "Adm.", "Cmdr.", "Supt.", "Det.", "Fr.", "Msgr.", "Gov.", "Sen.", "Hon.", "Mr.", "Mrs.", "Ms.",
    "Art.", "Sec.", "Vol.", "Fig.", "Ch.",
    "Prof.", "Gen.", "Sgt.", "Capt.", "Lt.", "Col.", "Rev.", "e.g.", "i.e.", "vs.", "Mt.", "Ft.",
})  # fmt: skip
TITLES = {
    "Dr.": ("Doctor", "Drive"), "Dr": ("Doctor", "Drive"), "St.": ("Saint", "Street"), "St": ("Saint", "Street"),
}  # fmt: skip
MONTHS = {
    "sept": 9,
}  # fmt: skip
WEEKDAYS = {
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
    "sun": 7,
}  # fmt: skip
SIGNS = {
    "&": "and", "@": "at", "=": "equals", "+": "plus", "−": "minus", "×": "times", "÷": "divided by",
    "≤": "less than or equal to", "≥": "greater than or equal to", "≠": "not equal to", "≈": "about", "→": "to",
    "←": "from", "©": "copyright", "®": "registered", "™": "trademark", "½": "one half", "¼": "one quarter",
    "¾": "three quarters", "€": "euro", "£": "pound", "$": "dollar", "¥": "yen", "₹": "rupee", "°": "degrees",
    "№": "number", "%": "percent", "‰": "per mille", "*": "star", "#": "pound", "<": "less than",
    ">": "greater than", "~": "tilde", "^": "caret", "±": "plus or minus", "§": "section", "¶": "paragraph",
    "†": "dagger", "∞": "infinity", "√": "square root of", "π": "pi", "µ": "micro", "/": "slash", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "dot", ",": "comma", "-": "dash", "–": "dash", "_": "underscore", "\\": "backslash", ":": "colon",
    ";": "semicolon", "!": "exclamation mark", "?": "question mark", "#": "hash", "'": "apostrophe", '"': "quote",
    "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket", "{": "open brace",
    "}": "close brace", "|": "bar", "`": "backtick", "°": "degree",
}  # fmt: skip
STREET_TYPES = words(
    "St St. Street Ave Ave. Avenue Blvd Blvd. Boulevard Rd Rd. Road Dr Dr. Drive Ln Ln. Lane Ct Ct. Court Pl Pl. "
    "Place Way Pkwy Parkway Hwy Highway Ter Terrace Cir Circle Square Sq Sq. Close Crescent Gardens Mews Row Hill "
    "Broadway"
)
DIRECTIONS = {
    "N.": "North", "S.": "South", "E.": "East", "W.": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest", "N.E.": "Northeast", "N.W.": "Northwest", "S.E.": "Southeast",
    "S.W.": "Southwest", "N": "North", "S": "South", "E": "East", "W": "West",
}  # fmt: skip
STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "D C", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii",
    "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
AS_WORDS = words(
    "PIN PINS SIM SIMS NATO NASA IBAN ASAP COVID ZIP OK RAM ROM GIF JPEG AM NO YES NOT ALL AND THE OR IF TO ON OF "
    "FOR YOU YOUR ARE DO NEW OFF OUT UP NOW GET SET PAY KEY END ONE TWO SIX TEN LET MAY MUST CAN HAS HAD WAS BUT "
    "ANY OUR PRESS STAR FREE SALE ONLY TRY BUY USE SAY SEE WAY DAY BE BY AT AS IS WE MY ME HE GO SO HIS HER ITS WHO "
    "HOW WHY TOP BIG RED ADD ASK CALL STOP HELP HOLD MENU MAIN BACK NEXT LAW ACT TAX FEE NET BOX CAR BUS AIR VAN "
    "MAD SAD BAD GOOD"
)
SPELLED = words(
    "USA UK EU UN ID IDS ATM OTP CVV IRS SSN FBI CIA VIP DOB ETA GPS USB HR PR TV PC CD DVD FAQ IVR SMS AI IP URL "
    "API EMI KYC UPI HDFC SBI ICICI YMCA AARP USAA UIDAI AOL EULA VOIP OTPS USAF EPFO EPF ESIC RERA IRCTC NSE BSE"
)
CLUES = {
    "code": (
        "enter | key in | type in | prescription | receipt | certificate | cheque | rx | "
        "tpin | mpin | delta | jetblue | ryanair | easyjet | lufthansa | emirates | "
        "pin | pin code | otp | code | codes | passcode | password | ending in | ends in | ending with | zip | "
        "zip code | postcode | postal code | account | account number | card | card number | reference | "
        "confirmation | confirmation number | confirmation code | booking | booking reference | order | "
        "order number | ticket | ticket number | tracking number | case | case number | serial | serial number | "
        "routing number | member | member id | id | policy number | ending | train no. | train number | train | "
        "ifsc | tracking | account no. | card no. | order no. | token | p.o. box | a/c no. | crn | utr | awb | "
        "consignment number | consignment | docket | docket number | permit | ref. | acct. | inv. | conf. | tkt. | "
        "a/c | voucher code | promo code | coupon code | pass code | zip codes | room code | gate code | "
        "door code | badge | badge number | unit number | national insurance number | ni number | customer id | "
        "user id | agent id | agent | caller id | transaction id | transaction number | transaction | "
        "request number | request id | service request | complaint number | complaint | policy | flight | flights | "
        "extension | ext | ref | invoice | invoice number | passport | license | plate | digits | security code | "
        "verification code | access code | claim number | claim | meeting id | customer number | employee id | "
        "sort code | iban | imei | aadhaar | pan | pnr | last four digits | social security number | ssn | cvv | "
        "vin | conference id | student id | area code | emergency dial | po box | p o box | po box number"
    ),
    "phone": (
        "call | calling | tel. | ph | ph. | call us | call me | call us on | call us at | dial | phone | "
        "telephone | tel | fax | mobile | cell | text | ring | our number | my number | phone number | "
        "mobile number | cell number | telephone number | fax number | contact number | office number | "
        "helpline number | contact | hotline | helpline | reach us at | reach us on | sms | whatsapp | toll free | "
        "call back at | emergency"
    ),
    "year": (
        "b. | d. | year | years | copyright | © | born in | class of | circa | ca. | c. | early | late | mid | q1 | "
        "q2 | q3 | q4 | fall | "
        "spring | summer | autumn | winter | fiscal | fy | back in | est. | established | founded | "
        "established in | founded in | year ending | calendar | ad | model"
    ),
    "date": (
        "as of | commencing | w/c | "
        "ends | end | begins | begin | starts | start | started | opens on | reopens | closes on | renews | "
        "renewed | posted | shipped | delivered | departs | departing | leaves | leaving | appointment | "
        "booked for | set for | dob | date of birth | birthday | valid till | valid until | till | valid from | "
        "expired | expiring | expiry | expire | exp | ending | effective | issued | received | paid | billed | "
        "statement | between | the week of | week of | on | come | by | until | from | due | before | after | "
        "since | dated | date | expires | monday | tuesday | wednesday | thursday | friday | saturday | sunday | "
        "starting | born | through | deadline | arrives | arriving | scheduled for"
    ),
    "time": (
        "mon | monday | tue | tuesday | wed | wednesday | thu | thursday | fri | friday | sat | saturday | sun | "
        "sunday | open | opens | hours | weekdays | weekends | daily | hours are | monday to friday | "
        "business hours | office hours | noon"
    ),
    "score": (
        "won | beat | lost | win | leads | lead | led | score | scored | final score | defeated | drew | tied | "
        "record | records | ahead | tie | victory | winning | up | down | loss"
    ),
    "room": (
        "room | rm. | rm | rooms | suite | ste. | ste | apartment | apt. | apt | route | rte. | rte | highway | "
        "hwy. | hwy | interstate | bus | office | ward | locker | exit | unit | villa | cabin | studio | channel"
    ),
    "ratio": "ratio | ratio is | odds | scale | aspect | mix | ratio of",
    "version": (
        "version | release | firmware | android | ios | windows | macos | v | update | build | java | python | "
        "bluetooth | section | usb"
    ),
    "fraction": "add | about | only | over | nearly | almost | cup | cups | another",
    "letters": (
        "press | option | plan | vitamin | grade | letter | gate | terminal | class | section | hepatitis | type | "
        "block | wing | team | group | row"
    ),
}  # fmt: skip
CLUES_AFTER = {
    "date": "at | between | am | pm",
    "fraction": (
        "cup | cups | of | mile | miles | inch | inches | teaspoon | tablespoon | hour | hours | pound | pounds | "
        "ounce | price | off | full | way | share"
    ),
    "phone": "for help | for emergencies | for emergency",
    "time": "am | pm | daily | on weekdays | monday | every day | weekdays",
    "ratio": "ratio | odds | scale | mix | mixture",
}  # fmt: skip
CONNECTORS = words("is are was number no no. nos. the a an code : # be at as reads your in my new s")
BRITISH_ABBREVIATIONS = {
    "Nr": "near", "Revd": "Reverend", "Revd.": "Reverend", "Gt": "Great", "Gt.": "Great", "w/c": "week commencing",
}  # fmt: skip
INDIAN_ABBREVIATIONS = {
    "Smt.": "Shrimati", "Smt": "Shrimati", "Sh.": "Shri", "Shri.": "Shri", "Adv.": "Advocate", "Pvt.": "Private",
    "Pvt": "Private", "Sec.": "Sector", "Sec": "Sector", "opp.": "opposite", "Opp.": "Opposite", "Nr.": "Near",
    "nr.": "near", "S/o": "son of", "s/o": "son of", "D/o": "daughter of", "d/o": "daughter of", "W/o": "wife of",
    "C/o": "care of", "H.No.": "house number", "H. No.": "house number", "Er.": "Engineer", "Std.": "Standard",
    "Govt.": "Government", "Dist.": "District", "Tal.": "Taluka", "Jn.": "Junction", "Jn": "Junction",
    "Stn.": "Station", "Ngr.": "Nagar", "Mkt.": "Market", "Chs.": "Society", "Soc.": "Society", "mob.": "mobile",
    "Mob.": "Mobile", "pax": "passengers",
    "Lmt": "limit", "Pt.": "Pandit", "TPIN": "T PIN",
    "MPIN": "M PIN", "Avl": "available", "Avl.": "available", "Avbl": "available",
    "Bal": "balance", "Bal.": "balance", "Amt": "amount", "Txn": "transaction", "txn": "transaction",
    "Rly.": "Railway", "Sri.": "Sri", "Kum.": "Kumari", "Hon'ble": "Honourable", "M/s": "Messers",
    "M/s.": "Messers", "B.Com.": "B Com", "B.Com": "B Com", "M.Com.": "M Com", "M.Com": "M Com", "B.Tech.": "B Tech",
    "B.Tech": "B Tech", "M.Tech.": "M Tech", "M.Tech": "M Tech", "M.Phil.": "M Phil", "wef": "with effect from",
    "dt.": "dated", "dtd.": "dated", "Dtd.": "dated", "wkts": "wickets", "wkt": "wicket", "Ph.": "Phase",
    "Ph": "Phase", "ltd.": "limited",
}  # fmt: skip
INDIAN_MAGNITUDES = {"l": Noun("lakh"), "L": Noun("lakh")}
INDIAN_SPELLED = words(
    "IIT IIM NIT UPSC SSC CBSE ICSE RTGS IMPS LIC IPL GST TDS ATM NRI OPD EMI MBA BPO IAS IPS IFSC PNB BOB RBI SEBI "
    "NACH ITR PF ESI RTO PUC BSNL MTNL"
)
