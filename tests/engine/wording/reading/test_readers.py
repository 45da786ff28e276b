import pytest

from engine.wording.reading.readers import LanguageNotReadyError, prepare, read_if_ready, reader_of
from tests.fakes.unready import unready_languages


@pytest.mark.parametrize(("tag", "other"), [("de", "de-AT"), ("", "en-US"), ("es_uy", "es-AR"), ("cmn", "zh-Hans-CN")])
def test_tags_of_one_language_have_one_reader(tag: str, other: str) -> None:
    assert reader_of(tag) is reader_of(other) is not None


def test_a_language_that_is_not_known_has_none() -> None:
    assert reader_of("tlh") is None
    assert read_if_ready(lambda: reader_of("tlh")) is None
    prepare("tlh")


def test_who_cannot_wait_is_told_so() -> None:
    with unready_languages() as made:
        with pytest.raises(LanguageNotReadyError, match="de-AT") as told:
            read_if_ready(lambda: reader_of("de-AT"))
        assert told.value.tag == "de-AT"
        assert made == []
        # Whoever can wait does.
        assert reader_of("de-AT") is not None
        assert len(made) == 1
        assert read_if_ready(lambda: reader_of("de")) is reader_of("de")
        assert len(made) == 1


def test_a_prepared_language_has_all_its_patterns_looked_through() -> None:
    with unready_languages():
        prepare("fr")
        reader = reader_of("fr")
        assert reader is not None
        patterns = {shape.pattern for shapes in reader._by_start.values() for shape in shapes}
        assert set(reader._sieve._automata) == patterns
