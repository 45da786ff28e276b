"""The tables of Portuguese that are long."""

from __future__ import annotations

from engine.wording.vocabulary.nouns import Currency, Noun


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CENTAVO, _CENTIMO, _CENT = Noun("centavo", "centavos"), Noun("cêntimo", "cêntimos"), Noun("cent", "cents")
_ORE = Noun("øre")
_COMMON = {
    "JPY": Currency(Noun("iene", "ienes"), None, 0),
    "CNY": Currency(Noun("yuan", "yuans"), Noun("fen")),
    "KRW": Currency(Noun("won", "wons"), None, 0),
    "RUB": Currency(Noun("rublo", "rublos"), Noun("copeque", "copeques")),
    "INR": Currency(Noun("rúpia indiana", "rúpias indianas", "f"), Noun("paisa", "paisas", "f")),
    "TRY": Currency(Noun("lira turca", "liras turcas", "f"), Noun("kuruş")),
    "SEK": Currency(Noun("coroa sueca", "coroas suecas", "f"), _ORE),
    "NOK": Currency(Noun("coroa norueguesa", "coroas norueguesas", "f"), _ORE),
    "DKK": Currency(Noun("coroa dinamarquesa", "coroas dinamarquesas", "f"), _ORE),
    "MXN": Currency(Noun("peso mexicano", "pesos mexicanos"), _CENTAVO),
    "ARS": Currency(Noun("peso argentino", "pesos argentinos"), _CENTAVO),
    "CLP": Currency(Noun("peso chileno", "pesos chilenos"), None, 0),
    "COP": Currency(Noun("peso colombiano", "pesos colombianos"), _CENTAVO),
    "AUD": Currency(Noun("dólar australiano", "dólares australianos"), _CENT),
    "NZD": Currency(Noun("dólar neozelandês", "dólares neozelandeses"), _CENT),
    "MZN": Currency(Noun("metical", "meticais"), _CENTAVO),
    "CVE": Currency(Noun("escudo", "escudos"), _CENTAVO),
}
BRAZILIAN_CURRENCIES = {
    **_COMMON,
    "BRL": Currency(Noun("real", "reais"), _CENTAVO),
    "EUR": Currency(Noun("euro", "euros"), Noun("centavo", "centavos")),
    "USD": Currency(Noun("dólar", "dólares"), _CENTAVO),
    "GBP": Currency(Noun("libra", "libras", "f"), Noun("pêni", "pence")),
    "CHF": Currency(Noun("franco suíço", "francos suíços"), _CENTAVO),
    "CAD": Currency(Noun("dólar canadense", "dólares canadenses"), _CENTAVO),
    "AOA": Currency(Noun("kwanza", "kwanzas"), _CENTIMO),
    "PLN": Currency(Noun("zloty", "zlotys"), Noun("grosz")),
}
EUROPEAN_CURRENCIES = {
    **_COMMON,
    "EUR": Currency(Noun("euro", "euros"), _CENTIMO),
    "BRL": Currency(Noun("real", "reais"), _CENTAVO),
    "USD": Currency(Noun("dólar", "dólares"), Noun("cêntimo", "cêntimos")),
    "GBP": Currency(Noun("libra", "libras", "f"), Noun("péni", "pence")),
    "CHF": Currency(Noun("franco suíço", "francos suíços"), _CENTIMO),
    "CAD": Currency(Noun("dólar canadiano", "dólares canadianos"), _CENTIMO),
    "AOA": Currency(Noun("kwanza", "kwanzas"), _CENTIMO),
    "PLN": Currency(Noun("zlóti", "zlótis"), Noun("grosz")),
}
_MILLION, _BILLION, _TRILLION = Noun("milhão", "milhões"), Noun("bilhão", "bilhões"), Noun("trilhão", "trilhões")
BRAZILIAN_MAGNITUDES = {
    "milhão": _MILLION, "milhões": _MILLION, "milhoes": _MILLION, "mi": _MILLION, "m": _MILLION, "bilhão": _BILLION,
    "bilhões": _BILLION, "bi": _BILLION, "bn": _BILLION, "trilhão": _TRILLION, "trilhões": _TRILLION,
    "tri": _TRILLION, "mil": Noun("mil"),
    "k": Noun("mil"),
}  # fmt: skip
_BILIAO = Noun("bilião", "biliões")
EUROPEAN_MAGNITUDES = {
    "milhão": _MILLION, "milhões": _MILLION, "m": _MILLION, "mio": _MILLION, "mil milhões": Noun("mil milhões"),
    "bilião": _BILIAO,
    "biliões": _BILIAO, "bilhão": _BILLION, "bilhões": _BILLION, "mi": _MILLION,
    "trilião": Noun("trilião", "triliões"), "triliões": Noun("trilião", "triliões"),
    "mil": Noun("mil"), "k": Noun("mil"),
}  # fmt: skip
FRACTIONS = {
    2: ("meio", "meios"),
    3: ("terço", "terços"),
    100: ("centésimo", "centésimos"),
    1000: ("milésimo", "milésimos"),
}
DURATIONS = {
    "year": Noun("ano", "anos"), "month": Noun("mês", "meses"), "week": Noun("semana", "semanas", "f"),
    "day": Noun("dia", "dias"),
    "hour": Noun("hora", "horas", "f"), "minute": Noun("minuto", "minutos"), "second": Noun("segundo", "segundos"),
    "millisecond": Noun("milissegundo", "milissegundos"),
}  # fmt: skip
DURATION_UNITS = {
    "ano": "year", "anos": "year", "mês": "month", "meses": "month", "sem": "week", "semana": "week",
    "semanas": "week", "dia": "day",
    "dias": "day", "hora": "hour", "horas": "hour", "hs": "hour", "hrs": "hour", "minuto": "minute",
    "minutos": "minute", "min": "minute",
    "segundo": "second", "segundos": "second", "seg": "second", "sec": "second",
}  # fmt: skip
_UNITS = {
    "kg": Noun("quilo", "quilos"), "t": Noun("tonelada", "toneladas", "f"), "dB": Noun("decibel", "decibéis"),
    '"': Noun("polegada", "polegadas", "f"),
    "″": Noun("polegada", "polegadas", "f"), "”": Noun("polegada", "polegadas", "f"),
    "pol.": Noun("polegada", "polegadas", "f"),
    "°": Noun("grau", "graus"), "ºC": Noun("grau Celsius", "graus Celsius"),
    "° C": Noun("grau Celsius", "graus Celsius"),
    "º C": Noun("grau Celsius", "graus Celsius"), "ºF": Noun("grau Fahrenheit", "graus Fahrenheit"),
    "seg": Noun("segundo", "segundos"),
    "h": Noun("hora", "horas", "f"), "hs": Noun("hora", "horas", "f"), "hrs": Noun("hora", "horas", "f"),
    "mAh": Noun("miliampere-hora", "miliamperes-hora"), "Mbps": Noun("megabit por segundo", "megabits por segundo"),
    "Mb/s": Noun("megabit por segundo", "megabits por segundo"),
    "Mbit/s": Noun("megabit por segundo", "megabits por segundo"),
    "Gbps": Noun("gigabit por segundo", "gigabits por segundo"),
    "Gb/s": Noun("gigabit por segundo", "gigabits por segundo"),
    "kbps": Noun("quilobit por segundo", "quilobits por segundo"),
    "MB/s": Noun("megabyte por segundo", "megabytes por segundo"),
    "rpm": Noun("rotação por minuto", "rotações por minuto", "f"),
    "bpm": Noun("batimento por minuto", "batimentos por minuto"),
    "cv": Noun("cavalo", "cavalos"), "CV": Noun("cavalo", "cavalos"),
    "mg/dL": Noun("miligrama por decilitro", "miligramas por decilitro"),
    "g/l": Noun("grama por litro", "gramas por litro"), "kWp": Noun("quilowatt de pico", "quilowatts de pico"),
    "px": Noun("pixel", "pixels"),
}  # fmt: skip
_UNITS |= {
    "comp.": Noun("comprimido", "comprimidos"), "cx.": Noun("caixa", "caixas", "f"),
    "xíc.": Noun("xícara", "xícaras", "f"), "col.": Noun("colher", "colheres", "f"),
    "mg/ml": Noun("miligrama por mililitro", "miligramas por mililitro"),
    "mg/kg": Noun("miligrama por quilo", "miligramas por quilo"),
    "kVA": Noun("quilovolt-ampere", "quilovolts-ampere"), "VA": Noun("volt-ampere", "volts-ampere"),
    "MWh": Noun("megawatt-hora", "megawatts-hora"), "GWh": Noun("gigawatt-hora", "gigawatts-hora"),
    "Wh": Noun("watt-hora", "watts-hora"), "UI": Noun("unidade internacional", "unidades internacionais", "f"),
    "mcg": Noun("micrograma", "microgramas"), "pol": Noun("polegada", "polegadas", "f"),
    "un.": Noun("unidade", "unidades", "f"), "ppm": Noun("parte por milhão", "partes por milhão", "f"),
    "mmol/L": Noun("milimol por litro", "milimols por litro"),
    "g/dL": Noun("grama por decilitro", "gramas por decilitro"),
    "mg/L": Noun("miligrama por litro", "miligramas por litro"),
    "mg/l": Noun("miligrama por litro", "miligramas por litro"),
    "mg/dl": Noun("miligrama por decilitro", "miligramas por decilitro"),
    "kgf": Noun("quilograma-força", "quilogramas-força"),
    "hab./km²": Noun("habitante por quilômetro quadrado", "habitantes por quilômetro quadrado"),
    "cts": Noun("cêntimo", "cêntimos"), "kg/m²": Noun("quilo por metro quadrado", "quilos por metro quadrado"),
    "L/min": Noun("litro por minuto", "litros por minuto"), "MP": Noun("megapixel", "megapixels"),
}  # fmt: skip
BRAZILIAN_UNITS = {
    **_UNITS,
    "l/100km": Noun("litro aos cem quilômetros", "litros aos cem quilômetros"),
    "l/100 km": Noun("litro aos cem quilômetros", "litros aos cem quilômetros"),
    "km/l": Noun("quilômetro por litro", "quilômetros por litro"),
    "m³/h": Noun("metro cúbico por hora", "metros cúbicos por hora"),
}
EUROPEAN_UNITS = {
    **_UNITS,
    "l/100km": Noun("litro aos cem quilómetros", "litros aos cem quilómetros"),
    "l/100 km": Noun("litro aos cem quilómetros", "litros aos cem quilómetros"),
    "L/100 km": Noun("litro aos cem quilómetros", "litros aos cem quilómetros"),
    "km/l": Noun("quilómetro por litro", "quilómetros por litro"),
    "kWh": Noun("quilowatt-hora", "quilowatts-hora"),
}
UNIT_GENDERS = dict.fromkeys(("t", "mi", "yd", "in", "lb", "lbs", "oz", "h", "cal", "kcal", "mph", "nmi"), "f")
PER = {
    "mês": "por mês", "mes": "por mês", "ano": "por ano", "dia": "por dia", "h": "por hora", "hora": "por hora",
    "min": "por minuto",
    "minuto": "por minuto", "s": "por segundo", "semana": "por semana", "sem": "por semana", "noite": "por noite",
    "kg": "por quilo", "km": "por quilômetro",
    "l": "por litro", "L": "por litro", "litro": "por litro", "m²": "por metro quadrado", "m2": "por metro quadrado",
    "m³": "por metro cúbico",
    "m3": "por metro cúbico", "pessoa": "por pessoa", "pax": "por pessoa", "kWh": "por quilowatt-hora",
    "unidade": "por unidade", "un": "por unidade", "diária": "por diária", "barril": "por barril",
}  # fmt: skip
HALVES = {"am": "a", "a.m.": "a", "a.m": "a", "pm": "p", "p.m.": "p", "p.m": "p", "a. m.": "a", "p. m.": "p"}
WEEKDAYS = {
    "sab": 6, "segunda": 1, "terça": 2, "quarta": 3, "quinta": 4, "sexta": 5, "seg": 1, "ter": 2, "qua": 3, "qui": 4,
    "sex": 5, "sáb": 6, "dom": 7,
}  # fmt: skip
WHOLE_WEEKDAYS = frozenset({"sábado", "domingo", "segunda", "terça", "quarta", "quinta", "sexta"})
ABBREVIATIONS = {
    "Sr.": "Senhor", "Sra.": "Senhora", "Srs.": "Senhores", "Sras.": "Senhoras", "Srta.": "Senhorita",
    "Sr.ª": "Senhora", "Srª": "Senhora", "Sr.as": "Senhoras",
    "Dr.": "Doutor", "Dra.": "Doutora", "Dr.ª": "Doutora", "Drª": "Doutora", "Drs.": "Doutores", "Dras.": "Doutoras",
    "Prof.": "Professor", "Profa.": "Professora",
    "Prof.ª": "Professora", "Profª": "Professora", "Profs.": "Professores", "Eng.": "Engenheiro",
    "Eng.º": "Engenheiro", "Engº": "Engenheiro", "Eng.ª": "Engenheira",
    "Engª": "Engenheira", "Enga.": "Engenheira", "Arq.": "Arquiteto", "Arq.º": "Arquiteto", "Arq.ª": "Arquiteta",
    "Exmo.": "Excelentíssimo", "Exma.": "Excelentíssima", "Ex.mo": "Excelentíssimo", "Ex.ma": "Excelentíssima",
    "Exmos.": "Excelentíssimos", "Ilmo.": "Ilustríssimo", "Ilma.": "Ilustríssima", "V. Exa.": "Vossa Excelência",
    "V.Exa.": "Vossa Excelência", "V. Ex.ª": "Vossa Excelência",
    "D.": "Dom", "Pe.": "Padre", "Fr.": "Frei", "Gen.": "General", "Cel.": "Coronel", "Cap.": "Capitão",
    "Sto.": "Santo", "Sta.": "Santa", "S.": "São", "Pres.": "Presidente", "Sen.": "Senador",
    "Enf.": "Enfermeiro", "Enf.ª": "Enfermeira", "Adv.": "Advogado", "Dir.": "Diretor",
    "Av.": "Avenida", "Avª": "Avenida", "R.": "Rua", "Pç.": "Praça", "Pça.": "Praça", "Pc.": "Praça",
    "Al.": "Alameda", "Rod.": "Rodovia", "Est.": "Estrada", "Estr.": "Estrada",
    "Trav.": "Travessa", "Tv.": "Travessa", "Lg.": "Largo", "Lgo.": "Largo", "Cç.": "Calçada", "Vl.": "Vila",
    "Jd.": "Jardim", "Pq.": "Parque", "Ed.": "Edifício", "Bl.": "Bloco", "bl.": "bloco",
    "Cj.": "Conjunto", "cj.": "conjunto", "conj.": "conjunto", "ap.": "apartamento", "apto.": "apartamento",
    "apto": "apartamento", "apt.": "apartamento", "apt.º": "apartamento",
    "Lt.": "Lote", "Qd.": "Quadra", "qd.": "quadra", "lt.": "lote", "Cond.": "Condomínio", "and.": "andar",
    "sl.": "sala", "lj.": "loja", "Lj.": "Loja", "Bx.": "Baixa",
    "etc.": "etcétera", "etc": "etcétera", "p. ex.": "por exemplo", "p.ex.": "por exemplo",
    "aprox.": "aproximadamente",
    "pág.": "página", "págs.": "páginas", "pag.": "página", "p.": "página", "pp.": "páginas", "cap.": "capítulo",
    "caps.": "capítulos", "art.": "artigo", "arts.": "artigos", "vol.": "volume", "fig.": "figura", "séc.": "século",
    "sécs.": "séculos",
    "depto.": "departamento", "dep.": "departamento", "dept.": "departamento", "Depto.": "Departamento",
    "Dept.": "Departamento", "tel.": "telefone", "Tel.": "Telefone", "telef.": "telefone", "tlf.": "telefone",
    "tlm.": "telemóvel", "cel.": "celular",
    "obs.": "observação", "Obs.": "Observação", "Cia.": "Companhia", "cia.": "companhia", "Ltda.": "Limitada",
    "Lda.": "Limitada", "Ltda": "Limitada", "Lda": "Limitada", "S.A.": "S A", "S/A": "S A", "vs.": "versus",
    "vs": "versus", "máx.": "máximo",
    "mín.": "mínimo", "ref.": "referência", "Ref.": "Referência", "refª": "referência",
    "ref.ª": "referência", "qtd.": "quantidade", "qtde.": "quantidade", "nº": "número", "Nº": "Número",
    "n.º": "número", "N.º": "Número", "nºs": "números", "n.os": "números",
    "a.C.": "antes de Cristo", "d.C.": "depois de Cristo", "A.C.": "antes de Cristo", "D.C.": "depois de Cristo",
    "a.a.": "ao ano", "a.m.": "ao mês", "a.d.": "ao dia", "p.a.": "por ano", "Tel": "Telefone", "Ag.": "Agência",
    "C/C": "conta corrente", "c/c": "conta corrente", "a/c": "ao cuidado", "A/C": "Ao cuidado", "c/": "com",
    "s/": "sem", "p/": "para", "Atte.": "Atenciosamente", "att.": "atenciosamente",
    "cód.": "código", "Cód.": "Código", "info.": "informações",
    "adm.": "administração", "i.e.": "isto é", "cf.": "confira",
    "N.B.": "nota bene", "P.S.": "pós-escrito",
    "desc.": "desconto", "venc.": "vencimento", "prev.": "previsão", "Mal.": "Marechal", "Gov.": "Governador",
    "temp.": "temperatura", "ent.": "entidade", "cfr.": "confronte", "Dec.-Lei": "Decreto-Lei",
    "N/Ref.": "nossa referência", "V/Ref.": "vossa referência", "V. Ref.ª": "vossa referência", "D.to": "Direito",
    "Ten.": "Tenente", "Sgt.": "Sargento", "Maj.": "Major", "Des.": "Desembargador", "Min.": "Ministro",
    "Cmdt.": "Comandante", "Cmte.": "Comandante", "Brig.": "Brigadeiro", "Alm.": "Almirante", "Ver.": "Vereador",
    "Dep.": "Deputado", "N. Sra.": "Nossa Senhora", "N. Sr.ª": "Nossa Senhora", "N.ª Sr.ª": "Nossa Senhora",
    "Nsa. Sra.": "Nossa Senhora", "V. Sa.": "Vossa Senhoria", "V.Sa.": "Vossa Senhoria", "V. S.ª": "Vossa Senhoria",
    "Profª.": "Professora", "Drª.": "Doutora", "Srª.": "Senhora", "Engª.": "Engenheira", "Engº.": "Engenheiro",
    "Ex.": "Exemplo", "ex.": "exemplo", "por ex.": "por exemplo", "inc.": "inciso", "al.": "alínea",
    "art.º": "artigo",
    "Art.º": "Artigo", "s/n": "sem número", "S/N": "sem número", "N/A": "não aplicável", "n/a": "não aplicável",
    "kg": "quilo", "kWh": "quilowatt-hora", "m²": "metro quadrado", "m³": "metro cúbico",
    "mmHg": "milímetros de mercúrio", "Dra": "Doutora", "Sra": "Senhora", "Sr": "Senhor", "Dr": "Doutor",
    "Exmos. Srs.": "Excelentíssimos Senhores", "res.": "residencial", "tb.": "também", "vc": "você", "vcs": "vocês",
    "q.b.": "quanto baste", "fl.": "folha", "fls.": "folhas", "proc.": "processo", "Proc.": "Processo",
    "hab.": "habitantes", "pess.": "pessoas", "méd.": "médio", "univ.": "universidade",
    "Univ.": "Universidade", "ed.": "edição",
    "trad.": "tradução", "R/C": "rés do chão", "r/c": "rés do chão",
}  # fmt: skip
EUROPEAN_ABBREVIATIONS = {
    "Esq.": "Esquerdo", "esq.": "esquerdo", "Dto.": "Direito", "dto.": "direito", "Dt.º": "direito",
    "Dtº": "direito", "Fte.": "Frente", "Urb.": "Urbanização",
    "Qta.": "Quinta", "Cc.": "Calçada", "Sra.": "Senhora", "dep.": "departamento", "cf.": "confronte",
    "contrib.": "contribuinte", "cont.": "contacto", "telem.": "telemóvel",
}  # fmt: skip
BEFORE_FIGURES = frozenset(
    {
        "fl.",
        "fls.",
        "inc.",
        "proc.",
        "p.",
        "pp.",
        "ap.",
        "sl.",
        "lj.",
        "lt.",
        "qd.",
        "fig.",
        "vol.",
        "art.",
        "arts.",
        "cap.",
        "caps.",
        "apt.",
    }
)
"""Abbreviations that are one only before a figure."""
BEFORE_NAMES = frozenset(
    {
        "mal.",
        "gov.",
        "ten.",
        "maj.",
        "des.",
        "min.",
        "ver.",
        "alm.",
        "brig.",
        "res.",
        "r.",
        "al.",
        "est.",
        "vl.",
        "ed.",
        "dir.",
        "sto.",
        "sta.",
        "fr.",
        "pe.",
        "s.",
    }
)
"""Abbreviations that are one only before a name."""
AS_WRITTEN = frozenset(
    {
        "mal.",
        "gov.",
        "ten.",
        "maj.",
        "des.",
        "min.",
        "ver.",
        "alm.",
        "brig.",
        "sr",
        "sra",
        "dr",
        "dra",
        "r.",
        "al.",
        "est.",
        "d.",
        "fr.",
        "pe.",
        "vl.",
        "sen.",
        "pres.",
        "adv.",
        "urb.",
        "ed.",
        "sra.",
        "cia.",
        "s.",
        "tel",
        "ag.",
    }
)
"""Abbreviations that are one only with the capitals they have here."""
ENDERS = frozenset({"etc.", "a.c.", "d.c.", "a.a.", "a.m.", "p.a."})
"""Abbreviations behind which a capital begins a sentence."""
SENTENCE_STARTS = _words(
    "o a os as um uma uns umas ele ela eles elas você vocês eu nós tu isto isso aquilo este esta esse essa aquele "
    "aquela "
    "estes estas esses essas meu minha seu sua seus suas nosso nossa nossos nossas no na nos nas em de do da dos "
    "das ao "
    "à aos às para por pelo pela com sem se e mas ou porém então depois antes agora hoje amanhã ontem já não sim "
    "quando "
    "como onde quem que qual quais porque porquê obrigado obrigada bom boa olá tecle digite prima marque ligue "
    "confirme "
    "aguarde leia veja fale traga venha envie pague use tome atenção aqui ali lá há é foi está são tem temos todos "
    "todas "
    "cada nenhum nenhuma alguns algumas muito mais menos também só até durante após caso aberta aberto fechado"
)
CURRENCY_WORDS = {
    "reais": "BRL",
    "real": "BRL",
    "euros": "EUR",
    "euro": "EUR",
    "dólares": "USD",
    "dólar": "USD",
    "libras": "GBP",
}
"""Written behind an amount."""
PLURAL_ARTICLES = frozenset({"aos", "nos", "os", "dos", "às", "nas", "as", "das", "pelos"})
NUMBERED_EVENTS = _words(
    "guerra congresso bienal encontro simpósio semana festival jornada jornadas conferência república império reich "
    "edição fórum concílio plano seminário exposição salão feira mostra cruzada internacional campeonato prémio "
    "prêmio "
    "colóquio curso maratona copa taça governo legislatura ciclo olimpíada gala cimeira cúpula dinastia região "
    "exército "
    "divisão grande batalhão brigada"
)
"""Names behind a roman rank: "II Guerra"."""
WEATHER = _words(
    "temperatura temperaturas febre máxima mínima máximas mínimas forno termómetro termômetro céu sol chuva frio "
    "calor "
    "marcam marca ângulo mín. máx. mínimo máximo mín máx"
)
"""Words near degrees that have no C."""
NUMBERED_PAPERS = frozenset({"nº", "n.º", "lei", "portaria", "decreto", "processo", "edital", "resolução", "número"})
QUEENS = frozenset({"elizabeth", "isabel", "beatriz", "elisabeth", "leonor"})
RECIPE_NOUNS = sorted(
    _words(
        "xícara chávena copo colher litro dúzia comprimido cebola limão pimento pacote lata garrafa fatia dose "
        "página "
        "tablete maço barra xícaras"
    )
)
UNCOUNTED = _words(
    "mais menos para depois após antes durante através nos nas dos das aos pelos pelas nós vós vezes-sem às sem seus "
    "suas meus minhas nossos nossas todos todas estes estas esses essas apenas jamais ambos atrás mas eis simples"
)
TITLES: dict[str, tuple[str, str]] = {}
SIGNS = {
    "&": "e", "@": "arroba", "=": "igual a", "+": "mais", "−": "menos", "×": "vezes", "÷": "dividido por",
    "≤": "menor ou igual a", "≥": "maior ou igual a",
    "≠": "diferente de", "≈": "cerca de", "→": "para", "←": "de", "©": "copyright", "®": "marca registada",
    "™": "marca", "€": "euros", "£": "libras",
    "$": "dólares", "¥": "ienes", "°": "graus", "№": "número", "%": "por cento", "‰": "por mil",
    "*": "asterisco", "<": "menor que", ">": "maior que",
    "~": "til", "^": "circunflexo", "±": "mais ou menos", "§": "parágrafo", "†": "", "∞": "infinito",
    "√": "raiz quadrada de", "π": "pi", "µ": "micro",
    "/": "barra", "•": "", "·": "",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "ponto", ",": "vírgula", "-": "traço", "–": "traço", "_": "sublinhado",
    "\\": "barra invertida", ":": "dois pontos", ";": "ponto e vírgula",
    "!": "ponto de exclamação", "?": "ponto de interrogação", "'": "apóstrofo", '"': "aspas", "(": "abre parêntese",
    ")": "fecha parêntese",
    "[": "abre colchete", "]": "fecha colchete", "{": "abre chave", "}": "fecha chave", "|": "barra vertical",
    "`": "acento grave", "°": "grau",
    "&": "e comercial", "=": "igual",
}  # fmt: skip
AS_WORDS = _words(
    "PIN SIM CEP PIX ONU SUS NASA UNESCO UNICEF COVID IBAN SAMU ZIP OK RAM ROM GIF WIFI NÃO A O E AS OS UM UMA DE "
    "DA DO DAS DOS EM NO NA NOS NAS AO AOS À "
    "ÀS POR PARA COM SEM SE QUE QUEM OU MAS JÁ SÓ MEU SEU SUA TEU TUA SÃO É FOI TEM VOU VAI DIA MÊS ANO HOJE AQUI "
    "MAIS MENOS BOM BOA SER TER VER DAR "
    "LER RUA AV SUL MAR SOL LUZ PAZ FIM GÁS MÃE PAI TU ELE ELA NÓS LHE ME TE LEI VIA VOZ VEZ DEZ SEIS SETE OITO "
    "NOVE PRÉ PÓS ATÉ HÁ LÁ CÁ FÉ PÉ MÃO"
)
SPELLED = _words(
    "TAEG TAN IBGE "
    "EUA UE US USA TV PC CD DVD IP URL API VIP USB GPS ID IA RG TI IRS IVA NIF BI SMS MMS IPVA IPTU INSS OAB"
)
SPELLED_IN_ADDRESSES = _words("www br pt fr uk eu us tv ao mz")
KINGS = _words(
    "pedro joão paulo dom dona bento pio leão francisco henrique luís luiz carlos filipe felipe manuel afonso "
    "sebastião sancho dinis fernando duarte josé "
    "maria miguel elizabeth isabel vitória catarina napoleão jorge eduardo guilherme ricardo carlos nicolau "
    "alexandre frederico alberto leopoldo gregório "
    "urbano clemente bonifácio inocêncio ramsés ptolomeu papa rei rainha imperador"
)
COUNTED = _words(
    "inc alínea cap art vol inciso praça pça século séculos capítulo capítulos ato acto tomo artigo livro parte "
    "anexo título "
    "seção secção volume fase tipo "
    "nível classe grupo categoria parágrafo "
    "guerra quadro figura episódio divisão etapa módulo lote lição unidade tabela séc"
)
"""Words behind which a roman number is a cardinal."""
CLUES = {
    "code": "código | id | isbn | ref. | ref | ent. | bic | swift | nis | pis | inscrição estadual | processo | crm | "
    "contribuinte | código de verificação | código de segurança | código de acesso | "
    "código de confirmação | "
    "código da reserva | código postal | pin | otp | final | terminado em | terminada em | com final | que termina "
    "em | conta | conta é | agência | agência é | cep | cpf | cnpj | rg | nif | niss | iban | "
    "nib | entidade | referência | cartão | número do cartão | número do pedido | número da conta | número de "
    "contribuinte | número do contrato | número de cliente | protocolo | "
    "número de protocolo | número do protocolo | localizador | reserva | passaporte | placa | matrícula | rastreio "
    "| rastreamento | token | cvv | chave | apólice | "
    "dígitos | número de série | código do produto | boleto | nota fiscal | utente | número de utente | contrato | "
    "bilhete de identidade | cartão de cidadão | identificação",
    "phone": "tlm. | telem. | tel. | cel. | tlf. | telef. | ligue | ligue para | ligue para o | "
    "ligue grátis para o | disque | disque para | telefone | telefone "
    "para | telefone para o | tel | telemóvel | celular | fax | ligar para | "
    "ligar para o | ligando para | marque | marque o | contacte o | contacte | através do | whatsapp | central | "
    "emergência | contato | contacto | chame | chame o | sms para | atendimento | "
    "linha | apoio ao cliente | liga | liga para | número de telefone | discar | marcar o | número da clínica | "
    "nosso número | ligue o | fale conosco | sac | telefones | ligue já",
    "year": "em | desde | ano | de | até | década de | anos | século | verão de | inverno de | antes de | depois de "
    "| ano de | início de | fim de | finais de | exercício",
    "date": "dia | no dia | em | até | desde | do dia | ao dia | vence em | a partir de | até ao dia | data | "
    "segunda | terça | quarta | quinta | sexta | sábado | domingo | "
    "segunda-feira | feira | venceu em | vencimento | nascido em | nascida em | feriado de | entre | antes de | "
    "depois de | vence a | termina a | começa a | válido até | válida até | até ao | "
    "expira a | vence dia | expira em | marcado para | marcada para | agendado para | agendada para | datado de | "
    "datada de | a contar de | partir",
    "expiry": "validade | validade do cartão | vencimento | vence em | válido até | válida até | expira em | "
    "vencimento do cartão | expira",
    "score": "venceu | venceu por | perdeu | perdeu por | empatou | empatou em | empataram | ganhou | ganhou por | "
    "terminou | terminou em | placar | placar de | placar final | goleou | goleou por | "
    "resultado | resultado final | derrotou | vitória por | vitória | jogo | partida | bateu | vencer por | ganhar "
    "por | empate | empate em | empate por | venceu por | derrota por | acabou | está",
    "ratio": "proporção | proporção de | razão | razão de | escala | escala de | relação",
    "version": "capítulo | secção | seção | norma | versão | motor | android | ios | windows | macos | "
    "firmware | atualização | java | python | bluetooth | usb "
    "| v",
    "duration": "jejum de | prazo de | dura | duração | duração de | leva | demora | espera | durante | tempo",
    "rating": "pressão | nota | notas | avaliação | avaliado com | avaliada com | média | etapa | página | parte | "
    "episódio | "
    "pontuação | tirou | tirei",
    "fraction": "formato | tela | ecrã | tome | use | junte | adicione | falta | faltam | já pagou | "
    "já pagamos | cerca de | "
    "quase | mais "
    "de | menos de | herdou | apenas | só | pagou | recebeu | metade | os | as | dos | das",
    "letters": "opção | plano | vitamina | portão | porta | letra | bloco | guichê | terminal | classe | secção | "
    "seção | hepatite | edifício | prédio | torre | grupo | tipo | categoria | tecla | "
    "zona | turma | sala | plataforma | linha | cais | setor | ala | gate | balcão",
}  # fmt: skip
BRAZILIAN_CLUES = {**CLUES, "code": CLUES["code"] + " | senha | senha provisória | senha temporária"}
CLUES_AFTER = {
    "fraction": "do | da | dos | das | de | xícara | chávena | hora | comprimido | copo | colher | litro",
    "date": "às | à | até",
}
CONNECTORS = _words(
    "* nº n.º n° n.o # "
    "é são foi eram número nº n o a os as um uma : do da de em é seu sua nosso nossa provisório "
    "temporária "
    "informado com grátis para"
)
NEUTRAL = _words(
    "grande grandes novos importante importantes simples possível possíveis disponível disponíveis pequeno feliz "
    "última-hora principais principal excelente excelentes jovem jovens "
)
FEMININE = _words(
    "vez vezes noite noites parte partes mulher mulheres mão mãos lei leis cor cores flor flores chave chaves rede "
    "redes sede tarde tardes fonte ponte gente classe classes base "
    "fase fases frase frases tese crise análise análises manhã manhãs irmã irmãs maçã mãe mães luz luzes voz vozes "
    "cruz raiz dor dores ordem ordens viagem viagens mensagem mensagens imagem imagens "
    "passagem passagens bagagem garagem página opção opiniões opinião reunião reuniões união região regiões "
    "religião sessão estação foto fotos moto motos série séries espécie nuvem nuvens sede "
    "pele saúde parede paredes rede árvore árvores torre torres nave greve chuva pessoa milha libra tribo equipe "
    "equipes equipa atriz nota carne sorte morte arte norte-americana estante metade metades via-sacra "
    "fé ré maré colher colheres gravidez paz cicatriz licença nascente corrente vertente enchente semente serpente "
    "lente lentes "
)
MASCULINE = _words(
    "mega megas giga gigas dia dias problema problemas sistema sistemas tema temas programa programas mapa mapas "
    "clima grama gramas "
    "quilograma miligrama telegrama drama cinema idioma diploma planeta cometa poeta "
    "trauma sintoma sintomas esquema esquemas cardioma carma dilema enigma estigma plasma teorema axioma telefonema "
    "fantasma "
    "para pra cada na da a à das nas às pela pelas uma duas era fora agora ainda até já há esta essa aquela desta "
    "dessa nessa nesta sua minha nossa toda nenhuma alguma ela elas "
    "fica custa chega estava espera-se termina começa seja tenha ou e que se de do em no com sem por até como "
    "quando onde segue abre fecha sofá chá guia guias turista turistas motorista motoristas "
    "dentista dentistas jornalista jornalistas especialista especialistas artista artistas atleta atletas "
    "recepcionista rececionista taxista taxistas analista analistas pediatra pediatras colega colegas camarada "
    "avião aviões milhão milhões pijama pijamas delta gorila samba saca-rolhas cartão cartões caminhão camião"
)
FEMININE_ENDINGS = (
    "a",
    "ção",
    "ções",
    "são",
    "sões",
    "dade",
    "dades",
    "gem",
    "gens",
    "tude",
    "tudes",
    "ícies",
    "ície",
)
LABELS = _words(
    "número opção sala página páginas posição porta portão capítulo linha loja etapa fase pressione tecle digite "
    "disque marque prima aperte aperta escolha mesa andar quarto nível ônibus autocarro comboio "
    "trem voo plataforma cais guichê balcão bloco lote casa apartamento parágrafo artigo item versão tipo grupo "
    "módulo terminal volume canal faixa rota zona turma série ramal extensão questão vírgula nota "
    "código senha final conta agência rua avenida km tabela figura anexo tecla vaga unidade-de cadeira assento "
    "lugar quadra poltrona seção secção parcela prestação tomo box estação via ano anos década"
)
