import pytest

from engine.wording.languages.japanese_kana import kana
from engine.wording.normalize import normalize


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3ばんをおしてください", "さんばんをおしてください"),
        ("2024年4月1日14:30", "にせんにじゅうよねんしがつついたちじゅうよじさんじゅっぷん"),
        ("8,300円", "はっせんさんびゃくえん"),
        ("1人と2人と4人", "ひとりとふたりとよにん"),
        ("36.5度", "さんじゅうろくてんごど"),
        ("1/3", "さんぶんのいち"),
        ("090-1234-5678", "ゼロきゅうゼロ、いちにさんよん、ごろくななはち"),
        ("10月20日(水)", "じゅうがつはつかすいようび"),
        ("6回、3階、1か月", "ろっかい、さんがい、いっかげつ"),
        ("1億2,500万", "いちおくにせんごひゃくまん"),
    ],
)
def test_numbers_and_their_counters(written: str, said: str) -> None:
    assert kana(normalize(written, "ja-JP")) == said


def test_other_kanji_stay() -> None:
    assert kana("東京の天気") == "東京の天気"
