"""The tables of Italian that are long."""

from __future__ import annotations

from engine.wording.languages.southern_words import Around
from engine.wording.languages.words import words
from engine.wording.vocabulary.nouns import Currency, Noun

CENT = Noun("centesimo", "centesimi", "m")
CURRENCIES = {
    "EUR": Currency(Noun("euro", "euro", "m"), CENT),
    "USD": Currency(Noun("dollaro", "dollari", "m"), CENT),
    "GBP": Currency(Noun("sterlina", "sterline", "f"), Noun("penny", "pence", "m")),
    "JPY": Currency(Noun("yen", "yen", "z"), None, 0),
    "CNY": Currency(Noun("yuan", "yuan", "z"), Noun("fen", "fen", "m")),
    "INR": Currency(Noun("rupia", "rupie", "f"), Noun("paisa", "paise", "m")),
    "KRW": Currency(Noun("won", "won", "m"), None, 0),
    "ILS": Currency(Noun("siclo", "sicli", "m"), Noun("agora", "agorot", "e")),
    "RUB": Currency(Noun("rublo", "rubli", "m"), Noun("copeco", "copechi", "m")),
    "UAH": Currency(Noun("grivnia", "grivnie", "f"), Noun("copeco", "copechi", "m")),
    "TRY": Currency(Noun("lira turca", "lire turche", "f"), Noun("kurus", "kurus", "m")),
    "CHF": Currency(Noun("franco svizzero", "franchi svizzeri", "m"), CENT),
    "CAD": Currency(Noun("dollaro canadese", "dollari canadesi", "m"), CENT),
    "AUD": Currency(Noun("dollaro australiano", "dollari australiani", "m"), CENT),
    "NZD": Currency(Noun("dollaro neozelandese", "dollari neozelandesi", "m"), CENT),
    "HKD": Currency(Noun("dollaro di Hong Kong", "dollari di Hong Kong", "m"), CENT),
    "SGD": Currency(Noun("dollaro di Singapore", "dollari di Singapore", "m"), CENT),
    "MXN": Currency(Noun("peso messicano", "pesos messicani", "m"), Noun("centavo", "centavos", "m")),
    "BRL": Currency(Noun("real", "reais", "m"), Noun("centavo", "centavos", "m")),
    "SEK": Currency(Noun("corona svedese", "corone svedesi", "f"), Noun("öre", "öre", "m")),
    "NOK": Currency(Noun("corona norvegese", "corone norvegesi", "f"), Noun("øre", "øre", "m")),
    "DKK": Currency(Noun("corona danese", "corone danesi", "f"), Noun("øre", "øre", "m")),
    "PLN": Currency(Noun("zloty", "zloty", "z"), Noun("grosz", "groszy", "m")),
    "CZK": Currency(Noun("corona ceca", "corone ceche", "f"), Noun("haléř", "haléř", "m")),
}
_MILLION = Noun("milione", "milioni", "m")
_BILLION = Noun("miliardo", "miliardi", "m")
_THOUSAND = Noun("mila", "mila")
MAGNITUDES = {
    "k": _THOUSAND, "mila": _THOUSAND, "m": _MILLION, "mln": _MILLION, "mil": _MILLION, "milione": _MILLION,
    "milioni": _MILLION, "mld": _BILLION, "mrd": _BILLION, "miliardo": _BILLION, "miliardi": _BILLION,
}  # fmt: skip
_MEGABIT = Noun("megabit al secondo", "megabit al secondo", "m")
_GIGABIT = Noun("gigabit al secondo", "gigabit al secondo", "m")
_SQUARE = Noun("metro quadrato", "metri quadrati", "m")
_CUBIC = Noun("metro cubo", "metri cubi", "m")
_PER_100_KM = Noun("litro per cento chilometri", "litri per cento chilometri", "m")
_BEATS = Noun("battito al minuto", "battiti al minuto", "m")
_TURNS = Noun("giro al minuto", "giri al minuto", "m")
_YEAR = Noun("anno", "anni", "m")
_DAY = Noun("giorno", "giorni", "m")
UNITS = {
    "sec": Noun("secondo", "secondi", "m"), "gg": _DAY, "mq": _SQUARE, "mc": _CUBIC,
    "kmq": Noun("chilometro quadrato", "chilometri quadrati", "m"),
    "kW": Noun("kilowatt", "kilowatt", "m"), "kWh": Noun("chilowattora", "chilowattora", "m"),
    "Kwh": Noun("chilowattora", "chilowattora", "m"),
    "Mbps": _MEGABIT, "Mb/s": _MEGABIT, "Mbit/s": _MEGABIT, "Gbps": _GIGABIT, "Gb/s": _GIGABIT,
    "dB": Noun("decibel", "decibel", "m"),
    "l/100 km": _PER_100_KM, "l/100km": _PER_100_KM, "rpm": _TURNS, "giri/min": _TURNS, "bpm": _BEATS,
    "mAh": Noun("milliampereora", "milliampereora", "m"), "t": Noun("tonnellata", "tonnellate", "f"),
    "q": Noun("quintale", "quintali", "m"),
    "Kg": Noun("chilogrammo", "chilogrammi", "m"), "kg": Noun("chilogrammo", "chilogrammi", "m"),
    "Km": Noun("chilometro", "chilometri", "m"),
    "gr": Noun("grammo", "grammi", "m"), "hg": Noun("ettogrammo", "ettogrammi", "m"),
    "lt": Noun("litro", "litri", "m"), "mt": Noun("metro", "metri", "m"),
    "cc": Noun("centimetro cubo", "centimetri cubi", "m"), "CV": Noun("cavallo", "cavalli", "m"),
    "cv": Noun("cavallo", "cavalli", "m"),
    "mg/dl": Noun("milligrammo per decilitro", "milligrammi per decilitro", "m"),
    "mg/dL": Noun("milligrammo per decilitro", "milligrammi per decilitro", "m"),
    "cent": CENT, "cts": CENT, "pz": Noun("pezzo", "pezzi", "m"), "mcg": Noun("microgrammo", "microgrammi", "m"),
    "fps": Noun("fotogramma al secondo", "fotogrammi al secondo", "m"),
    "ab": Noun("abitante", "abitanti", "m"), "gocce": Noun("goccia", "gocce", "f"), "°C": Noun("grado", "gradi", "m"),
    "ºC": Noun("grado", "gradi", "m"),
    "A": Noun("ampere", "ampere", "m"), "mph": Noun("miglio all'ora", "miglia all'ora", "m"),
    "m/s": Noun("metro al secondo", "metri al secondo", "m"),
    "Mb": Noun("megabit", "megabit", "m"), "Gb": Noun("gigabit", "gigabit", "m"),
    "° C": Noun("grado", "gradi", "m"), "º C": Noun("grado", "gradi", "m"),
    "mmHg": Noun("millimetro di mercurio", "millimetri di mercurio", "m"),
    "cpr": Noun("compressa", "compresse", "f"), "cps": Noun("capsula", "capsule", "f"),
    "pers": Noun("persona", "persone", "f"), "bust": Noun("bustina", "bustine", "f"),
    "fl": Noun("fiala", "fiale", "f"),
    "sett": Noun("settimana", "settimane", "f"), "ore": Noun("ora", "ore", "e"),
}  # fmt: skip
NO_UNITS = words("in mi A B PS ha ° kn y w d wk yr mo ore gocce ab")
PER = {
    "mese": "al mese", "mesi": "al mese", "anno": "all'anno", "giorno": "al giorno", "gg": "al giorno",
    "die": "al giorno", "settimana": "alla settimana",
    "sett": "alla settimana", "h": "all'ora", "ora": "all'ora", "min": "al minuto", "minuto": "al minuto",
    "notte": "a notte",
    "persona": "a persona", "pers": "a persona", "m²": "al metro quadrato", "m2": "al metro quadrato",
    "mq": "al metro quadrato",
    "m³": "al metro cubo", "m3": "al metro cubo", "mc": "al metro cubo", "kWh": "al chilowattora", "kg": "al chilo",
    "Kg": "al chilo", "l": "al litro",
    "litro": "al litro", "km": "al chilometro", "pezzo": "al pezzo", "pz": "al pezzo", "s": "al secondo",
    "trimestre": "al trimestre",
    "utente": "a utente", "t": "a tonnellata", "ml": "per millilitro", "GB": "a gigabyte", "SMS": "a S M S",
    "unità": "a unità", "etto": "all'etto",
}  # fmt: skip
FRACTIONS = {
    2: ("mezzo", "mezzi"), 3: ("terzo", "terzi"), 4: ("quarto", "quarti"), 5: ("quinto", "quinti"),
    6: ("sesto", "sesti"),
    7: ("settimo", "settimi"), 8: ("ottavo", "ottavi"), 9: ("nono", "noni"), 10: ("decimo", "decimi"),
}  # fmt: skip
TITLES = {
    "Sig.": ("signor", "signore"), "sig.": ("signor", "signore"), "Sig": ("signor", "signore"),
    "Dott.": ("dottor", "dottore"), "dott.": ("dottor", "dottore"),
    "Dr.": ("dottor", "dottore"), "dr.": ("dottor", "dottore"), "Dr": ("dottor", "dottore"),
    "Prof.": ("professor", "professore"), "prof.": ("professor", "professore"),
    "Ing.": ("ingegner", "ingegnere"), "ing.": ("ingegner", "ingegnere"), "Rag.": ("ragionier", "ragioniere"),
    "rag.": ("ragionier", "ragioniere"),
    "Cav.": ("cavalier", "cavaliere"), "cav.": ("cavalier", "cavaliere"), "Comm.": ("commendator", "commendatore"),
    "Sen.": ("senator", "senatore"), "sen.": ("senator", "senatore"), "Mons.": ("monsignor", "monsignore"),
    "mons.": ("monsignor", "monsignore"),
}  # fmt: skip
ABBREVIATIONS = {
    "Sig.ra": "signora", "sig.ra": "signora", "Sig.na": "signorina", "Sigg.": "signori", "sigg.": "signori",
    "Sigg.re": "signore", "Dott.ssa": "dottoressa", "Dott.sa": "dottoressa", "Dr.ssa": "dottoressa",
    "Dott.ri": "dottori", "Prof.ssa": "professoressa", "prof.ssa": "professoressa", "dott.ssa": "dottoressa",
    "dr.ssa": "dottoressa", "avv.": "avvocato",
    "arch.": "architetto", "geom.": "geometra", "dott.ri": "dottori", "proff.": "professori", "Proff.": "professori",
    "Avv.": "avvocato",
    "Arch.": "architetto", "Geom.": "geometra", "On.": "onorevole", "Egr.": "egregio", "Gent.mo": "gentilissimo",
    "Gent.ma": "gentilissima",
    "Gent.": "gentile", "Ill.mo": "illustrissimo", "Spett.le": "spettabile", "Spett.": "spettabile",
    "Rev.": "reverendo", "Gen.": "generale", "Cap.": "capitano", "Col.": "colonnello", "Mar.": "maresciallo",
    "Ten.": "tenente",
    "S.": "San", "SS.": "Santissima", "Sta.": "Santa", "F.lli": "fratelli", "f.lli": "fratelli", "f.to": "firmato",
    "ecc.": "eccetera", "ecc": "eccetera", "etc.": "eccetera", "ad es.": "ad esempio", "p. es.": "per esempio",
    "p.es.": "per esempio", "per es.": "per esempio", "es.": "esempio", "i.e.": "cioè",
    "ca.": "circa", "c.ca": "circa", "n.": "numero", "nr.": "numero", "num.": "numero", "nn.": "numeri",
    "n°": "numero", "n.°": "numero", "nº": "numero", "n.º": "numero", "N°": "numero",
    "pag.": "pagina", "pagg.": "pagine", "p.": "pagina", "pp.": "pagine", "art.": "articolo", "artt.": "articoli",
    "cap.": "capitolo", "capp.": "capitoli", "vol.": "volume", "voll.": "volumi", "fig.": "figura", "figg.": "figure",
    "tab.": "tabella",
    "all.": "allegato", "par.": "paragrafo", "lett.": "lettera", "rif.": "riferimento", "cod.": "codice",
    "doc.": "documento", "cfr.": "confronta", "v.": "vedi", "ed.": "edizione",
    "tel.": "telefono", "tel": "telefono", "cell.": "cellulare", "cell": "cellulare", "int.": "interno",
    "ag.": "agenzia", "uff.": "ufficio", "dip.": "dipartimento", "max.": "massimo", "max": "massimo",
    "min.": "minimo", "vs": "contro", "vs.": "contro",
    "a.C.": "avanti Cristo", "d.C.": "dopo Cristo", "a. C.": "avanti Cristo", "d. C.": "dopo Cristo",
    "sec.": "secolo", "secc.": "secoli",
    "S.p.A.": "S P A", "S.p.a.": "S P A", "SpA": "S P A", "S.r.l.": "S R L", "Srl": "S R L", "S.r.l.s.": "S R L S",
    "s.r.l.": "S R L", "s.p.a.": "S P A", "S.n.c.": "S N C", "S.a.s.": "S A S", "soc.": "società",
    "coop.": "cooperativa",
    "P.zza": "piazza", "P.za": "piazza", "p.zza": "piazza", "P.le": "piazzale", "p.le": "piazzale", "V.le": "viale",
    "v.le": "viale", "C.so": "corso", "c.so": "corso", "L.go": "largo", "l.go": "largo", "V.lo": "vicolo",
    "P.tta": "piazzetta", "Str.": "strada", "loc.": "località",
    "Loc.": "località", "fraz.": "frazione", "sc.": "scala", "p.t.": "piano terra", "s.n.c.": "senza numero civico",
    "snc": "senza numero civico", "s.n.": "senza numero", "prov.": "provincia", "c/o": "presso", "civ.": "civico",
    "ang.": "angolo", "pal.": "palazzina",
    "P.IVA": "partita IVA", "P. IVA": "partita IVA", "p.iva": "partita IVA", "p. iva": "partita IVA",
    "C.F.": "codice fiscale", "c.f.": "codice fiscale", "c/c": "conto corrente", "c.c.": "conto corrente",
    "C.A.P.": "CAP",
    "gg.": "giorni", "p.v.": "prossimo venturo", "c.m.": "corrente mese", "u.s.": "ultimo scorso",
    "c.a.": "corrente anno", "N.B.": "nota bene", "NB": "nota bene", "P.S.": "post scriptum", "h": "ore", "h.": "ore",
    "km": "chilometro", "Km": "chilometro", "temp.": "temperatura",
    "24/7": "ventiquattro ore su ventiquattro sette giorni su sette", "h24": "ventiquattro ore su ventiquattro",
    "H24": "ventiquattro ore su ventiquattro", "7/7": "sette giorni su sette",
    "24/24": "ventiquattro ore su ventiquattro", "iOS": "I O S", "km/h": "chilometri orari", "e/o": "e o",
    "matr.": "matricola", "gent.mo": "gentilissimo", "gent.ma": "gentilissima", "min/sett": "minuti alla settimana",
    "ess.": "essenziale", "est.": "esterno", "orig.": "originale", "ord.": "ordinario", "post.": "posteriore",
    "op.": "opera",
    "D.Lgs.": "decreto legislativo", "D.lgs.": "decreto legislativo", "D.L.": "decreto legge",
    "D.P.R.": "decreto del presidente della Repubblica", "D.M.": "decreto ministeriale", "scad.": "scadenza",
    "carr.": "carrozza", "al gg.": "al giorno",
    "on.": "onorevole", "bin.": "binario", "pers.": "persone", "segg.": "seguenti", "S.S.": "strada statale",
    "S.P.": "strada provinciale", "Gent.le": "gentile", "Gent.mi": "gentilissimi", "gent.le": "gentile",
    "incl.": "inclusa", "escl.": "esclusa", "cad.": "cadauno", "tot.": "totale", "fatt.": "fattura",
    "c.d.": "cosiddetto", "min": "minimo", "sig.ri": "signori", "Sig.ri": "signori", "apt.": "appartamento",
    "q.b.": "quanto basta", "u.m.": "unità di misura",
}  # fmt: skip
BEFORE_FIGURES = words(
    "n. nr. nn. pag. pagg. p. pp. art. artt. cap. capp. vol. voll. fig. figg. tab. all. par. lett. int. sc. h h. km "
    "v. ed. est. pal. "
    "civ. sec. secc. op. min. bin. carr. s.s. s.p."
)
"""Abbreviations that are one only before a figure, a roman one or a letter."""
BEFORE_NAMES = words("s. ss. sta. cap. col. gen. mar. ten. on. str. rev. gent. spett. avv. arch. geom. egr.")
"""Abbreviations that are one only before a capital."""
ENDING = words(
    "ecc. etc. a.c. d.c. s.p.a. s.r.l. s.n.c. s.a.s. c.a. ca. p.v. u.s. c.m. s.n. q.b. p.t. pag. pagg. max. min. "
    "incl. escl. "
    "tot. cad. segg."
)
"""Behind these, written without blanks, a capital begins a sentence."""
STOP_WORDS = words(
    "a ad ai al alla alle allo agli all anche ancora assieme c che chi ci circa come con contro così cui d da dai "
    "dal dalla dalle dallo "
    "davanti degli dei del della delle dello dell dentro di dopo dove due durante e è ed era erano esattamente "
    "essere fa fino fra fu "
    "già gli ha hanno i il in inclusi incluso insieme invece io l la le lei lo loro lui ma me meno mentre mi nei "
    "nel nella nelle nello "
    "nell ne né nessuno noi non o od oggi ogni ognuno oltre oppure ovvero per perché percento però più poi "
    "presso prima può "
    "possono purché quale quando quasi quello questa questo qui se secondo sei sempre sempre senza si sia sino sono "
    "sopra sotto sta "
    "stato su sua sue sugli sui sul sulla sulle sullo suo subito sì t te ti tra tranne tu tutti tutto un una uno va "
    "vale verso vi via "
    "voi domani ieri adesso grazie sarà saranno costa chiude apre inizia finisce parte arriva deve devono "
    "viene vengono entro "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica est ovest nord sud almeno compreso compresi esclusi "
    "escluso bis ter max min"
)
"""Words behind a number that are no noun it counts."""
LABELS = words(
    "pagina opzione numero fila piano porta linea binario sala zona gruppo livello capitolo articolo paragrafo tema "
    "lezione classe tipo "
    "fase versione canale terminal terminale posto carrozza stanza camera scala blocco via viale corso strada tasto "
    "prema premi premere "
    "digiti digita digitare componga selezioni selezionare scelga dica piattaforma sportello tavolo sezione tappa "
    "parte tomo volume "
    "modulo unità atto scena tabella figura allegato punto giornata stagione episodio categoria divisione autobus "
    "bus tram treno volo "
    "metro stazione fermata distretto settore padiglione torre grado bimestre trimestre semestre è interno uscita "
    "gate corsia vagone "
    "palazzina edificio lotto lettera comma serie formula turno giorno il del dal al nel n. il preme area quadro "
    "voce nota"
)
"""Words before "1" that it names, so that it counts nothing."""
SIGNS = {
    "&": "e", "@": "chiocciola", "=": "uguale", "+": "più", "−": "meno", "×": "per", "÷": "diviso",
    "≤": "minore o uguale a", "≥": "maggiore o uguale a",
    "≠": "diverso da", "≈": "circa", "→": "a", "←": "da", "©": "copyright", "®": "marchio registrato",
    "™": "marchio registrato", "€": "euro", "£": "sterline",
    "$": "dollari", "¥": "yen", "₹": "rupie", "°": "gradi", "№": "numero", "%": "per cento", "‰": "per mille",
    "*": "asterisco", "#": "cancelletto", "<": "minore di",
    ">": "maggiore di", "~": "circa", "^": "accento circonflesso", "±": "più o meno", "§": "paragrafo",
    "¶": "paragrafo", "†": "", "∞": "infinito", "√": "radice quadrata di",
    "π": "pi greco", "µ": "micro", "/": "barra", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "punto", ",": "virgola", "-": "trattino", "–": "trattino", "_": "trattino basso",
    "\\": "barra inversa", ":": "due punti", ";": "punto e virgola",
    "!": "punto esclamativo", "?": "punto interrogativo", "'": "apostrofo",
    '"': "virgolette", "(": "parentesi aperta", ")": "parentesi chiusa",
    "[": "parentesi quadra aperta", "]": "parentesi quadra chiusa", "{": "parentesi graffa aperta",
    "}": "parentesi graffa chiusa", "|": "barra verticale",
    "`": "accento grave", "~": "tilde", "°": "grado", "&": "e commerciale",
}  # fmt: skip
AS_WORDS = words(
    "PIN PUK SIM IVA IBAN CAP ASL USL ONU NATO TAR IMU TARI DOC DOP IGP BOT CAF PEC POS SUV VIP RAI ENI TIM FIAT "
    "COOP ISO RAM ROM NASA UEFA FIFA LED ATA "
    "OK IL LO LA LE GLI UN UNA UNO DI DA IN CON SU PER TRA FRA NON SE CHE CHI MA ED AL DEL DAL NEL SUL AI DEI DAI "
    "NEI SUI CI VI MI TI SI NE SÌ NO HA HO HAI "
    "SEI TU IO LEI LUI NOI VOI PIÙ PIU GIÀ QUI QUA LÌ COL OD AD ME TE TUO SUO MIO TUA SUA MIA DUE TRE DIECI ORA ORE "
    "GAS VIA ANNO OGGI IERI POI BAR BUS RE "
    "MAI SUD EST OVEST FINE FA SA STA VA DÀ PUÒ ERA FU SIA LUN MER GIO VEN SAB DOM GEN FEB APR MAG GIU LUG AGO SET "
    "OTT NOV DIC KIT AVIS CONI CUD BENE SOLE"
)
SPELLED = words(
    "SMS PDF USB UE TV PC CD DVD GPS CV IA URL FAQ QR PM AM GB MB ATM BTP DVR TFR CUP CVV SPA SRL CGIL ADSL HR IT "
    "ID RC PR DNA VPN"
)
CLUES = {
    "code": "pin | otp | codice | codice pin | codice di sicurezza | codice di verifica | codice di conferma | "
    "codice di prenotazione | codice di accesso | codice cliente | codice fiscale | codice postale | "
    "codici | codice sconto | password | pratica | pratica numero | riferimento | numero di riferimento | numero "
    "d'ordine | numero cliente | numero di conto | numero di carta | numero di pratica | numero di serie | numero "
    "di polizza | "
    "numero di prenotazione | numero di contratto | numero di fattura | numero di spedizione | numero di tessera | "
    "numero di biglietto | ordine | polizza | prenotazione | spedizione | targa | passaporto | iban | conto | "
    "tessera | "
    "termina con | che termina con | terminante con | che termina in | finisce con | che finisce con | inizia con | "
    "volo | voli | biglietto | contratto | matricola | cap | cvv | token | pnr | imei | casella postale | cifre | "
    "ticket | segnalazione | fattura | utenza | partita iva | treno | frecciarossa | italo | intercity | regionale",
    "phone": "chiami | chiama | chiamare | chiamate | chiami il | chiami lo | chiami al | chiamare il | chiama il | "
    "chiamate il | componga il | componga lo | digiti il | digiti lo | telefono | tel | tel. | cell. | telefoni "
    "allo | telefonare "
    "allo | "
    "telefoni al | cellulare | fax | numero verde | numero è | numero è il | numero di telefono | numero | contatti "
    "| contatti il | contatti lo | contattare il | contattaci al | ci contatti al | ci contatti allo | ci chiami al "
    "| "
    "ci chiami allo | ci richiami allo | ci richiami al | richiami il | richiamare il | richiami allo | whatsapp | "
    "sms al | messaggio al | emergenza | emergenze | centralino | assistenza | cell | risponde al | risponde allo | "
    "numero unico | recapito",
    "date": "scad. | il | al | dal | del | giorno | entro il | fino al | prima del | dopo il | a partire dal | "
    "data | scade "
    "| scadenza | nato il | nata il | consegna | partenza | arrivo | prossimo | visita del | "
    "lunedì | martedì | mercoledì | giovedì | venerdì | sabato | domenica | prevista | previsto",
    "time": "orario | orari | orario di apertura | orario continuato | apertura | aperto | aperti | aperta | dalle "
    "| alle | ore | delle | dalle ore | fino alle | entro le | verso le | dopo le | prima delle | tra le | le | "
    "dal lunedì al venerdì | dal lunedì al sabato | da lunedì a venerdì | sabato | domenica | festivi | feriali | "
    "tutti i giorni | visite | sportello | h | all",
    "version": "versione | android | ios | windows | macos | firmware | java | python | bluetooth | usb | "
    "aggiornamento | release | html | tls",
    "fraction": "assuma | prenda | aggiunga | metà | circa | quasi | un | una | i | gli | le | ai | dei",
    "letters": "fila | porta | opzione | lettera | lettere | piano | gruppo | blocco | scala | vitamina | epatite | "
    "tipo | classe | posto | sezione | tasto | terminal | torre | settore | zona | edificio | modulo | categoria | "
    "binario | linea | "
    "punto | squadra | sala | allegato | aula | gate | uscita | nota | serie | palazzina | carrozza | ingresso",
    "ratio": "rapporto | in rapporto | proporzione | scala | in scala | rapporto di",
}  # fmt: skip
CONNECTORS = words("è il lo la sono numero al allo : * # suo nostro n. nr. n n°")
SCORE_WORDS = words(
    "vinto vince vincono vinse vincere perso perde perse battuto batte batté sconfitto sconfitta pareggio "
    "pareggiato pareggia partita finita finito "
    "punteggio risultato vittoria imposto termina terminata gol set"
)
PARTICIPLES = (
    r"[^\W\d_]{1,14}(?:ato|ata|ati|ate|ito|ita|uto|uta)(?!\w)|(?:detto|fatto|preso|messo|visto|scritto|aperto|chiuso|vinto|perso|chiesto|"
    r"deciso|risposto|scelto|letto|corso|speso|offerto|rotto|nascosto|rimesso)(?!\w)|l'|un[ ]|il[ ]|la[ ]"
)
FEMININE_WORDS = words(
    "notte classe chiave parte carne gente mente sorte morte nave legge voce luce croce pace neve fede sede febbre "
    "fine torre mano auto "
    "moto foto radio crisi tesi analisi ipotesi metropoli serie specie superficie estate arte opzione occasione "
    "vite rete siepe cenere "
    "polvere madre moglie valle fronte corte ape arteria patente corrente sorgente mail email e-mail app sim card "
    "password capitale "
    "centrale finale filiale cattedrale cambiale dose base frase fase crescita fattoriale bici"
)
MASCULINE_WORDS = words(
    "problema programma sistema tema clima schema diploma panorama poema dramma fantasma enigma pigiama aroma "
    "cinema collega pilota giornalista "
    "artista turista autista dentista papa poeta atleta grammo chilogrammo gioielliere vaglia sofà delta cruciverba "
    "pirata monarca atlante telegramma"
)
KINGS = words(
    "luigi carlo giovanni paolo pio leone benedetto innocenzo clemente gregorio alessandro giulio sisto urbano "
    "bonifacio nicola niccolò francesco "
    "napoleone guglielmo federico riccardo leopoldo alberto gustavo vittorio emanuele umberto enrico giorgio "
    "edoardo filippo alfonso ferdinando "
    "amedeo ottone pietro ivan ramses ramsete tolomeo celestino martino eugenio adriano corrado roberto cosimo "
    "lorenzo massimiliano giacomo felipe juan"
)
QUEENS = words("elisabetta caterina maria margherita vittoria giovanna isabella cristina anna cleopatra beatrice")
COUNTED = words(
    "capitolo tomo volume atto scena parte titolo articolo allegato appendice libro fase tipo classe livello grado "
    "categoria gruppo unità modulo "
    "blocco sezione tabella figura tappa serie cap. art. vol. episodio torre edificio terminal linea modello "
    "versione rocky apollo lega piano caso"
)
RANKED = words(
    "secolo sec guerra edizione congresso centenario anniversario giornata concorso festival premio torneo "
    "repubblica "
    "biennale fiera settimana "
    "legislatura dinastia millennio maratona conferenza internazionale trofeo municipio circolo commissione sezione "
    "piano classe trimestre "
    "bimestre semestre domenica legione reich olimpiade campionato"
)
RANKING = words("il la lo al alla del della nel nella sul sulla dal dalla questa questo nostra nostro sua suo")
SINGULARS = {
    "ore": "ora", "tazze": "tazza", "cucchiai": "cucchiaio", "cucchiaini": "cucchiaino", "litri": "litro",
    "chili": "chilo", "etti": "etto", "mesi": "mese", "anni": "anno", "giorni": "giorno", "bicchieri": "bicchiere",
    "compresse": "compressa", "bustine": "bustina", "settimane": "settimana", "pagine": "pagina", "metri": "metro",
    "chilometri": "chilometro", "bottiglie": "bottiglia", "dosi": "dose", "grammi": "grammo", "punti": "punto",
    "milioni": "milione", "miliardi": "miliardo", "porzioni": "porzione", "tazzine": "tazzina", "fette": "fetta",
}  # fmt: skip
"""Nouns that "1½" counts."""
BEFORE_PAIRS = words(
    "in per di del dello della dei degli delle dell a al allo alla ai agli alle all con su sul nel nei nelle "
    "negli un "
    "una i gli le il la lo circa ogni entro solo appena altri altre almeno primi prime ultimi ultime prossimi "
    "prossime"
)
"""Behind these a range has no words of its own: "in tre cinque giorni"."""
AROUND = Around(
    expiry=words("scade scadono scadenza valida valido validità scad exp"),
    pressure=words("pressione arteriosa pa"),
    lasting=words("dura durata durato durerà durano tempo"),
    result=words("fa fanno è"),
    decade=words("gli anni"),
    rating=words("voto valutazione punteggio giudizio dolore"),
    section=words("articolo art. art paragrafo par. punto sezione clausola capitolo allegato"),
    parts=words("rata pagina foglio passo tappa rate"),
    street=words("via viale v.le piazza p.zza corso c.so largo strada vicolo"),
    play=words("al nel dal minuto"),
    is_play_ranked=True,
    warm=words("temperatura temperature temp termometro febbre forno gradi calore caldo freddo termostato gira giri"),
    towards=words("a sui sotto sopra circa"),
    each="ogni",
    over="su",
)
SENTENCE_STARTS = words(
    "abbiamo adesso ai al alla alle allora anche ancora apra aspetti attenda che chi chiami chieda ci come compri "
    "con così cosa da dal dalla dalle del della deve devono di dica digiti dopo dove due durante ecco entro era "
    "erano essendo fu fino forse gli grazie già ha hai hanno ho ieri il in infatti inoltre invece inserisca invii io "
    "la le lei li lo loro lui ma mai mentre mi molti nel nella nelle nessuno noi non nuovo ogni oggi ora ottimo "
    "paghi per perché però più poi porti potete preghiamo premere prema presto prima può qualcuno quale quando "
    "quanto "
    "quattro quella quelle quelli quello questa queste questi questo qui rimangono ricordi risponda salvo sarà se "
    "segua sei selezioni sempre senza si sia siamo siete solo sono sta stampi sul sulla suo sua tale tra troppo "
    "tutti "
    "tutto un una uno usi va vada valido vale venga verrà viene visiti vive voi vuole è"
)
"""Words that begin a sentence behind an abbreviation."""
STOP_ABBREVIATIONS = words(
    "Sig.ra Sig.na Sigg. Dott.ssa Avv. avv. Arch. arch. Geom. geom. On. Egr. Gent.mo Gent.ma Gent. Gent.le Ill.mo "
    "Spett.le Spett. Rev. Gen. Cap. Col. Mar. Ten. S. SS. Sta. P.zza P.za V.le C.so L.go V.lo Str. Loc. Proff. fraz. "
    "loc."
)
"""Behind these stands a name, which may begin with an article."""
