"""The answer is the same for the command and for HTTP, and its shape stays."""

import json

import pytest

from engine.apart import InThreads
from engine.documents.errors import DocumentError
from mrcp_server.speaking.words import FUNCTION, WordsRequest, answer, decode, encode, is_tag


def test_the_shape() -> None:
    assert answer(WordsRequest("Pay $5", "en-US")) == {
        "language": "en-US",
        "said": ["Pay five dollars"],
        "tokens": [
            {"class": "word", "start": 0, "end": 3, "text": "Pay", "said": "Pay", "sentence": 0},
            {"class": "amount", "start": 4, "end": 6, "text": "$5", "said": "five dollars", "sentence": 0},
        ],
        "unsaid_signs": 0,
        "unknown_languages": [],
        "notes": [],
    }


def test_members_that_are_there_only_where_they_say_something() -> None:
    prompt = "<speak><phoneme ph='x'>a</phoneme> <lang xml:lang='tlh'>nuq</lang></speak>"
    first, second = answer(WordsRequest(prompt, "en-US"))["tokens"]
    assert (first["ipa"], "language" in first) == ("x", False)
    assert (second["language"], "ipa" in second) == ("tlh", False)


def test_what_an_author_should_know() -> None:
    found = answer(WordsRequest("⌘ ☃ ⌘", "en-US", markdown=False))
    assert found["unsaid_signs"] == 3
    assert found["notes"] == ["signs without a name are said as a mere symbol: ⌘ ☃"]
    found = answer(WordsRequest("nuq 5", "tlh"))
    assert found["unknown_languages"] == ["tlh"]
    assert "en-US" in found["notes"][0]
    assert found["notes"][0].startswith("tlh: no words are made of this language, its engine reads the text")
    assert answer(WordsRequest("<speak><x:y>a</x:y></speak>", "en-US"))["notes"][-1].startswith("elements of prefixes")


def test_markdown_may_be_kept() -> None:
    assert answer(WordsRequest("**a**", "en-US", markdown=False))["said"] != ["a"]
    assert answer(WordsRequest("**a**", "en-US"))["said"] == ["a"]


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["Pay $5 to José 👍", "a\ud800b", "x" * 5000])
async def test_apart_it_is_the_same(text: str) -> None:
    request = WordsRequest(text, "en-US")
    made = decode(await InThreads().run(FUNCTION, encode(request)))
    assert json.loads(made) == answer(request)


@pytest.mark.anyio
async def test_apart_a_wrong_document_is_wrong_too() -> None:
    made = await InThreads().run(FUNCTION, encode(WordsRequest("<speak><sub>é</sub></speak>", "en-US")))
    with pytest.raises(DocumentError, match="sub without alias"):
        decode(made)


@pytest.mark.parametrize(
    ("tag", "is_one"),
    [
        ("en", True),
        ("en-GB", True),
        ("zh_Hant_TW", True),
        ("", False),
        ("e n", False),
        ("-", False),
        ("a" * 200, False),
    ],
)
def test_tags(tag: str, is_one: bool) -> None:
    assert is_tag(tag) is is_one
