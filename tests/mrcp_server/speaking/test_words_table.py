import pytest

from mrcp_server.speaking.words import WordsRequest, answer
from mrcp_server.speaking.words_table import tabbed, table, width_of


def test_columns_are_aligned() -> None:
    lines = list(table(answer(WordsRequest("Pay $5 on 日本。 Yes!", "en-US"))))
    at = lines[0].index("SAID")
    assert lines[0].split() == ["CLASS", "PLACE", "WRITTEN", "SAID"]
    amount = next(line for line in lines if "five dollars" in line)
    assert amount.split()[:3] == ["amount", "4-6", "$5"]
    assert amount.index("five") == at
    wide = next(line for line in lines if line.startswith("word") and "日本" in line)
    assert width_of(wide[: wide.rindex("日本")]) == at
    assert lines[-1] == "  Yes!"


def test_a_long_token_does_not_push_the_others_away() -> None:
    lines = list(table(answer(WordsRequest("see www.example.com/" + "a" * 100 + " 5", "en-US"))))
    assert all(line.index("five") < 70 for line in lines if line.startswith("cardinal"))


def test_lines_for_programs() -> None:
    assert list(tabbed(answer(WordsRequest("Pay $5.", "en-US")))) == [
        "word\t0-3\tPay\tPay",
        "amount\t4-6\t$5\tfive dollars",
        "sign\t6-7\t.\t",
    ]


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    prompt = "<speak><sub alias='x&#9;y'>a&#x202e;b</sub> \u0085 a</speak>"
    for line in (
        *table(answer(WordsRequest(prompt, "en-US"))),
        *tabbed(answer(WordsRequest("a\x1b[2Jb\ud800", "en-US"))),
    ):
        assert "\x1b" not in line
        assert "\u202e" not in line
        line.encode()


def test_pronunciations_and_other_languages_are_told() -> None:
    prompt = "<speak><phoneme ph='bɔ̃'>bon</phoneme> <lang xml:lang='tlh'>nuq</lang></speak>"
    lines = list(tabbed(answer(WordsRequest(prompt, "en-US"))))
    assert lines[0].endswith("bon\tbon /bɔ̃/")
    assert lines[1].endswith("nuq\tnuq [tlh]")


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("Ａ", 2), ("e\u0301", 1), ("", 0)])
def test_widths(text: str, width: int) -> None:
    assert width_of(text) == width
