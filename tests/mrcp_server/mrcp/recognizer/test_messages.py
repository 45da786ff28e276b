"""Bodies and fields of a recognizer's messages."""

from __future__ import annotations

import pytest
from lxml import etree

from mrcp_server.mrcp.recognizer.messages import encode_document, result_entity, waveform_uri, writer_of
from mrcp_server.mrcp.recognizer.recognition import Done
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, Waveform, Word
from mrcp_server.mrcp.recognizer.result_form import CHARSETS, MEDIA_TYPES, NLSML, ResultForm
from mrcp_server.mrcp.wire.codes import RecognitionCause as Cause
from tests.mrcp_server.mrcp.result_schemas import valid_emma, valid_nlsml

YES = Alternative("yes", 0.9, "g", instance="true", words=(Word("yes", 1.0, 2.0),))
RESUME = Alternative("résumé", 0.9, "g")


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@pytest.mark.parametrize("cause", Cause)
def test_which_cause_has_which_body(media_type: str, cause: Cause) -> None:
    form = ResultForm(media_type)
    fields, body = result_entity(Done(cause), "g", 0.0, form)
    has_one = cause in (
        Cause.NO_MATCH,
        Cause.NO_INPUT_TIMEOUT,
        Cause.HOTWORD_MAXTIME,
        Cause.PARTIAL_MATCH,
        Cause.PARTIAL_MATCH_MAXTIME,
        Cause.NO_MATCH_MAXTIME,
    )
    assert fields == ([("Content-Type", media_type)] if has_one else [])
    if has_one:
        (valid_nlsml if media_type == NLSML else valid_emma)(body)
    else:
        assert body == b""
    assert result_entity(Done(cause), "g", 0.0, form, also_failures=False) == ([], b"")


def body_of(done: Done, form: ResultForm) -> bytes:
    return result_entity(done, "", 0.0, form)[1]


def test_results() -> None:
    form = ResultForm()
    assert b"<instance>true</instance>" in body_of(Done(Cause.SUCCESS, (YES,)), form)
    assert b"<instance/>" in body_of(Done(Cause.SEMANTICS_FAILURE, (YES,)), form)


def test_words_have_times_only_where_somebody_asked() -> None:
    done = Done(Cause.SUCCESS, (YES,))
    assert body_of(done, ResultForm()).count(b"<input") == 1
    assert body_of(done, ResultForm(word_times=True)).count(b"<input") == 2


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_every_charset(media_type: str, charset: str) -> None:
    """§6.2.5; what a charset has no character for is written as its number."""
    fields, body = result_entity(Done(Cause.SUCCESS, (RESUME,)), "g", 0.0, ResultForm(media_type, charset))
    tree = etree.fromstring(body)
    assert "résumé" in "".join(str(text) for text in tree.itertext())
    assert (tree.getroottree().docinfo.encoding or "").lower() == charset
    (content_type,) = fields
    assert content_type[1] == media_type + ("" if charset == "utf-8" else f";charset={charset}")


def test_a_name_that_a_charset_cannot_write_makes_it_utf_8() -> None:
    assert encode_document("<résumé/>", "us-ascii") == (
        "utf-8",
        '<?xml version="1.0" encoding="UTF-8"?>\n<résumé/>'.encode(),
    )
    assert encode_document("<résumé/>", "iso-8859-1")[0] == "iso-8859-1"


def test_each_media_type_has_its_writer() -> None:
    assert [writer_of(one).no_input().split()[0] for one in MEDIA_TYPES] == ["<result", "<emma:emma"]


def test_fields() -> None:
    assert waveform_uri(None) == ("Waveform-URI", "")
    assert waveform_uri(Waveform("u", 1, 2)) == ("Waveform-URI", "<u>;size=1;duration=2")
