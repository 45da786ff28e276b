"""The tables of French that are long."""

from __future__ import annotations

from engine.wording.vocabulary.nouns import Currency, Noun


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CENT = Noun("cent", "cents")
_CENTIME = Noun("centime", "centimes")
_ORE = Noun("øre")
CURRENCIES = {
    "EUR": Currency(Noun("euro", "euros"), _CENTIME),
    "USD": Currency(Noun("dollar", "dollars"), _CENT),
    "GBP": Currency(Noun("livre sterling", "livres sterling", "f"), Noun("penny", "pence")),
    "JPY": Currency(Noun("yen", "yens"), None, 0),
    "CNY": Currency(Noun("yuan", "yuans"), Noun("fen", "fens")),
    "INR": Currency(Noun("roupie indienne", "roupies indiennes", "f"), Noun("paisa", "paisas")),
    "KRW": Currency(Noun("won", "wons"), None, 0),
    "ILS": Currency(Noun("shekel", "shekels"), Noun("agora", "agorot")),
    "RUB": Currency(Noun("rouble", "roubles"), Noun("kopeck", "kopecks")),
    "UAH": Currency(Noun("hryvnia", "hryvnias", "f"), Noun("kopiyka", "kopiykas")),
    "TRY": Currency(Noun("livre turque", "livres turques", "f"), Noun("kuruş")),
    "CHF": Currency(Noun("franc suisse", "francs suisses"), _CENTIME),
    "CAD": Currency(Noun("dollar canadien", "dollars canadiens"), _CENT),
    "AUD": Currency(Noun("dollar australien", "dollars australiens"), _CENT),
    "NZD": Currency(Noun("dollar néo-zélandais", "dollars néo-zélandais"), _CENT),
    "SGD": Currency(Noun("dollar de Singapour", "dollars de Singapour"), _CENT),
    "HKD": Currency(Noun("dollar de Hong Kong", "dollars de Hong Kong"), _CENT),
    "MXN": Currency(Noun("peso mexicain", "pesos mexicains"), Noun("centavo", "centavos")),
    "BRL": Currency(Noun("réal brésilien", "réaux brésiliens"), Noun("centavo", "centavos")),
    "SEK": Currency(Noun("couronne suédoise", "couronnes suédoises", "f"), _ORE),
    "NOK": Currency(Noun("couronne norvégienne", "couronnes norvégiennes", "f"), _ORE),
    "DKK": Currency(Noun("couronne danoise", "couronnes danoises", "f"), _ORE),
    "ISK": Currency(Noun("couronne islandaise", "couronnes islandaises", "f"), None, 0),
    "CZK": Currency(Noun("couronne tchèque", "couronnes tchèques", "f"), Noun("haléř")),
    "PLN": Currency(Noun("zloty", "zlotys"), Noun("grosz")),
    "HUF": Currency(Noun("forint", "forints"), None, 0),
    "MAD": Currency(Noun("dirham marocain", "dirhams marocains"), _CENTIME),
    "DZD": Currency(Noun("dinar algérien", "dinars algériens"), _CENTIME),
    "TND": Currency(Noun("dinar tunisien", "dinars tunisiens"), Noun("millime", "millimes"), 3),
    "XOF": Currency(Noun("franc CFA", "francs CFA"), None, 0),
    "XAF": Currency(Noun("franc CFA", "francs CFA"), None, 0),
}
CURRENCY_SIGNS = {
    "FCFA": "XOF",
    "F CFA": "XOF",
    "CFA": "XOF",
    "$CA": "CAD",
    "$ CA": "CAD",
    "$US": "USD",
    "$ US": "USD",
    "DA": "DZD",
    "DH": "MAD",
    "DT": "TND",
    "euros": "EUR",
    "euro": "EUR",
    "dollars": "USD",
    "dollar": "USD",
}
"""Written behind an amount."""
MAGNITUDES = {
    "million": Noun("million", "millions"), "millions": Noun("million", "millions"), "m": Noun("million", "millions"),
    "mio": Noun("million", "millions"), "milliard": Noun("milliard", "milliards"),
    "milliards": Noun("milliard", "milliards"), "md": Noun("milliard", "milliards"),
    "mds": Noun("milliard", "milliards"), "mrd": Noun("milliard", "milliards"), "mia": Noun("milliard", "milliards"),
    "billion": Noun("billion", "billions"), "billions": Noun("billion", "billions"), "k": Noun("mille", "mille"),
}  # fmt: skip
FRACTIONS = {2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")}
_HOUR, _MINUTE = Noun("heure", "heures", "f"), Noun("minute", "minutes", "f")
_SECOND = Noun("seconde", "secondes", "f")
DURATIONS = {
    "year": Noun("an", "ans"), "month": Noun("mois"), "week": Noun("semaine", "semaines", "f"),
    "day": Noun("jour", "jours"), "hour": _HOUR, "minute": _MINUTE, "second": _SECOND,
    "millisecond": Noun("milliseconde", "millisecondes", "f"),
}  # fmt: skip
DURATION_UNITS = {
    "an": "year", "ans": "year", "mois": "month", "sem": "week", "semaine": "week", "semaines": "week", "j": "day",
    "jour": "day", "jours": "day", "heure": "hour", "heures": "hour", "minute": "minute", "minutes": "minute",
    "mn": "minute", "seconde": "second", "secondes": "second", "min": "minute", "sec": "second",
}  # fmt: skip
UNITS = {
    "c. à s.": Noun("cuillère à soupe", "cuillères à soupe", "f"),
    "c. à c.": Noun("cuillère à café", "cuillères à café", "f"),
    "c.à.s.": Noun("cuillère à soupe", "cuillères à soupe", "f"),
    "c.à.c.": Noun("cuillère à café", "cuillères à café", "f"),
    "kg": Noun("kilo", "kilos"), "Ko": Noun("kilooctet", "kilooctets"), "ko": Noun("kilooctet", "kilooctets"),
    "Mo": Noun("mégaoctet", "mégaoctets"), "Go": Noun("gigaoctet", "gigaoctets"),
    "To": Noun("téraoctet", "téraoctets"),
    "km/h": Noun("kilomètre heure", "kilomètres heure"), "kmh": Noun("kilomètre heure", "kilomètres heure"),
    "kWh": Noun("kilowattheure", "kilowattheures"), "Wh": Noun("wattheure", "wattheures"),
    "MWh": Noun("mégawattheure", "mégawattheures"), "mAh": Noun("milliampère-heure", "milliampères-heure"),
    "°": Noun("degré", "degrés"), "ºC": Noun("degré Celsius", "degrés Celsius"),
    "° C": Noun("degré Celsius", "degrés Celsius"),
    '"': Noun("pouce", "pouces"), "″": Noun("pouce", "pouces"), "”": Noun("pouce", "pouces"),
    "dB": Noun("décibel", "décibels"),
    "mn": _MINUTE, "sec": _SECOND, "j": Noun("jour", "jours"), "h": _HOUR,
    "Mbit/s": Noun("mégabit par seconde", "mégabits par seconde"),
    "Mb/s": Noun("mégabit par seconde", "mégabits par seconde"),
    "Gbit/s": Noun("gigabit par seconde", "gigabits par seconde"),
    "Gb/s": Noun("gigabit par seconde", "gigabits par seconde"),
    "Mo/s": Noun("mégaoctet par seconde", "mégaoctets par seconde"),
    "kbit/s": Noun("kilobit par seconde", "kilobits par seconde"),
    "tr/min": Noun("tour par minute", "tours par minute"),
    "l/100km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "l/100 km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "L/100 km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "g/l": Noun("gramme par litre", "grammes par litre"),
    "mg/l": Noun("milligramme par litre", "milligrammes par litre"),
    "g/km": Noun("gramme par kilomètre", "grammes par kilomètre"), "ppp": Noun("point par pouce", "points par pouce"),
    "ch": Noun("cheval", "chevaux"), "CV": Noun("cheval", "chevaux"),
    "kcal": Noun("kilocalorie", "kilocalories", "f"),
    "mL": Noun("millilitre", "millilitres"), "cc": Noun("centimètre cube", "centimètres cubes"),
    "q": Noun("quintal", "quintaux"),
    "pers.": Noun("personne", "personnes", "f"), "m": Noun("mètre", "mètres"),
    "m/s": Noun("mètre par seconde", "mètres par seconde"),
    "m3/h": Noun("mètre cube par heure", "mètres cubes par heure"),
    "m³/h": Noun("mètre cube par heure", "mètres cubes par heure"),
}  # fmt: skip
UNITS |= {
    "pces": Noun("pièce", "pièces", "f"), "pcs": Noun("pièce", "pièces", "f"), "cp": Noun("comprimé", "comprimés"),
    "gél.": Noun("gélule", "gélules", "f"),
    "sem.": Noun("semaine", "semaines", "f"),
    "sem": Noun("semaine", "semaines", "f"), "mg/kg": Noun("milligramme par kilo", "milligrammes par kilo"),
    "mg/kg/j": Noun("milligramme par kilo et par jour", "milligrammes par kilo et par jour"),
    "g/kg": Noun("gramme par kilo", "grammes par kilo"),
    "ml/h": Noun("millilitre par heure", "millilitres par heure"),
    "kVA": Noun("kilovoltampère", "kilovoltampères"), "VA": Noun("voltampère", "voltampères"),
    "kWc": Noun("kilowatt-crête", "kilowatts-crête"), "GWh": Noun("gigawattheure", "gigawattheures"),
    "TWh": Noun("térawattheure", "térawattheures"), "Nm": Noun("newton-mètre", "newtons-mètres"),
    "lm": Noun("lumen", "lumens"), "UI": Noun("unité internationale", "unités internationales", "f"),
    "mmol/l": Noun("millimole par litre", "millimoles par litre", "f"),
    "bpm": Noun("battement par minute", "battements par minute"),
    "mmol/L": Noun("millimole par litre", "millimoles par litre", "f"),
    "g/L": Noun("gramme par litre", "grammes par litre"),
    "mg/L": Noun("milligramme par litre", "milligrammes par litre"),
    "ppm": Noun("partie par million", "parties par million", "f"),
    "mg/dl": Noun("milligramme par décilitre", "milligrammes par décilitre"), "Mpx": Noun("mégapixel", "mégapixels"),
    "mg/dL": Noun("milligramme par décilitre", "milligrammes par décilitre"), "Mpix": Noun("mégapixel", "mégapixels"),
    "g/dl": Noun("gramme par décilitre", "grammes par décilitre"),
    "L/min": Noun("litre par minute", "litres par minute"),
    "pi": Noun("pied", "pieds"), "po": Noun("pouce", "pouces"), "cts": _CENTIME, "ct": _CENTIME,
    "hab./km²": Noun("habitant au kilomètre carré", "habitants au kilomètre carré"),
    "hab/km²": Noun("habitant au kilomètre carré", "habitants au kilomètre carré"),
    "mcg": Noun("microgramme", "microgrammes"),
    "Gbps": Noun("gigabit par seconde", "gigabits par seconde"),
    "Mbps": Noun("mégabit par seconde", "mégabits par seconde"),
    "kg/m²": Noun("kilo par mètre carré", "kilos par mètre carré"),
    "m/min": Noun("mètre par minute", "mètres par minute"),
}  # fmt: skip
UNIT_GENDERS = dict.fromkeys(("t", "min", "s", "ms", "lb", "lbs", "oz", "cal", "kcal"), "f")
PER = {
    "mois": "par mois", "an": "par an", "ans": "par an", "année": "par an", "jour": "par jour", "j": "par jour",
    "h": "de l'heure",
    "heure": "de l'heure", "min": "par minute", "minute": "par minute", "mn": "par minute", "s": "par seconde",
    "sem": "par semaine",
    "semaine": "par semaine", "nuit": "par nuit", "kg": "le kilo", "km": "du kilomètre", "l": "le litre",
    "L": "le litre",
    "litre": "le litre", "m²": "le mètre carré", "m2": "le mètre carré", "m³": "le mètre cube",
    "m3": "le mètre cube", "pers": "par personne",
    "personne": "par personne", "kWh": "par kilowattheure", "unité": "l'unité", "pièce": "la pièce",
    "appel": "par appel", "SMS": "par SMS",
}  # fmt: skip
MONTHS = {
    "jan": 1, "fév": 2, "fev": 2, "fevr": 2, "fevrier": 2, "avri": 4, "juill": 7, "aout": 8, "aoû": 8, "sep": 9,
    "dec": 12, "decembre": 12,
}  # fmt: skip
ABBREVIATIONS = {
    "Mme.": "Madame", "Mlle.": "Mademoiselle", "Mgr.": "Monseigneur",
    "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle", "Mlles": "Mesdemoiselles",
    "Mgr": "Monseigneur", "Vve": "veuve", "etc.": "et cetera", "etc": "et cetera", "etc…": "et cetera",
    "p. ex.": "par exemple",
    "p.ex.": "par exemple", "par ex.": "par exemple", "ex.": "exemple", "env.": "environ", "c.-à-d.": "c'est-à-dire",
    "c-à-d": "c'est-à-dire", "c.à.d.": "c'est-à-dire", "càd": "c'est-à-dire", "cad.": "c'est-à-dire", "vs": "contre",
    "vs.": "contre",
    "max.": "maximum", "min.": "minimum", "RDV": "rendez-vous", "rdv": "rendez-vous", "RV": "rendez-vous",
    "av.": "avenue",
    "Av.": "Avenue", "ave.": "avenue", "bd": "boulevard", "bd.": "boulevard", "Bd": "Boulevard", "Bd.": "Boulevard",
    "bld": "boulevard", "bld.": "boulevard", "blvd": "boulevard", "blvd.": "boulevard", "boul.": "boulevard",
    "pl.": "place",
    "rte": "route", "rte.": "route", "imp.": "impasse", "all.": "allée", "chem.": "chemin", "ch.": "chemin",
    "che.": "chemin", "fg": "faubourg", "fbg": "faubourg",
    "sq.": "square", "crs": "cours", "rés.": "résidence", "résid.": "résidence", "bât.": "bâtiment",
    "bât": "bâtiment",
    "bat.": "bâtiment", "ét.": "étage", "étg.": "étage", "esc.": "escalier", "appt": "appartement",
    "appt.": "appartement", "app.": "appartement",
    "apt.": "appartement", "apt": "appartement", "tél.": "téléphone", "tél": "téléphone", "tel.": "téléphone",
    "port.": "portable",
    "réf.": "référence", "réf": "référence", "p.": "page", "pp.": "pages", "chap.": "chapitre", "art.": "article",
    "vol.": "volume", "t.": "tome", "fig.": "figure", "éd.": "édition", "dép.": "départ",
    "arr.": "arrivée", "dépt": "département", "dpt": "département",
    "arrdt": "arrondissement", "arrt": "arrondissement", "Cie": "compagnie", "Sté": "société",
    "Ets": "établissements", "Éts": "établissements", "qté": "quantité",
    "nb": "nombre", "nbre": "nombre", "N.B.": "nota bene", "NB": "nota bene", "N.-B.": "nota bene",
    "P.-S.": "post-scriptum",
    "P.S.": "post-scriptum", "s.v.p.": "s'il vous plaît", "svp": "s'il vous plaît", "SVP": "s'il vous plaît",
    "S.V.P.": "s'il vous plaît",
    "cf.": "confer", "cf": "confer", "resp.": "responsable", "hab.": "habitants", "pers.": "personnes",
    "av. J.-C.": "avant Jésus-Christ", "av. J-C": "avant Jésus-Christ", "av. JC": "avant Jésus-Christ",
    "avant J.-C.": "avant Jésus-Christ",
    "apr. J.-C.": "après Jésus-Christ", "ap. J.-C.": "après Jésus-Christ", "après J.-C.": "après Jésus-Christ",
    "J.-C.": "Jésus-Christ",
    "St": "Saint", "Ste": "Sainte", "Sts": "Saints", "St.": "Saint", "Ste.": "Sainte",
    "télécop.": "télécopie", "suppl.": "supplément", "inf.": "inférieur",
    "serv.": "service", "dir.": "direction", "adr.": "adresse", "tjs": "toujours", "bcp": "beaucoup",
    "ht": "hors taxes", "HT": "hors taxes",
    "TTC": "toutes taxes comprises", "c/o": "chez", "s/c": "sous couvert de", "n/réf.": "notre référence",
    "v/réf.": "votre référence",
    "sem.": "semaine", "mens.": "mensuel", "trim.": "trimestre", "prév.": "prévision",
    "moy.": "moyenne", "int.": "intérieur",
    "jrs": "jours", "qqs": "quelques", "qq": "quelque",
    "compl.": "complément", "obs.": "observation", "CEDEX": "Cedex", "s.d.": "sans date",
    "th.": "thermostat", "T°": "température", "P.-D.G.": "P D G", "Rdc": "rez-de-chaussée", "rdc": "rez-de-chaussée",
    "C/O": "chez",
    "ds": "dans", "tlj": "tous les jours", "c/": "contre", "H.T.": "hors taxes", "T.T.C.": "toutes taxes comprises",
    "r.": "rue", "rép.": "réponse", "dépt.": "département", "dpt.": "département", "qté.": "quantité",
    "A/R": "aller-retour", "a/r": "aller-retour", "H/F": "homme ou femme", "F/H": "femme ou homme",
    "N/A": "non applicable", "n/a": "non applicable", "stp": "s'il te plaît", "msg": "message", "auj.": "aujourd'hui",
    "C. civ.": "Code civil", "C. pén.": "Code pénal", "C. trav.": "Code du travail", "C. com.": "Code de commerce",
    "C. conso.": "Code de la consommation", "al.": "alinéa", "kg": "kilo", "km": "kilomètre", "kWh": "kilowattheure",
    "m²": "mètre carré", "m³": "mètre cube", "mmHg": "millimètres de mercure", "pdt": "pendant",
    "dest.": "destinataire",
    "exp.": "expéditeur", "Tél. port.": "Téléphone portable", "hrs": "heures", "Nbre": "Nombre",
    "coll.": "collection",
    "ill.": "illustrations", "trad.": "traduction", "dir. gén.": "direction générale",
    "i.e.": "c'est-à-dire", "p.a.": "par an", "p.j.": "pièce jointe", "PJ": "pièce jointe", "id.": "idem",
}  # fmt: skip
BEFORE_FIGURES = frozenset({"th.", "al.", "p.", "pp.", "t.", "art.", "vol.", "chap.", "fig.", "apt.", "app.", "apt"})
"""Abbreviations that are one only before a figure."""
BEFORE_NAMES = frozenset(
    {"all.", "imp.", "ch.", "chem.", "bat.", "fg", "crs", "rés.", "sq.", "pl.", "st", "ste", "st.", "ste.", "sts"}
)
"""Abbreviations that are one only before a name."""
BEHIND_FIGURES = frozenset({"hab.", "pers."})
ENDERS = frozenset({"etc.", "etc…", "j.-c.", "av. j.-c.", "apr. j.-c.", "ap. j.-c.", "avant j.-c.", "s.v.p.", "p.a."})
"""Abbreviations behind which a capital begins a sentence."""
NEVER_LAST = frozenset(
    form
    for name in (
        *BEFORE_NAMES,
        *BEFORE_FIGURES,
        "bât.",
        "esc.",
        "appt.",
        "bd.",
        "bld.",
        "blvd.",
        "boul.",
        "av.",
        "ave.",
        "rte.",
    )
    for form in (name, name.capitalize())
)
"""Abbreviations whose full stop is no sentence's."""
PRONOUNS = (("il",), ("elle",), ("je",), ("on",), ("ils",), ("elles",), ("nous",), ("vous",))
SENTENCE_STARTS = _words(
    "le la les l un une des du de d il elle ils elles on nous vous je j tu c ce cet cette ces ceci cela ça mon ma "
    "mes "
    "ton ta tes son sa ses notre nos votre vos leur leurs en dans sur sous par pour avec sans si s et ou mais donc "
    "or "
    "car puis ensuite alors ainsi après avant depuis pendant quand lorsque comme où qui que qu quel quelle quels "
    "quelles quoi pourquoi comment combien merci bonjour bonsoir tapez appuyez dites composez appelez rappelez "
    "veuillez attention aujourd demain hier ici là voici voilà aucun aucune chaque tout toute tous toutes plusieurs "
    "certains quelques au aux à y ne n pas plus très trop bien oui non merci prenez venez cliquez envoyez "
    "n'oubliez oubliez apportez consultez contactez retrouvez profitez découvrez réservez attendez"
)
TITLES = {
    "Gal": ("Général", ""), "Gal.": ("Général", ""), "Gén.": ("Général", ""), "Mal": ("Maréchal", ""),
    "Cdt": ("Commandant", ""), "Cdt.": ("Commandant", ""), "Col.": ("Colonel", ""), "Cne": ("Capitaine", ""),
    "Cap.": ("Capitaine", ""), "Lt": ("Lieutenant", ""), "Lt.": ("Lieutenant", ""), "Sgt": ("Sergent", ""),
    "Sgt.": ("Sergent", ""), "Adj.": ("Adjudant", ""), "Ing.": ("Ingénieur", ""),
    "Prof.": ("Professeur", "professeur"),
    "M.": ("Monsieur", ""), "MM.": ("Messieurs", ""), "Dr": ("Docteur", "docteur"), "Dr.": ("Docteur", "docteur"),
    "Drs": ("Docteurs", "docteurs"),
    "Pr": ("Professeur", "professeur"), "Pr.": ("Professeur", "professeur"), "Me": ("Maître", ""),
    "Dre": ("Docteure", "docteure"),
    "Pre": ("Professeure", "professeure"),
}  # fmt: skip
SIGNS = {
    "&": "et", "@": "arobase", "=": "égale", "+": "plus", "−": "moins", "×": "fois", "÷": "divisé par",
    "≤": "inférieur ou égal à",
    "≥": "supérieur ou égal à", "≠": "différent de", "≈": "environ", "→": "vers", "←": "depuis", "©": "copyright",
    "®": "marque déposée",
    "™": "marque", "€": "euros", "£": "livres", "$": "dollars", "¥": "yens", "°": "degrés", "№": "numéro",
    "%": "pour cent",
    "‰": "pour mille", "*": "étoile", "#": "dièse", "<": "inférieur à", ">": "supérieur à", "~": "tilde",
    "^": "accent circonflexe",
    "±": "plus ou moins", "§": "paragraphe", "†": "", "∞": "infini", "√": "racine carrée de", "π": "pi",
    "µ": "micro", "/": "slash", "•": "",
    "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "point", ",": "virgule", "-": "tiret", "–": "tiret", "_": "tiret bas",
    "\\": "antislash", ":": "deux-points", ";": "point-virgule",
    "!": "point d'exclamation", "?": "point d'interrogation", "'": "apostrophe", '"': "guillemet",
    "(": "parenthèse ouvrante",
    ")": "parenthèse fermante", "[": "crochet ouvrant", "]": "crochet fermant", "{": "accolade ouvrante",
    "}": "accolade fermante",
    "|": "barre verticale", "`": "accent grave", "°": "degré", "&": "et commercial", "=": "égal",
}  # fmt: skip
AS_WORDS = _words(
    "PIN SIM IBAN ONU OTAN SMIC RIB BIC CAF ASSEDIC INSEE UNESCO NASA COVID SAMU SIREN SIRET ZIP OK RAM ROM GIF "
    "WIFI LE LA LES DE DU DES UN "
    "UNE ET OU OÙ AU AUX EN SUR PAR POUR EST SON SA SES MON MA MES TON TA TES NOS VOS NE PAS QUE QUI IL ELLE ON "
    "NOUS VOUS SE CE CES SI "
    "OUI NON PLUS TOUT ICI ÊTRE FIN RUE BIS BUS CAR NET MAI AVIS INFO PRIX PAIX SUD EST NORD OUEST JE TU MOI "
    "TOI LUI BON NEUF DIX SIX "
    "HUIT SEPT CINQ ZONE CODE DIT FAIT VIA SANS DANS AVEC SOUS ONT VA ÇA LÀ À Y PÔLE LYON NICE BREF MARDI JEUDI LUNDI"
)
SPELLED = _words(
    "EU UE US USA TVA TGV TER RER IT ID VIP USB GPS PC TV CD DVD FAQ SAV SMS IP URL API IA RATP RSA APL  "
    "SARL SAS EURL TAEG CPAM SCI ANPE EDF GDF ADSL"
)
SPELLED_IN_ADDRESSES = _words("www fr uk be ch eu br pt us lu tv pl at cz rdv cpam sncf edf bnp")
KINGS = _words(
    "louis henri charles philippe françois napoléon jean-paul paul jean benoît pie léon françois grégoire clément "
    "urbain innocent alexandre "
    "catherine élisabeth elizabeth elisabeth victoria guillaume georges edouard édouard jacques richard nicolas "
    "pierre frédéric albert léopold baudouin "
    "rainier juan carlos felipe ramsès ptolémée mohammed hassan juan-carlos ferdinand alphonse gustave christian "
    "boniface sixte jules césar "
    "joseph philippe-auguste hugues robert raoul ivan"
)
COUNTED = _words(
    "chap art vol chapitre chapitres acte tome article livre partie annexe titre section volume phase type niveau "
    "classe groupe "
    "catégorie paragraphe "
    "guerre tableau figure épisode star division étape module lot tranche grade stade paris-sorbonne université bac "
    "ligue"
)
"""Words behind which a roman number is a cardinal."""
OPEN = _words(
    "ouvert ouverte ouverts ouvertes fermé fermée ouvre horaires accueil permanence vacances disponible joignable "
    "joignables disponibles"
)
LASTING = _words("dans dure durée pendant durant depuis sous moins plus attente environ prend toutes les")
CLUES = {
    "code": "cb | id | isbn | abonné | adhérent | réf. | code à usage unique | usage unique | code pin | code | "
    "pin | code secret | "
    "code confidentiel | code de sécurité | code de vérification | "
    "code de confirmation | code d accès | "
    "code d'accès | code de validation | mot de passe | se terminant par | terminant par | finissant par | se "
    "termine par | référence | réf | dossier | "
    "numéro de dossier | numéro de commande | numéro de suivi | numéro de client | numéro client | numéro de compte "
    "| votre compte | le compte | du compte | au compte | compte numéro | iban | rib | bic | carte | "
    "numéro de carte | réservation | numéro de réservation | identifiant | siret | siren | immatriculation | "
    "cryptogramme | cvv | otp | numéro de colis | "
    "numéro de série | chiffres | numéro de sécurité sociale | contrat | numéro de contrat | numéro de facture | "
    "passeport | permis | colis numéro | ticket | "
    "billet numéro | code client | réf | chèque",
    "phone": "tél. | tel. | port. | appelez | appelez le | appeler le | composez | composez le | composer le | "
    "numérotez le | faites le | "
    "tapez le | téléphone | tél | mobile | "
    "portable | fax | télécopie | rappelez | rappelez le | rappelez-nous | rappelez nous | joindre au | joignez "
    "nous au | rappelez nous au | appelez nous au | contactez nous au | contactez le | "
    "téléphonez au | téléphoner au | joignable au | joignables au | contacter au | contacter le | standard | "
    "urgence | urgences | samu | pompiers | numéro vert | numéro gratuit | "
    "rappeler au | sms au | whatsapp | appel au | joindre le | numéro d appel | envoyez stop au | numéro azur | "
    "hotline | accueil au | rappelez au",
    "year": "en | depuis | année | avant | après | vers | jusqu en | dès | été | printemps | "
    "automne | hiver | an | exercice",
    "date": "le | du | au | dès | avant | jusqu au | avant le | depuis le | date | dès le | expire le | à partir du "
    "| d ici le | lundi | mardi | mercredi | jeudi | vendredi | "
    "samedi | dimanche | né le | née le | échéance",
    "expiry": "expire | expire fin | expiration | validité | valable jusqu en | valable jusqu au | valide jusqu en "
    "| valide jusqu au | échéance | date d expiration | fin de validité | jusqu en | "
    "valable | fin | expire en | exp",
    "score": "gagné | perdu | victoire | battu | score | terminé | s impose | mène | défaite | match nul | nul | "
    "remporté | imposé | imposés | vainqueur | s est terminé | match | "
    "bat | mené | battus | résultat | score final | égalité",
    "ratio": "rapport | rapport de | proportion | ratio | échelle | dosage",
    "version": "article | chapitre | section | norme | version | moteur | ios | android | windows | macos | "
    "logiciel | firmware | mise à jour | java | python | "
    "bluetooth | v | release | usb",
    "duration": "dure | durée | durée de | durent | duré | trajet de | temps de vol | attente | attente de | "
    "pendant | durant | dans",
    "rating": "tension | note | noté | notée | notés | moyenne | note moyenne | avis | évaluation | étape | page | "
    "partie | "
    "épisode | score | notation | obtenu | eu",
    "fraction": "format | écran | image | télévision | prenez | les | aux | des | environ | ajoutez | plus de | "
    "moins de | presque",
    "letters": "touche | option | plan | vitamine | porte | lettre | hall | terminal | classe | section | hépatite "
    "| bâtiment | bloc | groupe | allée | quai | type | catégorie | zone | "
    "escalier | bât | niveau | permis | formule | tapez | série | rang | voie | ligne | entrée | bis",
}  # fmt: skip
CLUES_AFTER = {
    "fraction": "des | du | de | d | heure | comprimé | tasse | litre | journée | cuillère | cuillerée | verre | part",
    "date": "à | inclus",
}  # fmt: skip
CONNECTORS = _words(
    "n° no nº # est sont était numéro n le la les un une : au de du des bien nous provisoire suivant est le"
)
NEUTRAL = _words(
    "autre autres jeune jeunes simple simples double triple même mêmes rapide vaste large magnifique énorme "
    "véritable unique"
)
FEMININE = _words(
    "finale heure minute seconde page place chambre voiture facture semaine nuit commande demande étape porte voie "
    "salle "
    "table offre carte caisse borne tâche "
    "règle chose femme fille dame ville île route école équipe annonce alerte épreuve marche feuille lettre boîte "
    "bouteille tasse tranche pièce piste plage "
    "branche banque marque clé clef vis mère sœur tonne once couronne roupie dose gélule goutte plainte note cible "
    "faute erreur couleur fleur valeur douleur "
    "peur main fin mort part loi fois voix réponse recherche panne course bourse messe fête tête bête enquête "
    "fenêtre montre rencontre vitre formule cellule "
    "pilule ampoule consigne ligne vigne cabine tablette photo vidéo moto radio auto fiche visite suite perte vue "
    "revue statue preuve œuvre zone colonne personne "
    "dette taxe vente rente attente tente plante planche manche nouvelle grande petite bonne première dernière "
    "seule longue ancienne belle mauvaise certaine "
    "prochaine haute basse vraie grosse cliente amie étudiante patiente habitante assurée abonnée voyageuse chaîne "
    "chèvre poule vache brebis souris noix croix armoire chaise "
    "chaussure chemise veste robe jupe cravate couverture serviette assiette fourchette cuillère cuillerée tomate "
    "pomme poire orange banane fraise carotte salade pizza bière crêpe "
    "livraison saison maison raison chanson liaison leçon façon boisson prison station journée année soirée matinée "
    "somme prime norme firme ferme forme plateforme réforme arme larme alarme "
    "étoile voile toile huile file pile fois rangée dizaine vingtaine trentaine centaine douzaine quinzaine "
    "ordonnance séance absence agence urgence licence assurance créance échéance avance "
    "remise promotion pension vignette ronde seconde onde bande viande amende légende commande demande ampoule "
    "boutique pharmacie clinique république classe tasse masse brasse chasse minute "
    "chute lutte flûte goutte route joute soute voûte date nuitée traite conduite limite gare barre guitare mesure "
    "aire paire affaire grammaire colère guerre pierre terre serre erre bière "
    "mutuelle poubelle échelle parcelle nouvelle vaisselle selle chapelle dentelle ficelle dalle balle malle halle "
    "stalle ambulance balance chance"
)
MASCULINE = _words(
    "acheté compté resté musée lycée trophée côté été comité traité arrêté député comté pâté incendie génie "
    "parapluie silence grade "
    "stade squelette groupe magazine domaine capitaine gorille mille modèle "
    "prélude avion camion million lion pion espion bastion champion scorpion cimetière derrière murmure employé "
    "caractère ministère père frère dimanche véhicule module scrupule texte contexte "
    "livre litre mètre kilomètre titre chapitre centre ventre arbre membre chiffre mois jour an euro cas pays "
    "secteur facteur article siècle lieu degré kilo repas cours virus numéro paramètre "
    "parking message appel client dossier colis billet passager élève problème système programme thème diplôme "
    "gramme kilogramme hectare volume chèque risque disque masque kiosque casque "
    "congé canapé musée pied comprimé café thé marché degré résumé blessé retraité salarié salariés blessés réfugié "
    "délégué communiqué invité invités licencié diplômé accusé énoncé procédé abonné assuré usagé mandaté "
    "échantillon document prisme antidote quadrilatère poste service exercice office bénéfice dentifrice édifice "
    "sacrifice orifice indice caprice vice prince remède"
)
FEMININE_ENDINGS = (
    "tion", "sion", "xion", "té", "ée", "ie", "ance", "ence", "ure", "ade", "ette", "esse", "elle", "enne", "euse",
    "trice", "ine", "aine", "ise",
    "ille", "tude", "ière", "anche", "onne", "ente", "otte", "erie", "nce", "aison", "tte", "lle", "sse", "gne",
)  # fmt: skip
LABELS = _words(
    "années année numéro page pages chapitre étape ligne quai voie porte option touche tapez appuyez composez "
    "faites salle bureau niveau étage article phase version bus tram train métro "
    "chambre lot appartement agence poste guichet type tome volume zone rang siège place code numéros annexe "
    "tableau figure module terminal hall borne casier table choix menu "
    "paragraphe alinéa niveau n° sur virgule chaîne bâtiment dossier ticket rue avenue"
)
ELISIONS = _words("l d j m t s n c qu jusqu lorsqu puisqu quoiqu")
RECIPE_NOUNS = sorted(
    _words(
        "tasse verre litre cuillère cuillerée sachet comprimé pomme oignon citron bouteille plaquette tablette "
        "paquet pot "
        "bol botte dose part baguette gousse concombre poivron courgette page longueur tour point"
    )
)
UNCOUNTED = _words(
    "dès puis sans dans sous depuis vous nous plus toujours alors pas très après ensuite lors mais vos nos ses mes "
    "les "
    "des ces aux deux dix six toutes tous hors sauf vers chez ils elles est suis êtes dessous dessus temps gratuits "
    "volontiers jamais moins quelques certains plusieurs tapez pressez jours-là sinon ailleurs dehors près exprès "
    "fois-ci"
)
STREETS = _words("rue avenue allée impasse route chaussée villa cité montée")
