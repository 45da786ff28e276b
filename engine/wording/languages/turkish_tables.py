"""The tables of Turkish that are long.

Words out begin with a small "i" where it would be "İ": engines that fold case without regard to the language make two
characters of that.
"""

from __future__ import annotations

import re

from engine.wording.vocabulary.nouns import Currency, Noun


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DIGITS = ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
TENS = ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")
SCALES = ("", "bin", "milyon", "milyar", "trilyon", "katrilyon", "kentilyon")
_SENT = Noun("sent")
CURRENCIES = {
    "TRY": Currency(Noun("lira"), Noun("kuruş")),
    "USD": Currency(Noun("dolar"), _SENT),
    "EUR": Currency(Noun("avro"), _SENT),
    "GBP": Currency(Noun("sterlin"), Noun("peni")),
    "JPY": Currency(Noun("yen"), None, 0),
    "CNY": Currency(Noun("yuan"), None),
    "RUB": Currency(Noun("ruble"), Noun("kopek")),
    "INR": Currency(Noun("rupi"), None),
    "CHF": Currency(Noun("isviçre frangı"), Noun("santim")),
    "CAD": Currency(Noun("Kanada doları"), _SENT),
    "AUD": Currency(Noun("Avustralya doları"), _SENT),
    "SAR": Currency(Noun("Suudi riyali"), None),
    "AED": Currency(Noun("dirhem"), None),
    "UAH": Currency(Noun("grivna"), None),
    "KRW": Currency(Noun("won"), None, 0),
    "kuruş": Currency(Noun("kuruş"), None),
}
FOREIGN = _words("KWD QAR BHD OMR JOD AZN GEL IQD IRR LYD DZD TND RSD BAM MKD ALL TMT UZS KGS LBP PKR AFN XAF")
"""ISO 4217 codes that are met in Turkish beside the usual ones."""
CURRENCY_SIGNS = {
    "Avro": "EUR", "Euro": "EUR", "Dolar": "USD", "AVRO": "EUR", "EURO": "EUR", "DOLAR": "USD", "LİRA": "TRY",
    "kr": "kuruş", "kr.": "kuruş", "krş": "kuruş", "krş.": "kuruş", "Kr": "kuruş", "Krş": "kuruş", "Tl": "TRY",
    "tl": "TRY", **{code: code for code in FOREIGN - {"ALL"}},
}  # fmt: skip
CURRENCY_NAMES = {"lira": "TRY", "dolar": "USD", "avro": "EUR", "euro": "EUR", "sterlin": "GBP"}
BEFORE_NUMBERS = _words("saatte saniyede dakikada desilitrede")
FILES = _words("no no. numara sayı sayılı karar esas dosya madde")
"""Beside these "5/2024" is no month."""
HALVED = "saat|gün|ay|yıl|hafta|dakika|kilo|porsiyon|bardak|kat|sene|litre|metre"
"""Words that are counted with "buçuk" and "yarım"."""
EXPIRY = _words("kullanma skt s.k.t geçerlilik geçerlik vade")
"""Behind these "12/27" is a month."""
CODES_BEHIND = (
    "(?:numaralı )?(?:onay|doğrulama|güvenlik|aktivasyon|giriş|tek kullanımlık|sms) (?:kod|şifre)|şifreniz|kodunuz"
)
"""Words that make a code of the figures before them."""
FIGURES_BEHIND = re.compile(r"[.:]{0,2}[ ]{0,2}(?:[A-Z]{1,6}-?)?\d")
COUNTED_STREETS = {"cad.": "Cadde", "cd.": "Cadde", "mah.": "Mahalle", "mh.": "Mahalle"}
"""What is said behind an ordinal for what is a street of a name elsewhere."""
NEVER_LAST = _words(
    "Dr. Prof. Doç. Yrd. Öğr. Gör. Arş. Op. Uzm. Av. Sn. SN. Dt. Ecz. Müh. Mim. Psk. Fzt. Vet. Hem. Hz. Gen. Org. "
    "Alb. Yb. Bnb. Yzb. Tğm. Ütğm. Asb. Dyt. Kd. Em. Ord. Çvş. Bçvş. Tic. San. Ltd. örn. Örn. ör. bkz. bknz. Bk. bk. "
    "No. no. Gn. Gnl. T.C. yakl. M.Ö. M.S. Hv. Dz. maks. min. tel."
)
"""Abbreviations that end no sentence: something always follows them."""
SENTENCE_STARTS = _words(
    "lütfen bu şu o biz siz ben sen onlar bizi sizi bize size ve veya ama fakat ancak ayrıca eğer her hiç bir "
    "bugün yarın dün şimdi sonra önce artık hâlâ henüz yine devam detaylı bilgi daha işlem işleminiz teşekkür "
    "teşekkürler merhaba iyi hoş sayın değerli ne nasıl nerede neden kim hangi kaç için ile onay evet hayır tamam "
    "bilgileriniz hesabınız hesabınızdan kartınız kartınızdan siparişiniz randevunuz randevunuzu faturanız "
    "ödemeniz kargonuz paketiniz talebiniz başvurunuz borcunuz bakiyeniz uçuşunuz uçağınız müşteri "
    "temsilcimiz ekibimiz şubemiz mağazamız doktorunuz teslimat kargo adres adresiniz toplam son yeni tüm "
    "bütün bazı çok en başka diğer böylece çünkü oysa üstelik özellikle sadece yalnızca mutlaka unutmayın "
    "arayın bekleyin bekleyiniz seçin tuşlayın basın girin gelin gidin size sizin bizim onun burada orada "
    "buradan şirket kampanya ücret tutar fiyat sorularınız sorun yardım destek hepsi herkes kimse geldi gitti"
)
""" "Gül Sok. Lütfen bekleyin.": Turkish names seldom begin with one of these."""
MAGNITUDES = {
    "bin": Noun("bin"), "milyon": Noun("milyon"), "milyar": Noun("milyar"), "trilyon": Noun("trilyon"),
    "mn": Noun("milyon"), "mln": Noun("milyon"), "mil.": Noun("milyon"), "mr": Noun("milyar"),
    "mlr": Noun("milyar"),
    "mrd": Noun("milyar"), "trl": Noun("trilyon"),
}  # fmt: skip
UNITS = {
    "sa": Noun("saat"), "dk": Noun("dakika"), "sn": Noun("saniye"), "msn": Noun("milisaniye"), "gr": Noun("gram"),
    "lt": Noun("litre"), "mt": Noun("metre"), "inç": Noun("inç"), "inch": Noun("inç"), "″": Noun("inç"),
    "kg": Noun("kilogram"),
    "mcg": Noun("mikrogram"), "mA": Noun("miliamper"), "mAh": Noun("miliamper saat"), "kWh": Noun("kilovatsaat"),
    "MWh": Noun("megavatsaat"), "Wh": Noun("vatsaat"), "kVA": Noun("kilovolt amper"), "dB": Noun("desibel"),
    "km/h": Noun("saatte {} kilometre"), "km/sa": Noun("saatte {} kilometre"),
    "km/s": Noun("saniyede {} kilometre"),
    "kmh": Noun("saatte {} kilometre"), "kph": Noun("saatte {} kilometre"), "mph": Noun("saatte {} mil"),
    "m/s": Noun("saniyede {} metre"), "m/sn": Noun("saniyede {} metre"), "lt/dk": Noun("dakikada {} litre"),
    "l/100km": Noun("yüz kilometrede {} litre"), "l/100 km": Noun("yüz kilometrede {} litre"),
    "lt/100km": Noun("yüz kilometrede {} litre"), "lt/100 km": Noun("yüz kilometrede {} litre"),
    "kbps": Noun("kilobit bölü saniye"), "Kbps": Noun("kilobit bölü saniye"), "Mbps": Noun("megabit bölü saniye"),
    "Gbps": Noun("gigabit bölü saniye"), "MB/s": Noun("megabayt bölü saniye"),
    "GB/s": Noun("gigabayt bölü saniye"),
    "mg/dl": Noun("desilitrede {} miligram"), "mg/dL": Noun("desilitrede {} miligram"),
    "rpm": Noun("devir bölü dakika"),
    "°C": Noun("derece"), "℃": Noun("derece"), "ºC": Noun("derece"), "PS": Noun("beygir"), "hp": Noun("beygir"),
    "HP": Noun("beygir"), "bg": Noun("beygir"), "mmHg": Noun("milimetre cıva"), "cc": Noun("santimetreküp"),
    "ha": Noun("hektar"), "fps": Noun("kare bölü saniye"), "hz": Noun("hertz"), "Ghz": Noun("gigahertz"),
    "Mhz": Noun("megahertz"), "KM": Noun("kilometre"), "KG": Noun("kilogram"), "CM": Noun("santimetre"),
    "Kg": Noun("kilogram"),
    "mb": Noun("milibar"), "mbar": Noun("milibar"), "Km": Noun("kilometre"),
    "ad.": Noun("adet"), '"': Noun("inç"), "km/saat": Noun("saatte {} kilometre"),
}  # fmt: skip
ABBREVIATED_UNITS = ("sa", "dk", "sn", "gr", "lt", "mt", "kg", "km", "cm", "mm", "ml", "mg", "m", "g", "kr", "krş")
"""Units that are also written with a full stop."""
PER = {
    "ay": "ayda {}", "yıl": "yılda {}", "gün": "günde {}", "hafta": "haftada {}", "saat": "saatte {}",
    "sa": "saatte {}",
    "dk": "dakikada {}", "dakika": "dakikada {}", "sn": "saniyede {}", "saniye": "saniyede {}",
    "kişi": "kişi başına {}",
    "gece": "gecelik {}", "kg": "kilogram başına {}", "adet": "adet başına {}", "lt": "litre başına {}",
    "l": "litre başına {}",
    "m²": "metrekare başına {}", "m2": "metrekare başına {}", "km": "kilometre başına {}",
    "kWh": "kilovatsaat başına {}",
    "GB": "gigabayt başına {}", "SMS": "S M S başına {}", "ton": "ton başına {}", "m³": "metreküp başına {}",
    "seans": "seans başına {}", "kullanıcı": "kullanıcı başına {}", "öğün": "öğün başına {}",
}  # fmt: skip
ABBREVIATIONS = {
    "vb.": "ve benzeri", "vs.": "vesaire", "vd.": "ve diğerleri", "örn.": "örneğin", "Örn.": "Örneğin",
    "ör.": "örneğin",
    "yakl.": "yaklaşık", "yak.": "yaklaşık", "tel.": "telefon", "bkz.": "bakınız", "bknz.": "bakınız",
    "krş.": "karşılaştırınız",
    "Tic.": "Ticaret", "Ltd.": "Limited", "Şti.": "Şirketi", "San.": "Sanayi", "A.Ş.": "Anonim Şirketi",
    "AŞ": "Anonim Şirketi",
    "Paz.": "Pazarlama", "İnş.": "inşaat", "Şb.": "Şube", "Şub.": "Şubat", "Mrk.": "Merkez", "Hast.": "Hastanesi",
    "Ünv.": "Üniversitesi", "Üni.": "Üniversitesi", "Üniv.": "Üniversitesi", "Fak.": "Fakültesi",
    "Böl.": "Bölümü",
    "Müd.": "Müdürlüğü", "Bşk.": "Başkanlığı", "Bld.": "Belediyesi", "İst.": "istanbul", "Ank.": "Ankara",
    "Cad.": "Caddesi", "Cd.": "Caddesi", "Sok.": "Sokak", "Sk.": "Sokak", "Mah.": "Mahallesi", "Mh.": "Mahallesi",
    "Bulv.": "Bulvarı", "Blv.": "Bulvarı", "Bul.": "Bulvarı", "Apt.": "Apartmanı", "Ap.": "Apartmanı",
    "Sit.": "Sitesi",
    "Blk.": "Blok", "Bl.": "Blok", "Meyd.": "Meydanı", "Mey.": "Meydanı", "Yk.": "Yokuşu", "Çk.": "Çıkmazı",
    "No": "numara", "No.": "numara", "no": "numara", "no.": "numara", "NO": "numara", "Nr.": "numara",
    "Kat.": "kat",
    "s.": "sayfa", "sf.": "sayfa", "ss.": "sayfa", "md.": "madde", "c.": "cilt", "yy.": "yüzyıl",
    "şk.": "şekil", "böl.": "bölüm",
    "M.Ö.": "milattan önce", "MÖ": "milattan önce", "M.S.": "milattan sonra", "MS": "milattan sonra",
    "İÖ": "isa'dan önce",
    "İ.Ö.": "isa'dan önce", "İ.S.": "isa'dan sonra", "Dr.": "Doktor", "Dr": "Doktor", "Prof.": "Profesör",
    "Doç.": "Doçent",
    "Yrd.": "Yardımcı", "Öğr.": "Öğretim", "Gör.": "Görevlisi", "Arş.": "Araştırma", "Op.": "Operatör",
    "Uzm.": "Uzman",
    "Av.": "Avukat", "Sn.": "Sayın", "Sn": "Sayın", "Dt.": "Diş Hekimi", "Ecz.": "Eczacı", "Müh.": "Mühendis",
    "Mim.": "Mimar",
    "Psk.": "Psikolog", "Fzt.": "Fizyoterapist", "Vet.": "Veteriner", "Hem.": "Hemşire", "Hz.": "Hazreti",
    "Gen.": "General",
    "Org.": "Orgeneral", "Alb.": "Albay", "Yb.": "Yarbay", "Bnb.": "Binbaşı", "Yzb.": "Yüzbaşı", "Tğm.": "Teğmen",
    "Ütğm.": "Üsteğmen", "Asb.": "Astsubay", "Öğrt.": "Öğretmen", "Öğt.": "Öğretmen", "Md.": "Müdürü",
    "Gn.": "Genel",
    "maks.": "maksimum", "max.": "maksimum", "min.": "minimum", "ort.": "ortalama", "haz.": "hazırlayan",
    "çev.": "çeviren",
    "yay.": "yayınları", "age.": "adı geçen eser", "a.g.e.": "adı geçen eser", "vol.": "cilt",
    "dah.": "dahili", "Tlf.": "telefon",
    "Tel": "Telefon", "tlf.": "telefon", "gsm": "G S M", "e-devlet": "e-devlet", "fak.": "fakülte",
    "İlt.": "iletişim",
    "4.5G": "dört buçuk G", "50/50": "elli elli", "7/24": "yedi yirmi dört", "24/7": "yirmi dört yedi",
    "Kur.": "Kurmay", "Jan.": "Jandarma", "kr.": "kuruş", "ad.": "adet", "KDV'li": "K D V'li",
    "Müş.": "Müşteri", "Hiz.": "Hizmetleri",
    "Ort.": "Ortaklığı", "Koop.": "Kooperatifi", "Bk.": "bakınız", "bk.": "bakınız", "Ulş.": "Ulaştırma",
    "İth.": "ithalat",
    "İhr.": "ihracat", "Oto.": "Otomotiv", "Tur.": "Turizm", "Taah.": "Taahhüt", "Nak.": "Nakliyat",
    "Müt.": "Müteahhit",
    "Dyt.": "Diyetisyen", "Kd.": "Kıdemli", "Em.": "Emekli", "Ord.": "Ordinaryüs", "Çvş.": "Çavuş",
    "Bçvş.": "Başçavuş", "Üçvş.": "Üstçavuş", "Mev.": "Mevkii", "Mevk.": "Mevkii", "Mvk.": "Mevkii",
    "Hst.": "Hastanesi", "Gnl.": "Genel", "Mdr.": "Müdürü", "Bşk": "Başkanı", "Vek.": "Vekili", "Köp.": "Köprüsü",
    "Kav.": "Kavşağı", "Mrkz.": "Merkez", "Tekn.": "Teknisyen", "Kapt.": "Kaptan", "Hv.": "Hava", "Dz.": "Deniz",
    "Kv.": "Kuvvetleri", "Y. Müh.": "Yüksek Mühendis", "Yük. Müh.": "Yüksek Mühendis", "Yay.": "Yayınları",
    "7x24": "yedi yirmi dört", "7X24": "yedi yirmi dört", "No'lu": "numaralı", "No.lu": "numaralı",
    "no.lu": "numaralı", "no'lu": "numaralı", "s.k.t.": "son kullanma tarihi", "S.K.T.": "son kullanma tarihi",
    "a.g.m.": "adı geçen makale", "çvr.": "çeviren", "dr.": "doktor",
    "tic.": "ticaret", "vdl.": "ve diğerleri", "vb": "ve benzeri", "v.b.": "ve benzeri",
    "yk.": "yemek kaşığı", "çk.": "çay kaşığı", "tk.": "tatlı kaşığı", "su b.": "su bardağı", "çay b.": "çay bardağı",
    "yemek k.": "yemek kaşığı", "çay k.": "çay kaşığı", "tatlı k.": "tatlı kaşığı", "v.s.": "vesaire",
    "v.d.": "ve diğerleri", "bkz": "bakınız",
    "bknz": "bakınız", "örn": "örneğin", "Örn": "Örneğin", "Hf.": "Hafta", "hf.": "hafta",
}  # fmt: skip
BEFORE_FIGURES = frozenset({"no", "no.", "nr.", "s.", "sf.", "ss.", "md.", "c.", "şk.", "böl.", "tel", "kat."})
"""Abbreviations that are one only before figures."""
BEFORE_CAPITALS = _words("av. op. gen. org. mim. vet. hem. kur. jan. psk. gör. dt. uzm. alb. yb. gn.")
"""Abbreviations that are words as well: only before a name or another title."""
BEHIND_CAPITALS = _words(
    "san. paz. sok. sk. bul. sit. mey. bl. apt. ap. böl. ort. oto. tur. nak. hast. md. yk. müş. hiz."
)
"""The same, only behind a name."""
NUMBERED = _words(
    "sipariş müşteri poliçe abone fatura takip hesap kart sicil rezervasyon bilet seri referans kimlik "
    "telefon kargo dosya "
    "başvuru işlem tesisat pasaport vergi protokol sıra oda koltuk peron kayıt plaka tc t.c. barkod sözleşme "
    "sayaç parsel ada "
    "pafta okul öğrenci aday iban kapı gişe sefer uçuş fiş belge ruhsat şasi motor"
)
"""Nouns whose "no." is "numarası"."""
LISTS_END = frozenset({"vb.", "vs.", "vd."})
"""Abbreviations behind which a capital begins a sentence."""
SIGNS = {
    "&": "ve", "@": "et", "=": "eşittir", "+": "artı", "−": "eksi", "×": "çarpı", "÷": "bölü",
    "≤": "küçük eşittir",
    "≥": "büyük eşittir", "≠": "eşit değildir", "≈": "yaklaşık", "→": "", "←": "", "©": "telif hakkı",
    "®": "tescilli",
    "™": "marka", "€": "avro", "£": "sterlin", "$": "dolar", "¥": "yen", "₺": "lira", "₹": "rupi", "°": "derece",
    "№": "numara", "%": "yüzde", "‰": "binde", "*": "yıldız", "#": "kare", "<": "küçüktür", ">": "büyüktür",
    "~": "yaklaşık", "^": "üzeri", "±": "artı eksi", "§": "madde", "¶": "paragraf", "∞": "sonsuz", "√": "karekök",
    "π": "pi", "µ": "mikro", "/": "bölü", "•": "", "·": "", "²": "kare", "³": "küp",
}  # fmt: skip
SPELLED_SIGNS = {
    ".": "nokta", ",": "virgül", "-": "tire", "–": "tire", "_": "alt çizgi", "\\": "ters bölü", ":": "iki nokta",
    ";": "noktalı virgül", "!": "ünlem", "?": "soru işareti", "'": "kesme işareti",
    '"': "tırnak", "(": "parantez aç",
    ")": "parantez kapa", "[": "köşeli parantez aç", "]": "köşeli parantez kapa", "{": "süslü parantez aç",
    "}": "süslü parantez kapa", "|": "dikey çizgi", "`": "ters kesme", "~": "tilda",
}  # fmt: skip
AS_WORDS = _words(
    "NATO NASA PIN IBAN SIM UNESCO UNICEF UEFA FIFA TOKİ BAĞKUR İSKİ ASKİ İGDAŞ TEDAŞ BOTAŞ TÜBİTAK TÜİK "
    "HAVAŞ POS COVID "
    "RAM GIF AFAD KOSGEB YÖK MEB ODTÜ BİM ŞOK AKUT TEMA ROKETSAN ASELSAN İŞKUR VE VEYA BU ŞU BİR İKİ ÜÇ BEŞ "
    "ON DUR GİR "
    "ÇIK AÇ KAPA EVET HAYIR ACİL SON YENİ İLK TÜM HER EN ÇOK AZ VAR YOK DE DA Kİ Mİ MI NE İLE İÇİN GİBİ SİZ "
    "BİZ BEN SEN "
    "AL SAT GEL GİT YAZ KAR KIŞ BAY LÜTFEN TAMAM OK WOW ARA SEÇ BAS İNDİRİM OCAK MART EKİM BÜYÜK AÇIK ÖZEL "
    "ALO TEM HES KEP GAP LED ISO İSO TÜFE ÜFE UYAP KOBİ FAST DASK BİST TEKEL NOT GÜN AY YIL ÖN SOL SAĞ ÜST ALT NAR "
    "TEK ÇİFT KİM HOŞ TAM BOŞ DOLU KOD KAT YAŞ AD SOY KAÇ ÖDE AT BEY EV SU İŞ GÖR BUL YAP DON YOL CAN NUR TÜR KUR"
)
SPELLED = _words(
    "ISBN IMEI ÖSYM TÜRSAB İETT İDO İTÜ ABD AVM TBMM TEOG EBYS ASM İBAN ÖTV EFT OGS HGS OTP IT UPS USB AIDS "
    "EKG AİHM AYM OHAL HDMI ADSL VDSL USSD İMKB TOBB AKTS ECTS ISDN"
) - frozenset({"TÜRSAB", "İBAN", "OHAL"})


def _inflected(stems: str, endings: str) -> str:
    return " | ".join([f"{before}{ending}" for before in stems.split("|") for ending in ("", *endings.split())])


_KOD = "u unuz unuzu unuzdur um umuz uyla unuzla unu un lu a unuza"
_NUMBERS = (
    "numaranız | numaranızı | numaranızdır | numarası | numaram | numarasını | numarasıyla | sipariş no | "
    "müşteri no | abone no | fatura no | takip no | hesap no | kart no | sicil no | rezervasyon no | "
    "bilet no | seri no | referans no | kimlik no | kayıt no | dosya no | poliçe no | başvuru no | işlem no | "
    "sonu | son dört hanesi | son 4 hanesi | otp | iban | cvv | pnr | tckn | puk | doğrulama kodu | "
    "güvenlik kodu | onay kodu | tek kullanımlık şifre | plaka kodu | vergi no | tc no | kargo no | "
    "tesisat no | kimlik | pasaport no | protokol no | barkod | barkodu"
)
_CODES = " | ".join(
    [
        _inflected("kod|posta kod", _KOD),
        _inflected("pin", "iniz inizi i"),
        _inflected("şifre", "si niz nizi yi m nizdir sini"),
        _NUMBERS,
    ]
)
CLUES = {
    "code": _CODES,
    "phone": "telefon | telefonu | telefonumuz | telefonunuz | telefon numaramız | tel | tel. | faks | "
    "faksımız | gsm | cep | cep telefonu | "
    "whatsapp | hattımız | hattı | hat | çağrı merkezi | çağrı merkezimiz | numaramız | müşteri hizmetleri | "
    "danışma hattı",
    "score": "maç | maçı | maçta | maçın | skor | skoru | takımımız | takım | sonuç | sonucu | mağlup | "
    "galip | derbi | derbiyi | derbide",
    "version": "bluetooth | sürüm | sürümü | versiyon | versiyonu | android | ios | windows | macos | usb "
    "| wifi | firmware | yazılım",
    "time": "saat | saatler | saati | saatleri | saatlerimiz | sabah | akşam | öğlen | gece | mesai | "
    "pazartesi | salı | çarşamba | perşembe | "
    "cuma | cumartesi | pazar",
    "date": "tarihi | tarih",
}
CONNECTORS = _words(": no numaranız nolu olan olarak ise yeni kodunuz")
RULERS = _words(
    "mehmed mehmet murad murat selim bayezid beyazıt mahmud mahmut mustafa osman ahmed ahmet abdülhamid "
    "abdülhamit süleyman orhan "
    "abdülmecid abdülmecit kılıçarslan kılıç gıyaseddin keyhüsrev alaeddin elizabeth charles louis george "
    "henry edward james "
    "katerina nikola nikolay aleksandr alexander petro wilhelm friedrich franz napolyon napoleon konstantin "
    "justinianus ramses "
    "philip philippe filip felipe juan carlos benedictus francis jean johannes ioannes paulus pius dünya "
    "meşrutiyet cihan haçlı "
    "gustav olaf harald albert leopold leopold viktorya victoria darius antiochos mithridates theodosius "
    "abbas tahmasb şapur"
)
"""Whom and what roman numbers count: sultans, popes, the world wars."""
COUNTED = _words(
    "bölüm kısım cilt perde sahne kitap faz tip sınıf grup seviye kademe evre seri rocky episode part ek "
    "tablo şekil madde"
)
"""Behind these a roman number is a cardinal."""
PLACES = _words(
    "cadde caddesi cad cad. cd. sokak sok. sk. sokağı bölüm kat kısım lig ligi etap bölge daire daireyi "
    "levent dünya ordu kolordu "
    "mahkeme asliye ağır sulh noter noterliği hukuk icra ceza iş aile vergi idare uluslararası ulusal yıl "
    "dönem sınıf sayfa gün hafta ünite ders "
    "seviye aşama blok peron kapı salon köprü boğaz havalimanı terminal organize sanayi cumhurbaşkanı kongre "
    "geleneksel olağan genel "
    "sk sok cd mah mh mahalle bulvar blv bulv "
    "büyük etabı bölgesi müdürlüğü istinaf tüketici çocuk kadastro fıkra madde gişe banko jenerasyon nesil"
)
"""Capitalised words before which a figure with a full stop is an ordinal."""
DAY_TIMES = _words("saat saati saatleri sabah sabahı akşam akşamı öğlen öğle gece öğleden sonra")
"""Behind these "9.30" is a time."""
HOUSES = _words("no numara kat daire blok apt apartmanı cad cad. cd. sok. sk. sokak sokağı caddesi bulvarı")
"""Behind these "12/5" is no fraction."""
