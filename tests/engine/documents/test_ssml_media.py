"""Google's par, seq and media, one after another."""

import time

import pytest

from engine.documents.errors import DocumentError
from engine.documents.ssml import parse_ssml
from engine.documents.ssml_media import hand_down, one_after_another
from engine.documents.xml import ID, parse_xml
from engine.interface import Break, Clip, Sentence
from tests.engine.documents.ssml_score import score


def order(media: str, container: str = "par") -> list[tuple[str | None, int]]:
    root = parse_xml(f"<{container}>{media}</{container}>")
    return [(child.get(ID), pause_ms) for child, pause_ms in one_after_another(root)]


def media(identifier: str, begin: str = "", rest: str = "") -> str:
    told = f" begin='{begin}'" if begin else ""
    return f"<media xml:id='{identifier}'{told}{rest}/>"


@pytest.mark.parametrize(
    ("media", "heard"),
    [
        (media("a") + media("b"), [("a", 0), ("b", 0)]),
        (media("a", "0.5s") + media("b", "3s"), [("a", 500), ("b", 0)]),
        (media("a", "b.end+2.0s") + media("b"), [("b", 0), ("a", 2000)]),
        (media("a", "b.end - 1s") + media("b"), [("b", 0), ("a", 0)]),
        (media("a", "b.begin+1s") + media("b"), [("b", 0), ("a", 0)]),
        (media("a") + media("b", "a.end+1s") + media("c", "a.end+3s"), [("a", 0), ("b", 1000), ("c", 0)]),
        (media("a", "gone.end+1s") + media("b"), [("a", 0), ("b", 0)]),
        (media("a", "b.end") + media("b", "a.end") + media("c"), [("c", 0), ("a", 0), ("b", 0)]),
        (media("a", "a.end"), [("a", 0)]),
        (media("a", "-1s"), [("a", 0)]),
        ("", []),
    ],
)
def test_order(media: str, heard: list[tuple[str, int]]) -> None:
    assert order(media) == heard


def test_in_a_sequence_each_waits_for_itself() -> None:
    assert order(media("a", "1s") + media("b", "2s"), "seq") == [("a", 1000), ("b", 2000)]


def test_a_background_is_left_out() -> None:
    background = "<media xml:id='m' end='a.end+1s'><audio src='m'/></media>"
    assert order(background + media("a")) == [("a", 0)]
    assert order("<media xml:id='m' end='a.end'><speak>Yes.</speak></media>" + media("a")) == [("m", 0), ("a", 0)]


def test_a_time_that_is_none() -> None:
    with pytest.raises(DocumentError):
        order(media("a", "soon"))


def test_what_is_said_of_a_recording_reaches_it() -> None:
    root = parse_xml(
        "<media repeatCount='3' soundLevel='+2dB' begin='1s' end='3s'>"
        "<audio src='a' clipBegin='500ms'/><audio src='b' soundLevel='-1dB' clipEnd='1s'/></media>"
    )
    hand_down(root)
    first, second = root
    assert (first.get("repeatCount"), first.get("soundLevel"), first.get("clipEnd")) == ("3", "+2dB", "2500ms")
    assert (second.get("soundLevel"), second.get("clipEnd")) == ("-1dB", "1s")


def test_a_whole_document() -> None:
    """In the manner of Google's own example."""
    utterance = parse_ssml(
        "<speak xml:lang='en-US'>Listen.<par>"
        "<media xml:id='question' begin='0.5s'><speak>Who made it?</speak></media>"
        "<media xml:id='answer' begin='question.end+2.0s' soundLevel='-6dB'><speak>Cats <p>did</p></speak></media>"
        "<media begin='answer.end-0.2s' repeatCount='2'><audio src='http://h/a.ogg'/></media>"
        "<seq><media><audio src='http://h/b.ogg'>Boing</audio></media></seq></par></speak>"
    )
    assert score(utterance.elements) == [
        "0.0 en-US | Listen.",
        "[500 ms]",
        "0.1 en-US | Who made it?",
        "[2000 ms]",
        "0.2 en-US | {volume=-6.0dB: Cats} ~500",
        "1.3 en-US | {volume=-6.0dB: did} ~500",
        "play http://h/a.ogg count=2",
        "play http://h/b.ogg",
        "    2.4 en-US | Boing ~250",
    ]
    assert [type(element) for element in utterance.elements[:4]] == [Sentence, Break, Sentence, Break]
    assert sum(isinstance(element, Clip) for element in utterance.elements) == 2


def test_what_may_not_stand_there_is_refused() -> None:
    for body in ("<speak>a</speak>", "<par>a</par>", "<par><p>a</p></par>", "<p><par/></p>"):
        with pytest.raises(DocumentError):
            parse_ssml(f"<speak>{body}</speak>")


def test_thousands_that_wait_for_each_other_are_put_in_order_soon() -> None:
    chain = "".join(media(f"m{number}", f"m{number + 1}.end") for number in range(20_000))
    start = time.process_time()
    heard = order(chain + media("m20000"))
    assert time.process_time() - start < 1.5
    assert heard[0] == ("m20000", 0)
    assert heard[-1] == ("m0", 0)
