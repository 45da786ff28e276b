"""Lists of Polish nouns: their gender, those that are numbered, and those that roman numbers stand behind."""

from __future__ import annotations

import re

from engine.wording.languages.declined import listed

# Gender by the beginning of a word in any of its forms, the longest one counts: f, n, m, v (men).
STEMS: dict[str, str] = {}
for _gender, _list in {
    "f": listed(
        "par pani panie panią wind szaf szyb rur kap czap świat wystaw gazetk cen cenę płac scen plam bluz sukien "
        "suki spodn śrub desk desek lod zup potraw przypraw tubk rolk paczusz tras zajezdni noclegow dzielnic granic "
        "wycen prognoz diagnoz rozpraw apelacj decyzj licencj obniżk pożyczk pożyczek kredytówk bateri żarów kluczyk "
        "mysz "
        "wiadomoś paczk osob osób godzin minut sekund stron kart usług transakcj płatnoś rat rację oferta ofert wizyt "
        "rozmow rozmów przesył "
        "książ sztuk rzecz noc nocy opłat faktur umow umów rezerwacj lini ulic drog dróg liczb cyfr prób sesj edycj "
        "rocznic klas grup "
        "kolej dawk tablet kapsuł łyż szklan butel waliz torb toreb nog nóg rąk ręk częś lekcj pozycj opcj aplikacj "
        "wersj "
        "mil ton "
        "złotów koron lir gwiazd kategori zmian stacj tur rund połow szans podróż restauracj aptek przychodni recept "
        "skarg reklamacj "
        "notat pomył walut kopi płyt łazien sypialn kanap pizz kaw herbat wod dob dób niedziel sobot śród odpowied "
        "kwot "
        "kontrol promocj "
        "sal naklej koszul bluz skarpet kopert palet pusz kobiet dziewczyn córk córe siostr klientk pacjentk studentk "
        "uczestniczk pasażerk firm "
        "instytucj porcj ścian gazet kamer drukar pral parti kondygnacj przerw porad dat dziur noclegowni informacj "
        "przecen zaległoś "
        "czynnoś skład zniżk zniżek nagrod nagród inwestycj faz bram gat osłon kabin jedn jednost pensj premi wpłat "
        "wypłat spłat "
        "konferencj dostaw prac wycieczk wyciecz plansz rol rubryk gmin wsi wojn dekad generacj reform kadencj kontrol "
        "próbk kropl ampuł saszet "
        "drużyn częśc księgow pielęgniar sprzątacz bułk bułek łyżk łyżek łyżecz cebul marchew marchewk "
        "marchewek truskawk "
        "jagód malin śliw gruszk gruszek róż "
        "rybk piłk piłek czapk czapek kołdr poduszk poduszek kuchni walizk walizek torebk torebek skarpetk skarpetek "
        "zmienn literówk kolacj kanapk kanapek zapałk chust kartk kartek kolumn bombk bombek muszl beczk beczek "
        "kostk kostek szczypt strefa stref trumn partia szkół szkoł studi szóst fabryk placów agencj kawiar "
        "organizacj delegacj kolekcj "
        "publikacj stud sprawa spraw doradczyn lekark "
        "możliwoś prośb próśb skrytk skrytek przygod zgod ulot sygnatur polis ankiet map kar reguł zasad zalet wad "
        "flag "
        "dział(alność) literi liter "
        "gier gr(a) pór por pizze świec świeczk lamp pił kul kość kości ryb zup róż butl toni koleżan"
    ),
    "n": listed(
        "miejsc piętr pięter kont okien okn zdjęci pytani zamówieni zgłoszeni urządzeni mieszkani połączeni "
        "biur lotnisk słow słów zdani "
        "spotkani szkoleni zadani krzes łóż piw jaj jabł aut państw województw miast stanowisk wydani powiadomieni "
        "posiedzeni stuleci "
        "lat dzieck świadczeni wydarzeni ostrzeżeni przypomnieni badani wejści wyjści opakowani konto zasileni "
        "logowani "
        "pudeł pudł ogniw ciast drzew drzwi zer"
    ),
    "m": listed(
        "pokoj pokoi pokój bilet dzień dni miesiąc tydzień tygodni rok punkt telefon numer dokument sklep rachun "
        "przelew "
        "kilometr etap kwartał peron tor torów "
        "bagaż lot poko kod oddział formularz wnios paragraf załącznik produkt samoch pociąg autobus kurs krok raz "
        "procent grosz złot "
        "poziom posił paczkomat klucz ręcznik komplet zestaw egzemplarz tom plik folder film mecz set gol komputer "
        "laptop "
        "talerz kub "
        "litr gram centymetr milimetr metr wor kanał odcin sezon wynik błąd błęd element obiekt termin wyjazd urlop "
        "stopień stopni kierun "
        "pakiet artykuł tytuł bank znak list listów nocleg przystan koszyk kosz karton stół stoł fotel parking garaż "
        "dom "
        "domów zabieg "
        "zastrzyk antybiotyk lek leków test przedmiot projekt rozdział utwór utwor album zegar akapit wyraz szczebel "
        "transport "
        "bon kupon voucher rabat tydzien płaszcz but butów tranzyt odcinek ekran monitor kabel kabl adres symbol"
    ),
    "v": listed(
        "klient pacjent pasażer użytkowni pracowni uczestni student mieszkańc mieszkaniec lekarz konsultant "
        "gość gości gośc uczeń uczni nauczyciel "
        "kierowc mężczyzn pan panów chłop syn brat brac koleg przyjaci specjalist ekspert inżynier kurier operator "
        "agent "
        "doradc "
        "obywatel turyst żołnierz policjant straża kandydat zawodni piłkarz sprzedawc właściciel najemc lokator "
        "abonent "
        "rodzic człon "
        "sąsiad partner dostawc świad autor aktor widz kibic dyrektor prezes poseł posł senator emeryt dorosł ochotni "
        "wolontariusz "
        "delegat przedstawiciel gracz programist architekt fachow ludzi prawnik sędzi laureat kolarz biegacz zwycięzc "
        "odbiorc nadawc "
        "współpracowni asystent technik hydrauli elektry rzecznik licealist maturzyst ratowni chirurg dentyst kardiolog"
    ),
}.items():
    for _stem in _list:
        STEMS[_stem.partition("(")[0]] = _gender
COLLECTIVE = frozenset(
    listed(
        "dzieci dziećmi dzieciom dzieciach wnucząt niemowląt drzwi skrzypiec nożyczek kurcząt "
        "szczeniąt kociąt bliźniąt rodzeństwa"
    )
)
FEMALE_NAMES = re.compile(
    r"(?:Elżbie|Katarzyn|Mari|Wiktori|Krystyn|Małgorza|Ann|Izabel|Joann|Jadwig|Bon|Barbar|Zofi|Kleopatr|Agnieszk|Ew|"
    r"Mart|Teres|"
    r"Faustyn|Rit|Łucj|King|Cecyli|Brygid|Urszul|Mon[ik]|Bernade|Magdalen|Julit|Juli|Iren|Helen|Kla[ru]|Mał)"
)
ORDERED = frozenset(
    listed(
        "piętrze piętro piętra peronie peronu peron torze toru tor stronie klasie klasy klasę miejscu rzędzie "
        "rzędu rząd etapie etapu kwartale "
        "kwartału kwartał semestrze semestru semestr rocznica rocznicę rocznicy miesiącu dniu tygodniu edycji edycja "
        "rundzie rundy sezonie wieku "
        "urodziny urodzin okienku stanowisku gabinecie sali wagonu wagonie wagonem rozdziale rozdziału odcinku minucie "
        "próbie kolejce turze serii kilometrze kadencji instancji kwartałem peronem rzędem paragrafie zmianie grupie "
        "kondygnacji poziomie tomie akapicie roku"
    )
)
"""Nouns in the singular that are not counted but numbered: "na 3 piętrze"."""
ROMAN_NOUNS = {
    "art": "nm", "artykuł": "nm", "artykułu": "gm", "artykule": "lm", "ust": "nm", "paragraf": "nm",
    "rozdz": "nm", "cz": "nf", "t": "nm", "kl": "nf", "peron": "nm", "peronu": "gm", "peronie": "lm",
    "rozdział": "nm", "rozdziału": "gm", "rozdziale": "lm", "rozdziałem": "im", "tom": "nm", "tomu": "gm",
    "tomie": "lm", "część": "nf", "części": "gf",
    "klasa": "nf", "klasy": "gf", "klasie": "lf", "klasę": "af", "etap": "nm", "etapu": "gm", "etapie": "lm",
    "grupa": "nf", "grupy": "gf",
    "liga": "nf", "ligi": "gf", "wydział": "nm", "wydziału": "gm", "wydziale": "lm", "oddział": "nm",
    "kategoria": "nf", "kategorii": "gf", "księga": "nf",
    "księgi": "gf", "akt": "nm", "stopień": "nm", "stopnia": "gm", "stopniu": "lm", "faza": "nf", "fazy": "gf",
    "piętro": "nn", "sala": "nf", "załącznik": "nm",
    "dział": "nm", "działu": "gm", "tytuł": "nm", "typ": "nm", "typu": "gm", "rok": "nm", "roku": "gm",
    "semestr": "nm", "semestru": "gm",
    "poziom": "nm", "poziomu": "gm", "poziomie": "lm", "zmiana": "nf", "sobór": "nm", "edycja": "nf", "edycji": "gf",
    "instancji": "gf", "runda": "nf",
}  # fmt: skip
