"""Documents: SSML, lexicons, grammars and what they mean, and text that becomes words."""

from contextlib import suppress

from engine.documents.errors import DocumentError, GrammarError, SemanticsError
from engine.documents.lexicon import parse_lexicon
from engine.documents.markdown import without_markdown
from engine.documents.sentences import cut, sentence_ends
from engine.documents.ssml import lexicon_references, parse_ssml
from engine.documents.text import parse_text
from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar, parse_uri_list
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active, Matcher, Status
from engine.grammars.sisr import literal, script, string_literal
from engine.interface import Sentence, Utterance, walk
from engine.tokens.event_stream import EventStreamError, decoder_for
from engine.tokens.planner import Planner, PlannerOptions, Speakable
from engine.wording.normalize import normalize, say_as
from tests.fuzz.guided.target import Target, files, pieces, texts

_KINDS = (
    "date",
    "time",
    "duration",
    "telephone",
    "currency",
    "number",
    "ordinal",
    "unit",
    "fraction",
    "digits",
    "address",
)
_FORMATS = ("", "dmy", "ydm", "my", "d", "hms12", "HH:mm", "m:s", "USD")


def check_sentences(utterance: Utterance) -> None:
    """Each is trimmed, with single blanks."""
    for item in walk(utterance.elements):
        if isinstance(item, Sentence):
            assert item.text.strip() == item.text
            assert "  " not in item.text


def read_ssml(data: bytes) -> None:
    """An utterance whose sentences are trimmed, or DocumentError."""
    for read in (lexicon_references, parse_lexicon):
        with suppress(DocumentError):
            read(data)
    try:
        utterance = parse_ssml(data)
    except DocumentError:
        return
    check_sentences(utterance)


def read_grammar(data: bytes) -> None:
    """A grammar that matches what it matches, or GrammarError."""
    words, _, document = data.partition(b"\n")
    try:
        network = compile_network(parse_grammar(document))
    except GrammarError:
        return
    matcher = Matcher([Active(network)], 3)
    alive = matcher.status is not Status.NONE
    for word in texts(words).split()[:8]:
        status = matcher.feed(word)
        assert alive or status is Status.NONE
        alive = status is not Status.NONE
        assert bool(matcher.parses()) == (status in (Status.COMPLETE, Status.COMPLETE_NO_MORE))
    for parse in matcher.parses():
        literal(parse, network)
        script(parse, network)
    with suppress(GrammarError):
        to_jsgf([Active(network)])


def read_uri(data: bytes) -> None:
    """Built-in grammars, lists of URIs, and literals in tags."""
    text = texts(data)
    parse_uri_list(text)
    with suppress(SemanticsError):
        assert len(string_literal(text)) <= len(text)
    for uri in (text, f"builtin:{text}", f"builtin:grammar/digits?{text}", f"builtin:dtmf/boolean?y={text}"):
        with suppress(DocumentError, LanguageUnsupportedError):
            parse_builtin(uri)


def say(data: bytes) -> None:
    """Text is always words, and loses nothing when it is cut."""
    kind, text = (data[0], texts(data[1:])) if data else (0, "")
    assert isinstance(normalize(text), str)
    assert isinstance(normalize(text, "en-GB"), str)
    said = say_as(text, _KINDS[kind % len(_KINDS)], _FORMATS[kind // len(_KINDS) % len(_FORMATS)])
    assert isinstance(said, str)
    parse_text(text)
    parse_text(without_markdown(text))
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert "".join(cut(text, 20)) == text


def plan(data: bytes) -> None:
    """A stream of tokens, however it arrives, is planned in bounded pieces that say something."""
    planner, now = Planner(), 0.0
    longest = PlannerOptions().longest_characters
    decoder = decoder_for("text/event-stream" if data[:1] > b"\x7f" else "text/plain")
    found: list[Speakable] = []
    try:
        for part in pieces(data[1:]):
            now += 0.1
            while (due := planner.next_timer()) is not None and due <= now:
                found += planner.handle_timer(due)
            for token in decoder.push(part):
                found += planner.push(token, now)
        for token in decoder.finish():
            found += planner.push(token, now)
    except EventStreamError:
        return
    found += planner.flush(now)
    assert planner.held == ""
    for piece in found:
        assert piece.text == piece.text.strip()
        assert any(char.isalnum() for char in piece.text)
        assert len(piece.text) <= longest + 50 or piece.marked_up


def _grammars() -> list[bytes]:
    abnf = b"x y\n#ABNF 1.0;\nlanguage en;\nroot $a;\ntag-format <semantics/1.0>;\n"
    abnf += b"$a = x {out=1;} [$b] | (y)<0-2>;\n$b = /2/ z | q;"
    jsgf = b"x\n#JSGF V1.0;\ngrammar g;\npublic <a> = x {t} | <b>*;\n<b> = y;"
    return [abnf, jsgf, *(b"yes\n" + one for one in files("srgs/valid/*", "srgs/invalid/*") if len(one) < 4000)]


def _markup() -> list[bytes]:
    return [one for one in files("ssml/**/*", "pls/**/*") if len(one) < 4000]


def _wordings() -> list[bytes]:
    return [
        b"\x00$5.20 on 1/2/2025 at 10:30 p.m.",
        b"\x03(555) 123-4567",
        b"\x05MCMXC 12% 1st 3 km",
        b"\x0a12 Main St. www.a.com",
    ]


_STREAM = b'\xff\x00data: {"choices":[{"delta":{"content":"Hello, world. "}}]}\n\ndata: [DONE]\n\n'
_TOKENS = b"\x00\x02\x05\x09Hello **there**, <b>you</b>. 1. x"
_URIS = [b"grammar/digits?length=4;minlength=2", b"'a\\u00e9'"]
# Of what takes linear time anyway long inputs reach no further than short ones, and are a hundredth as many.
_LONGEST_BYTES = 1024
TARGETS = (
    Target("ssml", read_ssml, ("engine.documents", "engine.wording"), _markup, "markup", longest_bytes=_LONGEST_BYTES),
    Target(
        "grammar",
        read_grammar,
        ("engine.grammars", "engine.documents"),
        _grammars,
        "grammar",
        longest_bytes=_LONGEST_BYTES,
    ),
    Target("grammar-uri", read_uri, ("engine.grammars",), lambda: _URIS, "grammar"),
    Target("wording", say, ("engine.wording", "engine.documents"), _wordings, "wording", longest_bytes=_LONGEST_BYTES),
    Target(
        "token-stream",
        plan,
        ("engine.tokens", "engine.documents"),
        lambda: [_STREAM, _TOKENS],
        "wording",
        longest_bytes=_LONGEST_BYTES,
    ),
)
