"""Nothing that a terminal obeys is left in what is shown."""

import json
import unicodedata

from mrcp_server.observability.control_characters import escaped, escaped_block


def test_control_characters_are_written_as_json_writes_them() -> None:
    text = "".join(map(chr, range(0x20)))
    assert json.loads(f'"{escaped(text)}"') == text
    assert escaped("GET /\x1b[2J\x9b2J\x7f") == "GET /\\u001b[2J\\u009b2J\\u007f"


def test_no_control_character_of_unicode_is_left() -> None:
    everything = "".join(chr(code) for code in range(0x110000))
    left = {unicodedata.category(character) for character in escaped(everything)}
    assert left.isdisjoint({"Cc", "Zl", "Zp"})
    directions = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    assert directions.isdisjoint(map(unicodedata.bidirectional, escaped(everything)))


def test_letters_of_all_languages_stay() -> None:
    text = "Zoë Ωμέγα こんにちは שלום 👋🏽 \N{NO-BREAK SPACE}\\"
    assert escaped(text) == text


def test_a_block_keeps_its_lines() -> None:
    assert escaped_block("a\n\tb\x1b[2J\r") == "a\n\tb\\u001b[2J\\r"
