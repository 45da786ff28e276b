"""The tables of Spanish that are long."""

from __future__ import annotations

from engine.wording.languages.southern_words import Around
from engine.wording.languages.words import words
from engine.wording.vocabulary.nouns import Currency, Noun

CENT = Noun("centavo", "centavos", "m")
CURRENCIES = {
    "EUR": Currency(Noun("euro", "euros", "m"), Noun("céntimo", "céntimos", "m")),
    "USD": Currency(Noun("dólar", "dólares", "m"), CENT),
    "GBP": Currency(Noun("libra", "libras", "f"), Noun("penique", "peniques", "m")),
    "JPY": Currency(Noun("yen", "yenes", "m"), None, 0),
    "CNY": Currency(Noun("yuan", "yuanes", "m"), Noun("fen", "fen", "m")),
    "INR": Currency(Noun("rupia", "rupias", "f"), Noun("paisa", "paisas", "f")),
    "KRW": Currency(Noun("won", "wones", "m"), None, 0),
    "ILS": Currency(Noun("séquel", "séqueles", "m"), Noun("agora", "agoras", "f")),
    "RUB": Currency(Noun("rublo", "rublos", "m"), Noun("kopek", "kopeks", "m")),
    "UAH": Currency(Noun("grivna", "grivnas", "f"), Noun("kopek", "kopeks", "m")),
    "TRY": Currency(Noun("lira turca", "liras turcas", "f"), Noun("kurus", "kurus", "m")),
    "CHF": Currency(Noun("franco suizo", "francos suizos", "m"), Noun("céntimo", "céntimos", "m")),
    "CAD": Currency(Noun("dólar canadiense", "dólares canadienses", "m"), CENT),
    "AUD": Currency(Noun("dólar australiano", "dólares australianos", "m"), CENT),
    "NZD": Currency(Noun("dólar neozelandés", "dólares neozelandeses", "m"), CENT),
    "HKD": Currency(Noun("dólar de Hong Kong", "dólares de Hong Kong", "m"), CENT),
    "SGD": Currency(Noun("dólar de Singapur", "dólares de Singapur", "m"), CENT),
    "MXN": Currency(Noun("peso mexicano", "pesos mexicanos", "m"), CENT),
    "ARS": Currency(Noun("peso argentino", "pesos argentinos", "m"), CENT),
    "CLP": Currency(Noun("peso chileno", "pesos chilenos", "m"), None, 0),
    "COP": Currency(Noun("peso colombiano", "pesos colombianos", "m"), CENT),
    "PEN": Currency(Noun("sol", "soles", "m"), Noun("céntimo", "céntimos", "m")),
    "BRL": Currency(Noun("real", "reales", "m"), CENT),
    "SEK": Currency(Noun("corona sueca", "coronas suecas", "f"), Noun("öre", "öre", "m")),
    "NOK": Currency(Noun("corona noruega", "coronas noruegas", "f"), Noun("øre", "øre", "m")),
    "DKK": Currency(Noun("corona danesa", "coronas danesas", "f"), Noun("øre", "øre", "m")),
    "PLN": Currency(Noun("esloti", "eslotis", "m"), Noun("grosz", "groszy", "m")),
    "CZK": Currency(Noun("corona checa", "coronas checas", "f"), Noun("haléř", "haléř", "m")),
}
_MILLION = Noun("millón", "millones", "m")
_THOUSAND = Noun("mil", "mil", "m")
MAGNITUDES = {
    "k": _THOUSAND, "mil": _THOUSAND, "m": _MILLION, "mm": _MILLION, "mill": _MILLION, "mill.": _MILLION,
    "millón": _MILLION, "millones": _MILLION, "billón": Noun("billón", "billones", "m"),
    "billones": Noun("billón", "billones", "m"), "mdp": Noun("millón de pesos", "millones de pesos", "m"),
    "mdd": Noun("millón de dólares", "millones de dólares", "m"),
    "mde": Noun("millón de euros", "millones de euros", "m"),
}  # fmt: skip
_MEGABIT = Noun("megabit por segundo", "megabits por segundo", "m")
_GIGABIT = Noun("gigabit por segundo", "gigabits por segundo", "m")
_PER_100_KM = Noun("litro a los cien kilómetros", "litros a los cien kilómetros", "m")
_BEATS = Noun("latido por minuto", "latidos por minuto", "m")
_TURNS = Noun("revolución por minuto", "revoluciones por minuto", "f")
UNITS = {
    "seg": Noun("segundo", "segundos", "m"), "hrs": Noun("hora", "horas", "f"), "hs": Noun("hora", "horas", "f"),
    "hr": Noun("hora", "horas", "f"), "mins": Noun("minuto", "minutos", "m"),
    "kWh": Noun("kilovatio hora", "kilovatios hora", "m"),
    "mAh": Noun("miliamperio hora", "miliamperios hora", "m"), "Mbps": _MEGABIT, "Mb/s": _MEGABIT, "Mbit/s": _MEGABIT,
    "Gbps": _GIGABIT, "Gb/s": _GIGABIT, "kbps": Noun("kilobit por segundo", "kilobits por segundo", "m"),
    "dB": Noun("decibelio", "decibelios", "m"),
    "l/100 km": _PER_100_KM, "l/100km": _PER_100_KM, "L/100 km": _PER_100_KM, "rpm": _TURNS, "RPM": _TURNS,
    "lpm": _BEATS, "ppm": Noun("parte por millón", "partes por millón", "f"), "t": Noun("tonelada", "toneladas", "f"),
    "Tm": Noun("tonelada", "toneladas", "f"), "cts": Noun("céntimo", "céntimos", "m"),
    "cént": Noun("céntimo", "céntimos", "m"),
    "¢": CENT, "kgs": Noun("kilogramo", "kilogramos", "m"), "Kg": Noun("kilogramo", "kilogramos", "m"),
    "Km": Noun("kilómetro", "kilómetros", "m"),
    "kms": Noun("kilómetro", "kilómetros", "m"), "grs": Noun("gramo", "gramos", "m"),
    "gr": Noun("gramo", "gramos", "m"),
    "mts": Noun("metro", "metros", "m"), "lts": Noun("litro", "litros", "m"),
    "cc": Noun("centímetro cúbico", "centímetros cúbicos", "m"),
    "CV": Noun("caballo", "caballos", "m"), "mg/dl": Noun("miligramo por decilitro", "miligramos por decilitro", "m"),
    "mg/dL": Noun("miligramo por decilitro", "miligramos por decilitro", "m"),
    "fps": Noun("fotograma por segundo", "fotogramas por segundo", "m"),
    "pza": Noun("pieza", "piezas", "f"), "pzas": Noun("pieza", "piezas", "f"), "uds": Noun("unidad", "unidades", "f"),
    "hab": Noun("habitante", "habitantes", "m"), "km²": Noun("kilómetro cuadrado", "kilómetros cuadrados", "m"),
    "µg": Noun("microgramo", "microgramos", "m"), "mcg": Noun("microgramo", "microgramos", "m"),
    "kg/m²": Noun("kilogramo por metro cuadrado", "kilogramos por metro cuadrado", "m"),
    "sem": Noun("semana", "semanas", "f"),
    "Mb": Noun("megabit", "megabits", "m"), "Gb": Noun("gigabit", "gigabits", "m"),
    "psi": Noun("libra por pulgada cuadrada", "libras por pulgada cuadrada", "f"),
    "° C": Noun("grado centígrado", "grados centígrados", "m"),
    "º C": Noun("grado centígrado", "grados centígrados", "m"),
    "° F": Noun("grado Fahrenheit", "grados Fahrenheit", "m"),
    "mmHg": Noun("milímetro de mercurio", "milímetros de mercurio", "m"),
    "cda": Noun("cucharada", "cucharadas", "f"), "cdas": Noun("cucharada", "cucharadas", "f"),
    "cdta": Noun("cucharadita", "cucharaditas", "f"), "cdtas": Noun("cucharadita", "cucharaditas", "f"),
    "cdita": Noun("cucharadita", "cucharaditas", "f"), "cditas": Noun("cucharadita", "cucharaditas", "f"),
    "tza": Noun("taza", "tazas", "f"), "tzas": Noun("taza", "tazas", "f"),
    "comp": Noun("comprimido", "comprimidos", "m"), "cáps": Noun("cápsula", "cápsulas", "f"),
    "pulg": Noun("pulgada", "pulgadas", "f"), "pers": Noun("persona", "personas", "f"),
    "pax": Noun("persona", "personas", "f"), "ptas": Noun("peseta", "pesetas", "f"),
    "g/l": Noun("gramo por litro", "gramos por litro", "m"), "A": Noun("amperio", "amperios", "m"),
    "°C": Noun("grado centígrado", "grados centígrados", "m"),
    "ºC": Noun("grado centígrado", "grados centígrados", "m"),
    "ºF": Noun("grado Fahrenheit", "grados Fahrenheit", "m"),
    "m/s²": Noun("metro por segundo al cuadrado", "metros por segundo al cuadrado", "m"),
}  # fmt: skip
NO_UNITS = frozenset({"in", "mi", "A", "B", "PS", "ha", "°", "kn", "y", "w", "d", "wk", "yr", "mo"})
PER = {
    "mes": "al mes", "año": "al año", "día": "al día", "dia": "al día", "semana": "a la semana", "sem": "a la semana",
    "h": "por hora", "hora": "por hora", "min": "por minuto", "minuto": "por minuto", "noche": "por noche",
    "persona": "por persona", "pers": "por persona", "m²": "por metro cuadrado", "m2": "por metro cuadrado",
    "m³": "por metro cúbico", "m3": "por metro cúbico", "kWh": "por kilovatio hora", "kg": "por kilo",
    "l": "por litro",
    "L": "por litro", "litro": "por litro", "km": "por kilómetro", "ud": "por unidad", "unidad": "por unidad",
    "s": "por segundo",
    "trimestre": "al trimestre", "usuario": "por usuario", "pax": "por persona", "t": "por tonelada",
    "ml": "por mililitro",
    "pieza": "por pieza", "pza": "por pieza", "SMS": "por S M S", "GB": "por gigabyte",
}  # fmt: skip
FRACTIONS = {
    2: ("medio", "medios"), 3: ("tercio", "tercios"), 4: ("cuarto", "cuartos"), 5: ("quinto", "quintos"),
    6: ("sexto", "sextos"), 7: ("séptimo", "séptimos"), 8: ("octavo", "octavos"), 9: ("noveno", "novenos"),
    10: ("décimo", "décimos"), 100: ("centésimo", "centésimos"), 1000: ("milésimo", "milésimos"),
}  # fmt: skip
ABBREVIATIONS = {
    "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Sras.": "señoras", "Sr": "señor",
    "Sra": "señora",
    "Dr.": "doctor", "Dra.": "doctora", "Dr": "doctor", "Dra": "doctora", "Dres.": "doctores",
    "Dña.": "doña", "D.ª": "doña", "Dª": "doña", "D.": "don", "Prof.": "profesor", "Profa.": "profesora",
    "Lic.": "licenciado",
    "Licda.": "licenciada", "Ing.": "ingeniero", "Arq.": "arquitecto", "Abog.": "abogado", "Mtro.": "maestro",
    "Mtra.": "maestra",
    "Cap.": "capitán", "Gral.": "general", "Tte.": "teniente", "Cnel.": "coronel", "Excmo.": "excelentísimo",
    "Excma.": "excelentísima",
    "Ilmo.": "ilustrísimo", "Ilma.": "ilustrísima", "Rvdo.": "reverendo", "Sto.": "santo", "Sta.": "santa",
    "Fr.": "fray",
    "S. M.": "Su Majestad", "SS. MM.": "Sus Majestades", "S. A. R.": "Su Alteza Real", "S. S.": "Su Santidad",
    "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes",
    "etc.": "etcétera", "etc": "etcétera", "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "por ej.": "por ejemplo",
    "aprox.": "aproximadamente", "pág.": "página", "págs.": "páginas", "pag.": "página", "pags.": "páginas",
    "pp.": "páginas",
    "p.": "página", "núm.": "número", "núms.": "números", "num.": "número", "n.º": "número", "nº": "número",
    "n°": "número",
    "n.°": "número", "n.os": "números", "nro.": "número", "No.": "número", "Nos.": "números",
    "tel.": "teléfono", "tels.": "teléfonos", "tfno.": "teléfono", "tlf.": "teléfono", "teléf.": "teléfono",
    "telf.": "teléfono", "tel": "teléfono", "tlf": "teléfono",
    "cel.": "celular", "móv.": "móvil", "ext.": "extensión", "máx.": "máximo", "mín.": "mínimo", "max.": "máximo",
    "vs.": "versus", "vs": "versus",
    "dpto.": "departamento", "depto.": "departamento", "dto.": "descuento", "dcto.": "descuento",
    "admón.": "administración", "admón": "administración",
    "ofna.": "oficina", "ofic.": "oficina", "of.": "oficina", "suc.": "sucursal", "edif.": "edificio",
    "edo.": "estado", "mpio.": "municipio",
    "art.": "artículo", "arts.": "artículos", "cap.": "capítulo", "caps.": "capítulos", "vol.": "volumen",
    "vols.": "volúmenes", "fig.": "figura", "figs.": "figuras",
    "ed.": "edición", "ref.": "referencia", "cód.": "código", "cta.": "cuenta", "cía.": "compañía",
    "gral.": "general", "temp.": "temperatura",
    "a. C.": "antes de Cristo", "a.C.": "antes de Cristo", "a. de C.": "antes de Cristo",
    "d. C.": "después de Cristo", "d.C.": "después de Cristo", "d. de C.": "después de Cristo",
    "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "EE UU": "Estados Unidos", "EEUU": "Estados Unidos",
    "RR. HH.": "Recursos Humanos", "RR.HH.": "Recursos Humanos", "RRHH": "Recursos Humanos",
    "CC. AA.": "comunidades autónomas", "CC.AA.": "comunidades autónomas", "JJ. OO.": "Juegos Olímpicos",
    "JJ.OO.": "Juegos Olímpicos", "FF. AA.": "Fuerzas Armadas", "FF.AA.": "Fuerzas Armadas",
    "RR. PP.": "relaciones públicas",
    "S. A.": "S A", "S. L.": "S L", "C. V.": "C V", "S.A.": "S A", "S.L.": "S L", "C.V.": "C V", "P. D.": "posdata",
    "P.D.": "posdata", "V.º B.º": "visto bueno", "Vo. Bo.": "visto bueno",
    "Avda.": "avenida", "Av.": "avenida", "Avda": "avenida", "Av": "avenida", "Ave.": "avenida", "Pl.": "plaza",
    "Pza.": "plaza", "Plza.": "plaza", "P.º": "paseo", "Pº": "paseo",
    "Ctra.": "carretera", "Carr.": "carretera", "Urb.": "urbanización", "Pol. Ind.": "polígono industrial",
    "Pol.": "polígono", "Apdo.": "apartado", "Apdo": "apartado", "Rda.": "ronda", "Trav.": "travesía",
    "Gta.": "glorieta", "Cno.": "camino", "Bda.": "barriada",
    "Blvd.": "bulevar", "Blvd": "bulevar", "Calz.": "calzada", "Col.": "colonia", "Fracc.": "fraccionamiento",
    "Deleg.": "delegación", "Alc.": "alcaldía", "Priv.": "privada", "Cda.": "cerrada", "Prol.": "prolongación",
    "Mz.": "manzana", "Mza.": "manzana", "Lt.": "lote", "C.P.": "código postal", "C. P.": "código postal",
    "CP": "código postal",
    "Esq.": "esquina", "Cd.": "ciudad", "Bo.": "barrio", "km": "kilómetro", "km.": "kilómetro", "Km.": "kilómetro",
    "Km": "kilómetro", "s/n": "sin número", "S/N": "sin número", "int.": "interior", "esc.": "escalera",
    "pta.": "puerta", "izq.": "izquierda", "izda.": "izquierda", "izdo.": "izquierdo", "dcha.": "derecha",
    "dcho.": "derecho", "izq": "izquierda", "dcha": "derecha", "ent.": "entresuelo", "pral.": "principal",
    "bjo.": "bajo",
    "M.N.": "moneda nacional", "M. N.": "moneda nacional", "m.n.": "moneda nacional",
    "24/7": "veinticuatro horas al día siete días a la semana", "24/7/365": "veinticuatro horas al día todo el año",
    "iOS": "I O S", "c/u": "cada uno", "a/c": "a cargo", "s.": "siglo", "ss.": "siglos", "hab.": "habitantes",
    "ptos.": "puntos", "pts.": "puntos", "vto.": "vencimiento", "fdo.": "firmado", "atte.": "atentamente",
    "q. e. p. d.": "que en paz descanse", "i. e.": "es decir", "b/n": "blanco y negro", "km/h": "kilómetros por hora",
    "Hnos.": "hermanos", "Univ.": "universidad", "Inst.": "instituto", "Gob.": "gobierno", "Fco.": "Francisco",
    "S.M.": "Su Majestad", "SS.MM.": "Sus Majestades", "S.A.R.": "Su Alteza Real", "c/c": "cuenta corriente",
    "C/C": "cuenta corriente", "exp.": "expediente", "desc.": "descuento", "Pdte.": "presidente", "Fed.": "federal",
    "R.D.": "real decreto", "Seg. Social": "Seguridad Social",
    "s/IVA": "sin IVA", "c/IVA": "con IVA", "incl.": "incluido", "info.": "información",
    "min.": "mínimo", "Nte.": "norte", "Ote.": "oriente",
    "Pte.": "poniente",
    "C.": "ciudadano", "S.A.B.": "S A B", "S. A. B.": "S A B", "Transf.": "transferencia", "fra.": "factura",
    "fras.": "facturas", "fracc.": "fracción", "cda.": "cucharada", "cdta.": "cucharadita", "cdas.": "cucharadas",
    "cdtas.": "cucharaditas", "tza.": "taza", "tzas.": "tazas", "Bº": "barrio", "Blq.": "bloque", "Avd.": "avenida",
    "Polg.": "polígono", "Dto.": "descuento", "Ma.": "María", "M.ª": "María", "Mª": "María",
}  # fmt: skip
BEFORE_FIGURES = words("p. no. nos. cap. art. arts. s. ss. km km. int. fig. figs. vol. of. ed. ext. ent. caps. vols.")
"""Abbreviations that are one only before a figure, a roman one or a code: "no." also ends a sentence."""
BEFORE_NAMES = words(
    "d. cap. av av. ave. pl. col. bo. ma. cd. fr. pol. esq. priv. urb. sto. sta. univ. inst. gob. carr. dr dra sr "
    "sra fco. alc. prol. gta."
)
"""Abbreviations that are one only before a capital or a figure."""
FEMININE = {
    "ing.": "ingeniera", "lic.": "licenciada", "arq.": "arquitecta", "prof.": "profesora", "gral.": "general",
    "abog.": "abogada",
}  # fmt: skip
"""Behind "la"."""
ENDING = words(
    "a.c. d.c. ee.uu. rr.hh. s.a. s.l. c.v. ud. uds. vd. vds. etc. m.n. aprox. máx. mín. izq. dcha. izda. cc.aa. "
    "jj.oo. pág. págs. "
    "dto. tfno. telf. tel. núm. incl. info. c/u desc. exp."
)
"""Behind these, written without blanks, a capital begins a sentence."""
STOP_WORDS = words(
    "a al ante antes aquí así aún bajo cada casi como con contra cuando cuya cuyo de debajo del delante desde "
    "después detrás donde "
    "dos durante e el él ella ellas ellos en encima entonces entre era eran es esa ese eso esta está están estas "
    "este esto fue fueron "
    "ha haber había han hasta hay he la las le les lo los luego más me media menos mi mientras muy ni no nos o otra "
    "otras otro otros para "
    "pero por porque pues que quien se sea según será serán si sí sido sin sino sobre solo sólo son su sus tal "
    "también tan te tiene tienen "
    "tras tu u un una unas uno unos usted ustedes va van y ya yo puede pueden debe deben ahora hoy mañana ayer "
    "siempre nunca "
    "inclusive incluido bis gracias podrá tendrá quiere quieren cuesta vale sale llega abre cierra empieza termina "
    "funciona sigue queda "
    "lunes martes miércoles jueves viernes sábado domingo además quizás tras norte sur este oeste izquierda "
    "derecha izq izda izdo dcha dcho máx mín max min "
    "entonces "
    "somos estamos tenemos tuvimos vimos vamos estaremos tendremos cerramos abrimos jamás través atrás apenas"
)
"""Words behind a number that are no noun it counts."""
LABELS = words(
    "página pág opción número fila planta puerta línea vía andén sala zona grupo nivel capítulo artículo apartado "
    "tema lección clase tipo "
    "fase versión canal terminal asiento coche vagón pista habitación piso escalera bloque calle avenida carretera "
    "ruta tecla pulse pulsa "
    "pulsar marque marca marcar oprima presione presiona teclee diga elija escoja seleccione digite plan paso caja "
    "ventanilla mesa mostrador "
    "consultorio edificio manzana lote parcela kilómetro km parte tomo volumen módulo unidad acto escena tabla "
    "figura anexo punto temporada "
    "episodio categoría división autobús bus tren vuelo metro estación parada distrito sector local stand pabellón "
    "nave torre jornada grado "
    "semestre trimestre bimestre es al posición lugar puesto prioridad fórmula turno día el del los"
)
"""Words before "1" that it names, so that it counts nothing."""
SIGNS = {
    "&": "y", "@": "arroba", "=": "igual a", "+": "más", "−": "menos", "×": "por", "÷": "dividido entre",
    "≤": "menor o igual que",
    "≥": "mayor o igual que", "≠": "distinto de", "≈": "aproximadamente", "→": "a", "←": "de", "©": "copyright",
    "®": "marca registrada",
    "™": "marca registrada", "€": "euro", "£": "libra", "$": "dólar", "¥": "yen", "₹": "rupia", "¢": "centavo",
    "°": "grados", "№": "número", "%": "por ciento",
    "‰": "por mil", "*": "asterisco", "#": "almohadilla", "<": "menor que", ">": "mayor que", "~": "aproximadamente",
    "^": "circunflejo", "±": "más menos",
    "§": "sección", "¶": "párrafo", "†": "", "∞": "infinito", "√": "raíz cuadrada de", "π": "pi", "µ": "micro",
    "/": "barra", "•": "", "·": "",
    "º": "", "ª": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "punto", ",": "coma", "-": "guion", "–": "guion", "_": "guion bajo",
    "\\": "barra inversa", ":": "dos puntos", ";": "punto y coma",
    "!": "cierre de exclamación", "¡": "apertura de exclamación", "?": "cierre de interrogación",
    "¿": "apertura de interrogación", "'": "apóstrofo",
    '"': "comillas", "(": "abrir paréntesis", ")": "cerrar paréntesis",
    "[": "abrir corchete", "]": "cerrar corchete", "{": "abrir llave",
    "}": "cerrar llave", "|": "barra vertical", "`": "acento grave", "~": "virgulilla", "°": "grado", "=": "igual",
    "&": "ampersand",
}  # fmt: skip
AS_WORDS = words(
    "IVA AVE ONU OTAN PIN PUK NIF NIE SIM IBAN CIF ESO NIP CURP INE CLABE SAT CAT UNAM PAN PRI RAE OPEP PYME WIFI "
    "COVID SIDA OVNI ZIP "
    "RAM ROM NASA UEFA FIFA ASA LED PAC ISO IRPF TAE TIN PEMEX DIF SEP ISR IMSS RENFE OK AFORE "
    "NO SÍ SI EL LA LO LOS LAS UN UNA DE DEL AL EN POR QUE CON SIN SU SUS SE LE LES TU TUS MI MIS ES SON HAY HA HAN "
    "YA MÁS HOY DÍA DIA AÑO MES "
    "MIL DOS TRES SEIS DIEZ UNO OJO GAS LUZ PAZ SOL MAR REY LEY RED VÍA VIA PIE FIN PUNTO EURO EUROS GRATIS NI Y O "
    "A E U NOS ME TE OS MUY CASI "
    "ASÍ ASI VER DAR IR SER VA VAN FUE ERA SEA ESE ESA ESO ESTE ESTA SALA PISO PLAN BAR CAFÉ TREN BUS AVISO BAJO "
    "TRAS LUN VIE SÁB DOM FEB ABR JUN JUL "
    "AGO OCT NOV DIC ENE SOS PUES OLA SUR ESTE MAL BIEN CINE GOL KIT"
)
SPELLED = words("DNI ITV SMS RFC CFE USB GPS TV PC UE IA FAQ URL PDF CD DVD VIP QR UVA UCI CEO ADN CDMX MB GB NSS AFP")
CLUES = {
    "code": "pin | nip | código | código pin | código postal | código de verificación | código de seguridad | "
    "código de confirmación | código de acceso | "
    "código de reserva | códigos | clave | clave de acceso | clave de reservación | clave interbancaria | "
    "contraseña | localizador | reserva | "
    "de servicio | ref. | cód. | cta. | referencia | número de referencia | número de pedido | "
    "número de cuenta | número de "
    "cliente | número de "
    "tarjeta | número de guía | número de serie | "
    "número de socio | número de expediente | número de póliza | número de factura | número de contrato | número de "
    "orden | número de reserva | número de rastreo | número de caso | "
    "número de ticket | número de confirmación | número de seguridad social | número de afiliación | pedido | "
    "expediente | póliza | folio | guía | matrícula | placa | placas | "
    "dni | nie | nif | cif | pasaporte | iban | clabe | cuenta | tarjeta | terminada en | terminado en | que "
    "termina en | termina en | terminación | empieza por | empieza con | "
    "vuelo | vuelos | curp | rfc | ticket | incidencia | cp | cvv | afiliación | contrato | factura | token | otp | "
    "nss | imei | apartado de correos | dígitos | "
    "acaba en | que acaba en | acabada en | orden | usuario | cups | código cups | bastidor | tren",
    "phone": "llame | llame al | llama al | llámenos al | llámanos al | llamar al | llamando al | llamen al | "
    "marque el | marque al | marque | marca el | marcar el | marcando el | teléfono | teléfonos | tel | tel. | "
    "tels. | tfno. | telf. | tlf. | cel. | móv. | "
    "móvil | celular | fax | número es | número es el | número de teléfono | número de contacto | whatsapp | "
    "contacto | comuníquese al | comunícate al | atención al cliente | fijo | "
    "sms al | mensaje al | gratis al | gratuito | urgencias | emergencias | centralita | línea gratuita | llame "
    "gratis al | sin costo al | envíe un sms al | escríbanos al | tlf | lada",
    "date": "vto. | venc. | el | al | del | día | desde el | hasta el | antes del | después del | a partir del | "
    "fecha | fecha de "
    "corte | vence | caduca | fechas | "
    "lunes | martes | miércoles | jueves | viernes | sábado | domingo | nacido el | próximo | pasado | límite | "
    "entrega | salida | llegada | ida | vuelta",
    "time": "horario | horario de | horarios | horario es de | abierto | abierto de | abrimos | abrimos de | abren "
    "de | abre de | atendemos de | atención de | cerramos | de lunes a viernes | "
    "de lunes a viernes de | lunes a viernes de | lunes a sábado de | sábados de | sábados | domingos | domingos de "
    "| festivos de | hasta las | a las | las | a la | desde las | hora | horas de | diario de | "
    "todos los días de | viernes de | sábado de | domingo de | jueves de | consultas de | visitas de | laborables "
    "de | cita a las",
    "version": "versión | android | ios | windows | macos | firmware | java | python | bluetooth | usb | "
    "actualización | release | versiones | tls | html",
    "fraction": "tome | toma | tomar | añada | agregue | ponga | mezcle | casi | unos | un | una | usó | gastó",
    "letters": "fila | puerta | opción | letra | letras | plan | grupo | bloque | escalera | vitamina | hepatitis | "
    "tipo | clase | asiento | butaca | sección | "
    "tecla | terminal | torre | sector | zona | edificio | módulo | categoría | andén | portal | línea | punto | "
    "equipo | sala | anexo | aula | pasillo | nota",
    "ratio": "proporción | proporción de | proporción es | escala | relación | razón",
}  # fmt: skip
CLUES_AFTER = {"phone": "para emergencias | para urgencias"}
CONNECTORS = words("es el la son número al : * # su nuestro")
SCORE_WORDS = words(
    "ganó gana ganaron ganan ganar ganamos perdió pierde perdieron venció vence vencieron derrotó derrota empató "
    "empate empataron marcador "
    "resultado partido victoria goleó cayó final imponerse impuso set goles"
)
PARTICIPLES = (
    r"[^\W\d_]{1,14}(?:ado|ido|ída|ído)(?!\w)|(?:hecho|dicho|visto|puesto|escrito|abierto|vuelto|muerto|roto|cubierto|resuelto|impreso)(?!\w)|"
    r"de[ ](?!olivar|pinar|palmeral|manglar|lugar)[^\W\d_]{2,14}[aei]r(?!\w)|habido|sido"
)
FEMININE_WORDS = words(
    "mano foto moto radio noche tarde parte clase calle ley red sede fase frase base serie crisis tesis imagen "
    "orden mujer flor sal señal "
    "luz cruz voz vez pared nube clave torre fuente gente mente suerte muerte nave llave leche sangre carne nieve "
    "índole especie superficie "
    "capital cárcel catedral central credencial sucursal piel miel raíz actriz nariz paz sed labor hipótesis dosis "
    "síntesis tos "
    "variable costumbre certidumbre legumbre cumbre lumbre madre mamá debutante llamada api app web sim pyme "
    "vivienda postal señal tele bici "
    "aspirina cápsula gragea línea"
)
MASCULINE_WORDS = words(
    "día mapa programa problema sistema tema clima planeta idioma poema drama síntoma diploma telegrama kilogramo "
    "esquema lema dilema "
    "cometa tranvía sofá pijama aroma panorama fantasma enigma carisma crucigrama diagrama organigrama fotograma "
    "gigabyte "
    "avión camión gorrión guion guión buzón botón cajón billón millón millon talón galón peatón ratón limón melón "
    "salón sillón jamón escalón corazón "
    "puma gorila futbolista taxista artista turista dentista electricista periodista policía "
    "yoga champú ático futón cupón pantalón colchón balcón rincón vagón tapón bombón algodón jabón cinturón montón "
    "patrón ladrón buen mal primer tercer"
)
FEMININE_MASCULINE_ARTICLE = words("agua águila área aula hacha arma alma hambre habla ala ama ancla")
"""Feminine nouns that take "un" in the singular and feminine numbers in the plural."""
CENTURIES = frozenset({"siglo", "siglos", "s.", "ss."})
COUNTED = words(
    "capítulo capítulos tomo volumen acto escena parte título artículo anexo apéndice libro fase tipo clase nivel "
    "grado categoría grupo unidad "
    "módulo bloque sección tabla figura etapa serie cap. art. vol. tomos episodio torre edificio terminal línea "
    "modelo versión rocky "
    "fracción fracc. inciso cláusula guerra división apolo saturno liga factor plan plaza estadio caso tema lección "
    "ejercicio sala"
)
"""Words before a roman number that is a cardinal."""
KINGS = words(
    "felipe alfonso carlos juan pablo fernando luis enrique jorge eduardo jaime pedro sancho ramiro garcía pío león "
    "benedicto inocencio clemente "
    "gregorio alejandro julio sixto urbano bonifacio nicolás francisco napoleón guillermo federico ricardo leopoldo "
    "alberto balduino gustavo cristián "
    "harald olaf haakon iván ramsés ptolomeo tutmosis amenofis luis moctezuma moctezuma esteban adriano celestino "
    "martín calixto eugenio paulo otón "
    "maximiliano humberto víctor manuel amadeo abdullah hasán hassan mohamed mehmed selim agustín josé"
)
QUEENS = words("isabel juana maría catalina victoria margarita cristina ana urraca beatriz cleopatra berenice")
RANKED = words(
    "legislatura congreso guerra edición centenario aniversario jornada jornadas concurso festival certamen premio "
    "torneo república bienal "
    "feria semana encuentro foro simposio cumbre asamblea reich dinastía centuria milenio maratón carrera "
    "conferencia gala convenio "
    "olimpiada campeonato bicentenario reunión marcha cruzada internacional trofeo gran conde duque marqués"
)
"""Words behind a roman number that is an ordinal."""
RANKING = words("el la al del su nuestro nuestra este esta cada")
"""Words before a roman number that is an ordinal if a noun follows."""
EXTREMES = words("máx. mín. max. min.")
WARM = words(
    "temperatura temperaturas temp temps termómetro fiebre horno grados grado gire gira giro ángulo calor frío clima "
    "termostato precaliente precalentar hornee hornear tiempo máx mín máxima mínima máximas mínimas"
)
VERBS_IN_A = words("entra dura lleva tarda usa toma pesa cabe admite cuesta sube baja llega queda permite la una")
"""Before "máx." these are no feminine nouns."""
BEFORE_HOURS = words(
    "horario horarios abierto abierta abiertos abrimos abre abren atendemos atención laborables festivos diario "
    "tardes mañanas turno visitas consultas : ."
)
"""Before hours without "de"."""
AROUND = Around(
    expiry=words(
        "caduca caducan caducidad vence vencen vencimiento vigencia válida válido validez expira expiración hasta "
        "consumo cad venc vto exp"
    ),
    pressure=words("presión tensión arterial ta pa"),
    lasting=words("dura duró duraba durará duran duración tiempo tarda tardó tardará"),
    result=words("es son resta calcula calcule"),
    decade=words("los años"),
    rating=words("nota valoración puntuación calificación puntúa satisfacción dolor"),
    section=words("artículo art. art apartado punto sección cláusula epígrafe capítulo anexo"),
    parts=words("cuota pago plazo página hoja paso etapa cuotas"),
    street=words("calle c/ avenida avda av plaza pza paseo carretera camino ronda"),
    play=words("minuto el al del min"),
    warm=WARM,
    towards=words("a unos hasta casi"),
    each="cada",
    over="sobre",
)
SENTENCE_STARTS = words(
    "abra abre además ahora al algunos allí antes así aunque ayer aún bajo basta busque cada casi como compre con "
    "consulte cuando cuatro cuide de debe deben del desde después diga dijo donde durante el él ella ellas ello "
    "ellos "
    "en entonces entre envíe era es esa ese eso espere esta estaba estamos está están este esto estos estuvo evite "
    "existe fue fueron gracias ha haga han hasta hay hoy incluye indique la las le les llame llegó llegue lleve lo "
    "los luego mañana marque más me mi mientras muchas muy nada nadie no nos nuestra nuestro nunca otra otro pague "
    "para pero pida podrá por porque presione pregunte puede pueden pues pulse que quedan queda quien quiere "
    "recibirá "
    "recuerde responda revise sale se sea según será si siga siempre sin sobre solicite solo sólo son su sus sí "
    "también tampoco te tenemos tenga tiene tienen todas todo todos tome trae traiga tras tu un una unas unos use "
    "usted va vamos vaya venga ven viene visite vive vuelva ya yo lunes martes miércoles jueves viernes sábado "
    "domingo empiece vea escriba acuda compruebe"
)
"""Words that begin a sentence behind an abbreviation."""
STOP_ABBREVIATIONS = words(
    "Sr. Sra. Srta. Sres. Sras. Dr. Dra. Dres. Dña. D. Prof. Profa. Lic. Licda. Ing. Arq. Abog. Mtro. Mtra. Gral. "
    "Tte. "
    "Cnel. Excmo. Excma. Ilmo. Ilma. Rvdo. Fr. Av. Avda. Ave. Avd. Pl. Pza. Plza. Ctra. Carr. Urb. Pol. Rda. "
    "Trav. Gta. "
    "Cno. Bda. Blvd. Calz. Col. Fracc. Deleg. Alc. Priv. Cda. Prol. Cd. Bo. Esq. Hnos. Univ. Inst. Gob. Fco. Ma. "
    "Sto. "
    "Sta. C. Pte. Cap. sr. sra. dr. dra. av. avda. col. pza. ctra. urb. blvd. fracc. Edif. edif. S.M. SS.MM. S.A.R."
) | {"Pol. Ind.", "S. M.", "SS. MM.", "S. A. R."}
"""Behind these stands a name, which may begin with an article."""
