"""Which names of charsets may be decoded by."""

import codecs
import encodings

import pytest

from engine.charsets import is_charset


@pytest.mark.parametrize(
    "name",
    [
        *("utf-8", "UTF8", "utf-16", "ISO-8859-1", "iso_8859-15", "latin1", "windows-1252", "cp437", "koi8-r"),
        *("Shift_JIS", "euc-kr", "gb18030", "big5", "us-ascii", "macintosh", "utf_8_sig"),
    ],
)
def test_charsets(name: str) -> None:
    assert is_charset(name)
    b"abcd".decode(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "hex", "zip", "rot13", "base64", "punycode", "idna", "unicode-escape", "undefined", "aliases"),
        *("no-such-thing", "utf-8\0", "../utf_8", "\udcff", "utf-8" * 20, "ütf-8"),
    ],
)
def test_names_that_are_none(name: str) -> None:
    assert not is_charset(name)


def test_python_is_asked_for_no_name_it_would_remember() -> None:
    before = len(encodings._cache)  # what is asked for in vain stays there
    for number in range(100):
        assert not is_charset(f"unheard-of-{number}")
    assert len(encodings._cache) == before


def test_every_charset_takes_time_in_proportion_and_gives_text() -> None:
    from engine.charsets import _KNOWN

    for name in sorted(_KNOWN):
        try:
            assert isinstance(b"abc-9a9a".decode(name), str)
            assert codecs.getincrementaldecoder(name) is not None
        except UnicodeDecodeError:
            continue
