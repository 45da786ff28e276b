from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.recognizers.moonshine.tokenizer import Tokenizer

NOTHING = [b"<unk>", b"<s>", b"</s>", *(bytes([octet]) for octet in range(256))]


def written(path: Path, *texts: bytes) -> Path:
    data = b""
    for text in (*NOTHING, *texts):
        size = len(text)
        data += (bytes([size]) if size < 128 else bytes([size % 128 + 128, size // 128])) + text
    path.write_bytes(data)
    return path


def test_tokens_are_read_with_their_blanks_and_long_ones_too(tmp_path: Path) -> None:
    long = "▁" + "a" * 300
    tokenizer = Tokenizer(written(tmp_path / "t", "▁four".encode(), b"", long.encode(), b"<<ST_7>>"))
    assert tokenizer.texts[259:] == [" four", "", " " + "a" * 300, ""]
    assert set(tokenizer.texts[:259]) == {""}
    assert len(tokenizer) == 263


def test_octets_spell_together_what_no_token_does(tmp_path: Path) -> None:
    tokenizer = Tokenizer(written(tmp_path / "t", "▁caf".encode()))
    assert tokenizer.text([259, 3 + 0xC3, 3 + 0xA9]) == " café"
    assert tokenizer.text([259, 3 + 0xC3]) == " caf"


@pytest.mark.parametrize("cut", [1, 100, -1])
def test_a_file_that_is_cut_short_is_named(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "tokens", "▁four".encode())
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(EngineError, match="tokens"):
        Tokenizer(path)
    path.unlink()
    with pytest.raises(EngineError, match="tokens"):
        Tokenizer(path)


def test_the_packaged_models_tokens(tokenizer: Tokenizer) -> None:
    assert len(tokenizer) == 32_768
    assert {" four", "5", ".", " I"} <= set(tokenizer.texts)
