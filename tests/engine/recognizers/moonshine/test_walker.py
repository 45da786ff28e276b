"""What a model writes, read as the sentences of a grammar."""

import time

import numpy as np
import pytest

from engine.errors import EngineError
from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active
from engine.recognizers.moonshine.places import Between
from engine.recognizers.moonshine.token_trie import TokenTrie
from engine.recognizers.moonshine.walker import Walker
from tests.engine.grammars.grammar_vectors import compiled

DIGIT = "(zero | oh | one | two | three | four | five | six | seven | eight | nine)"
DIGITS = f"$a = {DIGIT}<1->;"
NUMBERS = (
    "$a = $n<1->; $n = one | two | four | five | eight | nine | ten | eleven | twelve | fifteen | twenty | forty |"
    " fifty | eighty;"
)


def walker(trie: TokenTrie, *rules: str) -> Walker:
    return Walker(trie, [Active(compiled(one)) for one in rules])


def builtin(trie: TokenTrie, name: str) -> Walker:
    grammars = parse_builtin(f"builtin:speech/{name}", "en-US").grammars
    return Walker(trie, [Active(compile_network(one)) for one in grammars if one.mode == "voice"])


def read(walked: Walker, text: str) -> list[str]:
    return [" ".join(words) for words in walked.read(text)]


@pytest.mark.parametrize(
    ("rules", "text", "sentence"),
    [
        (DIGITS, "4582", "four five eight two"),
        (DIGITS, " 4 1 5", "four one five"),
        (DIGITS, "415", "four one five"),
        (DIGITS, "Four one five.", "four one five"),
        (DIGITS, "4, 1, 5", "four one five"),
        (DIGITS, "O-5", "oh five"),
        (DIGITS, "0", "zero"),
        (DIGITS, "To for ate", "two four eight"),
        (NUMBERS, "4582", "forty five eighty two"),
        (NUMBERS, "42", "forty two"),
        (NUMBERS, "42", "four two"),
        (NUMBERS, "15", "fifteen"),
        (NUMBERS, "Eleven, 10", "eleven ten"),
        ("$a = okay;", "O.K.", "okay"),
        ("$a = okay;", "Okay!", "okay"),
        ("$a = okay;", "OK", "okay"),
        ("$a = three p m;", "3 p.m.", "three p m"),
        ("$a = three pm;", "3 PM", "three pm"),
        ("$a = (a | b | c)<1->;", "A-B-C", "a b c"),
        ("$a = (a | b | c)<1->;", "A. B. C.", "a b c"),
        ("$a = (a | b | c)<1->;", "ABC", "a b c"),
        ("$a = (a | b | c)<1->;", "See, be", "c b"),
        ("$a = voicemail;", "Voice mail", "voicemail"),
        ("$a = voice mail;", "voicemail", "voice mail"),
        ("$a = mister smith;", "Mr. Smith", "mister smith"),
        ('$a = "o\'clock";', "O’clock", "o'clock"),
        ("$a = cafe;", "Café", "cafe"),
        ("$a = double four | triple four;", "44", "double four"),
        ("$a = double four | triple four;", "4-4-4", ""),
        ("$a = double four | triple four;", "444", "triple four"),
        ("$a = eighty percent;", "80%", "eighty percent"),
        ("$a = first | twenty first | twentieth;", "21st", "twenty first"),
        ("$a = first | twenty first | twentieth;", "20th", "twentieth"),
        ("$a = first | twenty first | twentieth;", "1", "first"),
        ("$a = nineteen hundred;", "1900", "nineteen hundred"),
        ("$a = yes;", "yesterday", ""),
        ("$a = yes;", "ye", ""),
        ("$a = yes;", "{yes}", ""),
    ],
)  # fmt: skip
def test_written_forms_are_the_grammars_words(trie: TokenTrie, rules: str, text: str, sentence: str) -> None:
    found = read(walker(trie, rules), text)
    assert sentence in found if sentence else found == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("number", "4,582", "four thousand five hundred eighty two"),
        ("number", "4082", "four thousand eighty two"),
        ("number", "1,200,000", "one million two hundred thousand"),
        ("number", "3.5", "three point five"),
        ("number", "-12", "minus twelve"),
        ("number", "12.", "twelve"),
        ("number", "100", "a hundred"),
        ("number", "115", "one hundred and fifteen"),
        ("currency", "$5", "five dollars"),
        ("currency", "$5.50", "five dollars and fifty cents"),
        ("currency", "$1,200.05", "one thousand two hundred dollars five cents"),
        ("currency", "$5 million", "five million dollars"),
        ("currency", "20 euros", "twenty euros"),
        ("date", "March 3rd", "march third"),
        ("date", "March 3, 2024", "march third twenty twenty four"),
        ("date", "July 4th, 1976", "july fourth nineteen seventy six"),
        ("time", "3:30", "three thirty"),
        ("time", "3:30 p.m.", "three thirty p m"),
        ("time", "3:05", "three oh five"),
        ("time", "3:00", "three o'clock"),
        ("phone", "(555) 123-4567 ext. 12", "five five five one two three four five six seven extension one two"),
        ("boolean", "O.K.", "okay"),
    ],
)
def test_built_in_grammars_take_what_is_written(trie: TokenTrie, name: str, text: str, sentence: str) -> None:
    assert sentence in read(builtin(trie, name), text)


def test_a_sign_that_has_a_word_means_it_first(trie: TokenTrie) -> None:
    assert read(builtin(trie, "number"), "-12")[0] == "minus twelve"


def test_words_that_only_garbage_takes_keep_their_letters(trie: TokenTrie) -> None:
    walked = walker(trie, "$a = $GARBAGE pizza $GARBAGE;")
    assert "i'd like a pizza please" in read(walked, "I'd like a pizza, please.")
    assert "pizza" in read(walked, "Pizza")
    assert read(walked, "I'd like a pasta") == []
    assert walked.tokens(walked.start) is None


def test_recursion_is_followed(trie: TokenTrie) -> None:
    walked = walker(trie, "$a = left $a right | middle;")
    assert read(walked, "Left left middle right right.") == ["left left middle right right"]
    assert read(walked, "Left left middle right.") == []


def tokens_of(trie: TokenTrie, walked: Walker, place: Between) -> set[str]:
    tokens = walked.tokens(place)
    assert tokens is not None
    return {trie.texts[trie.class_of[token]] for token in tokens}


def test_only_tokens_with_which_a_sentence_goes_on_may_follow(trie: TokenTrie) -> None:
    walked = walker(trie, "$a = yes | no;")
    start = walked.start
    assert isinstance(start, Between)
    allowed = tokens_of(trie, walked, start)
    assert {" y", "yes", " no", " know", ",", "."} <= allowed
    assert not {" four", "maybe", "4"} & allowed
    for text in sorted(allowed):
        token = int(trie.members[trie.texts.index(text)][0])
        assert walked.land(start, token), text
    assert walked.land(start, int(trie.members[trie.texts.index(" four")][0])) == ()
    assert walked.land(start, 0) == ()


def test_twenty_thousand_words_are_no_list_of_tokens_until_one_is_needed(trie: TokenTrie) -> None:
    rng = np.random.default_rng(1)
    names = ["".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 8)) for _ in range(20_000)]
    walked = walker(trie, f"$a = {' | '.join(names)};")
    began = time.thread_time()
    assert walked.tokens(walked.start) is None
    assert read(walked, names[7].title()) == [names[7]]
    assert time.thread_time() - began < 5
    assert len(walked.look_up(walked.start)) > 1000


def test_a_spent_budget_is_an_error_and_the_next_utterance_has_its_own(trie: TokenTrie) -> None:
    walked = walker(trie, DIGITS)
    walked.begin(-1)
    with pytest.raises(EngineError, match="too large"):
        walked.read("4582")
    walked.begin(5)
    assert walked.read("4582")
    assert walked.size > 4
