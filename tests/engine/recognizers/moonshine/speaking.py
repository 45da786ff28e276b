"""Utterances and grammars for the tests of the recogniser."""

from __future__ import annotations

from functools import cache

from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.matcher import Active
from engine.grammars.portable import encode_networks
from engine.recognition import RecognitionSpec, RecognizerResult
from engine.recognizers.moonshine.recognizer import MoonshineListener, MoonshineRecognizer
from tests.fakes.telephone_audio import Pcm


@cache
def networks_of(document: str) -> bytes:
    """The networks of an ABNF document."""
    return encode_networks([Active(compile_network(parse_grammar(document)))])


def abnf(rules: str) -> str:
    """A document whose root is `$a`."""
    return f"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic {rules}\n"


def listener(
    recognizer: MoonshineRecognizer, document: str, n_best: int = 1, rate_hz: int = 8000, *, spot: bool = False
) -> MoonshineListener:
    """One that listens for a grammar; `spot`: for hotwords."""
    networks = networks_of(document)
    return recognizer.open(RecognitionSpec("en-US", rate_hz, networks=networks, n_best=n_best, spot=spot))


def heard(recognizer: MoonshineRecognizer, document: str, pcm: Pcm, n_best: int = 1) -> RecognizerResult:
    """What is recognised in a whole utterance."""
    listening = listener(recognizer, document, n_best)
    for start in range(0, len(pcm), 160):
        listening.push(pcm[start : start + 160])
    return listening.ask(final=True)
