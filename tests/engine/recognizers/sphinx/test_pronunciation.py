from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.recognizers.sphinx import pronunciation
from engine.recognizers.sphinx.pronunciation import Pronouncer, ipa_to_arpabet, letters_to_arpabet, read_dictionary

DICTIONARY = {"read": "R EH D", "read(2)": "R IY D", "oreilly": "OW R AY L IY"}


def test_a_dictionary_is_read_with_its_alternatives(tmp_path: Path) -> None:
    path = tmp_path / "words.dict"
    path.write_text(";;; comment\nread R EH D\nread(2)\tR IY D \n\nlonely\n", "utf-8")
    assert read_dictionary(path) == {"read": "R EH D", "read(2)": "R IY D"}
    with pytest.raises(EngineError, match="dictionary"):
        read_dictionary(tmp_path / "none")


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("ˈkɔːl", "K AO L"),
        ("t͡ʃɜːtʃ", "CH ER CH"),
        ("fˈaɪɚ", "F AY ER"),
        ("ˌmjuːzɪˈæləti", "M Y UW Z IH AE L AH T IY"),
        ("ʘ", ""),
    ],
)
def test_ipa_becomes_the_nearest_phones(ipa: str, phones: str) -> None:
    assert " ".join(ipa_to_arpabet(ipa)) == phones


def test_known_words_are_said_as_the_dictionary_has_them() -> None:
    pronouncer = Pronouncer(DICTIONARY)
    assert pronouncer.pronounce("read") == ["R EH D", "R IY D"]
    assert pronouncer.pronounce("o'reilly") == ["OW R AY L IY"]


def test_a_lexicon_goes_before_the_dictionary() -> None:
    assert Pronouncer(DICTIONARY).pronounce("read", ["ɹɛd", "ɹiːd", "ɹɛd"]) == ["R EH D", "R IY D"]
    assert Pronouncer(DICTIONARY).pronounce("read", ["ʘ"]) == ["R EH D", "R IY D"]


def test_unknown_words_are_guessed() -> None:
    pronouncer = Pronouncer({})
    assert pronouncer.pronounce("vodafone") == ["V AA D AH F OW N"]
    assert pronouncer.pronounce("jalapeño")[0].endswith("N Y OW")


def test_without_espeak_letters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise EngineError("not here")

    monkeypatch.setattr(pronunciation, "shared_library", absent)
    assert Pronouncer({}).pronounce("church") == ["CH AH R CH"]
    assert letters_to_arpabet("Böse") == ("B", "AA", "S", "EH")
    with pytest.raises(EngineError, match="not known how"):
        Pronouncer({}).pronounce("北京")


def test_a_model_with_other_phones_knows_only_its_dictionary() -> None:
    pronouncer = Pronouncer(DICTIONARY, voice="")
    assert pronouncer.pronounce("read")
    with pytest.raises(EngineError, match="'vodafone'"):
        pronouncer.pronounce("vodafone")
