import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.voices.hibari import files
from engine.voices.hibari.files import package_folder
from engine.voices.hibari.pronunciation import Pronunciation


def said(pronunciation: Pronunciation, text: str) -> str:
    parts = pronunciation.pronounce(text, {})
    return "".join(part.phonemes + (" " if part.blank else "") for part in parts).strip()


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("Hello there.", "həlˈO ðˈɛɹ."),
        ("the apple, the pear", "ði ˈæpᵊl, ðə pˈɛɹ"),
        ("I read the record.", "ˌI ɹˈɛd ðə ɹˈɛkəɹd."),
        ("Is it A, B, or C?", "ˌɪz ɪt ˈA, bˈi, ɔɹ sˈi?"),
        ("A B C", "ˈA bˈi sˈi"),
        ("Press A to go on.", "pɹˈɛs ˈA tə ɡˌO ˌɔn."),
        ("A man. A plan", "ɐ mˈæn. ɐ plˈæn"),
        ("A GOOD PLAN", "ɐ ɡˈʊd plˈæn"),
        ("nine AM", "nˈIn ˌAˈɛm"),
        ("I am here", "ˌI ɐm hˈɪɹ"),
        ("www dot example", "dˌʌbᵊljudˌʌbᵊljudˈʌbᵊlju dˈɑt ɪɡzˈæmpəl"),
        ("Blorfish", "blˈɔɹfɪʃ"),
        ("café", "kæfˈA"),
    ],
)
def test_words_letters_and_marks(american: Pronunciation, text: str, phonemes: str) -> None:
    assert said(american, text) == phonemes


def test_each_part_knows_its_place(american: Pronunciation) -> None:
    text = "Well-known  words, don't they?"
    for part in american.pronounce(text, {}):
        assert not text[part.character].isspace()
    assert [text[part.character] for part in american.pronounce(text, {})] == ["W", "w", ",", "d", "t", "?"]


def test_what_is_given_is_not_looked_up(american: Pronunciation) -> None:
    parts = american.pronounce("say tomato now", {(3, 10): "təmˈɑtO"})
    assert [(part.character, part.phonemes, part.blank) for part in parts] == [
        (0, "sˈA", True),
        (4, "təmˈɑtO", True),
        (11, "nˈW", False),
    ]


def test_another_script_is_refused(american: Pronunciation) -> None:
    with pytest.raises(EngineError, match="an English voice cannot read 'М'"):
        american.pronounce("Welcome to Москва", {})
    assert american.pronounce("Москва", {(0, 6): "mˈɑskwə"})


def test_british_words_differ() -> None:
    assert said(Pronunciation(british=True), "the dance hall") == "ðə dˈɑːns hˈɔːl"


def test_what_the_package_needs_not_is_not_loaded() -> None:
    """Its import would bring its own signal processing, and scipy where that is installed."""
    code = (
        "import sys; from engine.voices.hibari.pronunciation import Pronunciation; Pronunciation(); "
        "print({'hibari', 'scipy'} & set(sys.modules))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "set()"


def test_missing_and_broken_files_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "hibari_broken"
    shutil.copytree(package_folder(), package)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(files, "_MODULE", "hibari_broken")
    monkeypatch.delitem(sys.modules, "engine.voices.hibari.packaged_g2p", raising=False)
    (package / "assets" / "tagger.json.gz").unlink()
    with pytest.raises(EngineError, match=r"tagger\.json\.gz: No such file"):
        Pronunciation()
    (package / "assets" / "tagger.json.gz").write_bytes(b"no archive")
    with pytest.raises(EngineError, match=r"hibari's pronunciation in .*hibari_broken"):
        Pronunciation()
