"""Whole lexicons, each in the manner of an example of the W3C's PLS 1.0, and what is said for words that they have."""

from pathlib import Path

import pytest

from engine.documents.errors import LexiconError
from engine.documents.lexicon import parse_lexicon
from engine.documents.ssml import parse_ssml
from engine.interface import Sentence, Span

LEXICONS = Path(__file__).parents[2] / "vectors" / "pls"
URI = "http://www.example.org/words.pls"
NAMESPACES = (
    'xmlns:pos="http://www.example.org/parts-of-speech" xmlns:other="http://www.example.org/parts-of-speech" '
    'xmlns:mine="http://www.example.org/my-parts"'
)

SAID = [
    ("1.1", "film", "“La forêt verte” by Léo Arnaud", "“/la fɔˈʁɛ ˈvɛʁt/” by /leˈo/ /aʁˈno/"),
    ("1.1", "film", "La forêt by Arnaud's son", "La forêt by /aʁˈno/'s son"),
    ("1.3", "spellings", "jewelry, jewellery", "/ˈdʒuːəlɹi/, /ˈdʒuːəlɹi/"),
    ("1.3", "spellings", "naïve or naive", "/naɪˈiːv/ or /naɪˈiːv/"),
    ("4.1", "local", "the ferry", "the /ˈfɛɹi/"),
    ("4.1", "empty", "the ferry", "the ferry"),
    ("4.2", "meta", "the ferry", "the /ˈfɛɹi/"),
    ("4.3", "metadata", "Ships: the ferry", "Ships: the /ˈfɛɹi/"),
    ("4.4, first example", "loan-word", "mouse e UE", "/maʊs/ e Unione Europea"),
    ("4.4, second example", "roles", "close", "/kloʊz/"),
    ("4.4, second example", "roles", '<w role="pos:adverb">close</w>', "/kloʊs/"),
    ("4.4, third example", "roles", '<w role="pos:unknown other:adjective">close</w>', "/kloʊs/"),
    ("4.4, third example", "roles", '<w role="mine:adjective">close</w>', "/kloʊz/"),
    ("4.4, fourth example", "pinyin", '<w role="pos:verb">长</w>', "长"),
    ("4.5, first example", "names", "Keynes of Cholmondeley", "/keɪnz/ of /ˈtʃʌmli/"),
    ("4.5, second example", "scripts", "sushi, <w>寿司</w>, <w>すし</w>", "/sɯɕi/, /sɯɕi/, /sɯɕi/"),
    ("4.6, first example", "preferred", "either", "/ˈiːðɚ/"),
    ("4.6, second example", "preferred-of-two-spellings", "gray, grey", "/ɡɹeɪ/, /ɡɹeɪ/"),
    ("4.6, third example", "unknown-alphabet", "colour ABC DEF", "/ˈkʌlə/ A B C dee ee eff"),
    ("2", "x-sampa", "theatre", "/ˈTɪətə/".replace("T", "θ")),
    ("4.7, first example", "alias", "the EBU.", "the European Broadcasting Union."),
    ("4.7, second example", "alias-of-itself", "PINE and ELM", "/paɪn/ Is Not /ɛlm/ and electronic mail"),
    ("4.8", "examples-are-silent", "wind", "/wɪnd/"),
    ("4.9.3, example 1", "one", "bow", "/boʊ/"),
    ("4.9.3, example 2", "two", "bow", "/boʊ/"),
    ("4.9.3, example 3", "preferred", "Either way", "/ˈiːðɚ/ way"),
    ("4.9.3, example 4", "alias-to-a-word", "row roe", "/ɹoʊ/ /ɹoʊ/"),
    ("4.9.3, example 5", "alias-preferred", "row", "/ɹoʊ/"),
    ("4.9.3, example 6", "phoneme-preferred-over-alias", "row", "/ɹaʊ/"),
    ("4.9.3, example 7", "two-lexemes", "bow", "/boʊ/"),
    ("4.9.3, example 8", "preferred-across-lexemes", "bow", "/baʊ/"),
    ("4.9.2", "preferred-in-a-later-lexeme", "bow", "/baʊ/"),
    ("4.9.3, example 9", "number", "2 amis", "/dø/ amis"),
    ("5.3", "shared-and-own", "Brown, Browne", "/bɹaʊn/, /bɹaʊn/"),
    ("5.4", "homophones", "sell a cell", "/sɛl/ a /sɛl/"),
    ("5.5, first example", "two", "Bow", "/boʊ/"),
    ("5.5, second example", "homographs", '<w role="mine:noun">tear</w>, tear', "/tɪɹ/, /tɛɹ/"),
    ("5.6", "orthography", "EBU 404", "European Broadcasting Union four oh four"),
    ("5.6", "orthography", "ITV 4 in Worcester", "eye tee vee four in wooster"),
    ("appendix C", "longest-from-the-left", "South   Bank Holiday", "S B Holiday"),
    ("appendix C", "longest-from-the-left", "a Bank\n Holiday, a bank holiday", "a B H, a bank holiday"),
    ("appendix C", "names", "Keynesian, KEYNES", "Keynesian, KEYNES"),
]
"""(section of PLS 1.0, lexicon, what is written, what is said: IPA between slashes)."""


@pytest.mark.parametrize(
    ("lexicon", "written", "said"),
    [row[1:] for row in SAID],
    ids=[f"{number} {row[1]} ({row[0]})" for number, row in enumerate(SAID)],
)
def test_a_word_is_said_as_its_lexicon_has_it(lexicon: str, written: str, said: str) -> None:
    known = parse_lexicon((LEXICONS / "valid" / f"{lexicon}.pls").read_bytes())
    language = known.language if known.language in ("it", "fr", "zh-CN", "ja") else "en-US"
    document = (
        f'<speak version="1.1" xml:lang="{language}" {NAMESPACES}><lexicon uri="{URI}" xml:id="l"/>'
        f'<lookup ref="l">{written}</lookup></speak>'
    )
    spoken = ""
    for element in parse_ssml(document, lexicons={URI: known}).elements:
        assert isinstance(element, Sentence)
        for part in element.parts:
            assert isinstance(part, Span)
            inner = part.text.strip()
            spoken += part.text.replace(inner, f"/{part.ipa}/") if part.ipa else part.text
    assert spoken == said


@pytest.mark.parametrize("path", sorted((LEXICONS / "invalid").glob("*.pls")), ids=lambda path: path.stem)
def test_what_is_no_lexicon_is_refused(path: Path) -> None:
    with pytest.raises(LexiconError):
        parse_lexicon(path.read_bytes())


def test_every_lexicon_is_used() -> None:
    for_documents = {"general", "special", "whole"}
    assert {path.stem for path in (LEXICONS / "valid").glob("*.pls")} == {row[1] for row in SAID} | for_documents
