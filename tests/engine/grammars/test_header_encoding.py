"""Encodings that first lines name."""

import re

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.header_encoding import decode_by_header

HEADER = re.compile(r"#X(?: ([\w-]+))?;")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "windows-1251", "iso-2022-jp"])
def test_the_header_names_the_encoding(encoding: str) -> None:
    text = f"#X {encoding}; я" if encoding == "windows-1251" else f"#X {encoding}; は" if "jp" in encoding else "#X; é"
    assert decode_by_header(text.encode("utf-8" if text.startswith("#X;") else encoding), HEADER) == text


def test_without_a_name_it_is_utf_8_or_utf_16() -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        assert decode_by_header("#X; é".encode(encoding), HEADER) == "#X; é"


@pytest.mark.parametrize("document", [b"#X; \xff", b"#X nothing; a", b"#X hex; a", b"#\0X"])
def test_what_cannot_be_decoded_is_a_wrong_grammar(document: bytes) -> None:
    with pytest.raises(GrammarError, match="cannot be decoded"):
        decode_by_header(document, HEADER)
