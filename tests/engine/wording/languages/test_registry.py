"""Which language reads which tag."""

import pytest

from engine.wording.languages.registry import known_tags, language_of
from engine.wording.normalize import normalize


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("", "en-US"),
        ("en", "en-US"),
        ("EN_gb", "en-GB"),
        ("en-AU", "en-GB"),
        ("en-Latn-IN", "en-IN"),
        ("es-419", "es-419"),
        ("es-US", "es-419"),
        ("es-UY", "es-AR"),
        ("de-AT", "de-DE"),
        ("pt-XX", "pt-BR"),
    ],
)
def test_a_tag_is_read_by_the_nearest_region(tag: str, known: str) -> None:
    language = language_of(tag)
    assert language
    assert language.tag == known


@pytest.mark.parametrize("tag", ["enm", "sv", "x", "-"])
def test_a_language_without_a_file_is_left_alone(tag: str) -> None:
    assert language_of(tag) is None


def test_known_tags_have_a_region() -> None:
    assert {"en-US", "es-MX", "fr-FR"} <= set(known_tags())
    assert all(len(tag) == 5 for tag in known_tags())


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("es-AR", "Son mil doscientos pesos con cincuenta centavos."),
        ("es-CO", "Son mil doscientos pesos con cincuenta centavos."),
        ("es-CL", "Son mil doscientos pesos con cincuenta centavos."),
    ],
)
def test_what_a_dollar_sign_is_in_america(tag: str, said: str) -> None:
    assert normalize("Son $1.200,50.", tag) == said


def test_dollars_and_soles() -> None:
    assert "dólares" in normalize("Son $1,200.50.", "es-US")
    assert "soles" in normalize("Son S/ 1,200.50.", "es-PE")
