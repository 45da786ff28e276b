"""Whatever bytes come in, a document parser answers with an object or its documented error, soon."""

import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.errors import DocumentError
from engine.documents.lexicon import parse_lexicon
from engine.documents.markdown import without_markdown
from engine.documents.sentences import cut, sentence_ends
from engine.documents.ssml import lexicon_references, parse_ssml
from engine.documents.ssml_model import RULES
from engine.documents.text import parse_text
from engine.wording.normalize import normalize, say_as
from tests.fuzz.guided.document_targets import check_sentences

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

FIGURES = st.text(alphabet="0123456789 .,/:-+$€£%#@()'apmkstndrh°½&=\nABMay", max_size=60)
VALUES = st.sampled_from(
    [
        *("", "1", "+10%", "x", "3s", "fast", "12/31/2025", "(0%,+1st)", "en", "http://[", "a b", "٣", "-1"),
        *("x.end+3s", "x.begin", "dmy", "date", "expletive", "&nbsp;"),
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "time",
            "strength",
            "rate",
            "pitch",
            "volume",
            "contour",
            "duration",
            "range",
            "name",
            "gender",
            "age",
            "variant",
            "src",
            "ph",
            "alphabet",
            "alias",
            "level",
            "interpret-as",
            "format",
            "detail",
            "xml:lang",
            "xml:base",
            "uri",
            "ref",
            "content",
            "clipBegin",
            "repeatCount",
            "soundLevel",
            "speed",
            "begin",
            "end",
            "xml:id",
            "mark",
            "type",
            "vendor:rate",
            "RATE",
        ]
    ),
    VALUES,
    max_size=4,
)


def element(name: str, attributes: dict[str, str], content: str) -> str:
    pairs = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{content}</{name}>"


TREES = st.recursive(
    st.one_of(
        st.sampled_from(["Hello. ", "world ", "$5 ", "", "Dr. ", "…", "日本。", "&nbsp;", "&eacute;"]),
        FIGURES.map(lambda text: text.replace("&", "")),
    ),
    lambda inner: st.builds(
        element,
        st.sampled_from([*RULES, "bogus", "vendor:style", "Break", "SAY-AS"]),
        ATTRIBUTES,
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=25,
)


@QUICK
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_bytes_that_are_no_ssml(document: bytes | str) -> None:
    for parse in (parse_ssml, lexicon_references, parse_lexicon):
        with suppress(DocumentError):
            parse(document)


@QUICK
@given(TREES, ATTRIBUTES)
def test_trees_of_ssml_elements(body: str, attributes: dict[str, str]) -> None:
    try:
        utterance = parse_ssml(element("speak", attributes, body))
    except DocumentError:
        return
    check_sentences(utterance)


@QUICK
@given(FIGURES)
def test_figures_are_always_read(text: str) -> None:
    assert isinstance(normalize(text), str)
    assert isinstance(normalize(text, "en-GB"), str)
    for kind in (
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
    ):
        assert isinstance(say_as(text, kind), str)
        for format_ in ("dmy", "ydm", "my", "d", "hms12", "HH:mm", "m:s"):
            assert isinstance(say_as(text, kind, format_), str)
        assert isinstance(say_as(text, kind, language="de"), str)


@QUICK
@given(st.text(max_size=300))
def test_plain_text_is_always_spoken(text: str) -> None:
    parse_text(text)
    parse_text(without_markdown(text))
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert "".join(cut(text, 20)) == text


def test_no_input_makes_a_pattern_slow() -> None:
    start = time.process_time()
    for unit in (
        "1,",
        "1 ",
        "1.",
        "-",
        "$",
        "(555) ",
        "A.",
        "1/",
        "a@",
        "a.",
        " ",
        "\n ",
        "1:",
        "March ",
        "www.",
        "+1 ",
    ):
        normalize(unit * 5000)
        sentence_ends(unit * 5000)
        parse_text(unit * 2000)
        say_as(unit * 500, "date")
        for kind in ("date", "time", "duration", "fraction", "number"):
            say_as(unit * 300, kind, "dmy")
    assert time.process_time() - start < 10


def lines_run(document: bytes) -> int:
    """How many lines of Python reading a document takes: a measure of time that no busy machine disturbs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        parse_ssml(document)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", ["<break/>", '<break strength="none"/>', '<mark name="a"/>', "a. <break/>", "<p/>"])
def test_many_silences_take_time_in_proportion(unit: str) -> None:
    head = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">a. '
    few, many = (lines_run(f"{head}{unit * count}</speak>".encode()) for count in (50, 500))
    assert many < 12 * few


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_more_attributes_than_libxml2_can_compare(encoding: str) -> None:
    attributes = " ".join(f"a{index}='>'" for index in range(3000))
    with pytest.raises(DocumentError, match="more than 1000 attributes"):
        parse_ssml(f"<speak {attributes}/>".encode(encoding))


def test_a_long_attribute_and_a_long_text_are_none_of_many() -> None:
    head = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    document = f'{head}<mark name="{"=" * 20_000}"/>{"a = b. " * 3000}</speak>'
    assert parse_ssml(document.encode()).elements


LONG = "9" * 5000


@pytest.mark.parametrize(
    "text",
    [
        *(
            "$%s",
            "%s%%",
            "%s km",
            "%s.%s",
            "1/%s",
            "%sth",
            "5:%s pm",
            "1/2/%s",
            "0.%s",
            "€%s",
            "-%s",
            "Jan %s",
            "1,%s,000",
        ),
        *("$6.50 tn", "$6 kn", "$5 thou\u017fand", "\u212a", "\u0130", "1 M\u0130", "5 p\u017f"),
    ],
)
def test_figures_beyond_what_python_reads_and_letters_that_only_look_alike(text: str) -> None:
    written = text.replace("%s", LONG)
    parse_text(written)
    for language in ("en-US", "de-DE"):
        normalize(written, language)
        for kind in ("cardinal", "ordinal", "number", "date", "time", "currency", "telephone", "unit", "fraction"):
            for form in ("", "mdy", "hms12", "USD"):
                assert say_as(written, kind, form, "", language)
