"""A RECOGNIZE as it waits and listens."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.recognizer.requests import RecognizerRequest
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.mrcp.wire.message import Request


@pytest.mark.parametrize(
    ("entities", "uri"),
    [
        ((Entity("text/uri-list", b"# menu\r\nsession:a\r\nsession:b"),), "session:a"),
        ((Entity("text/grammar-ref-list", b'<http://a/b>;weight="1"'),), "http://a/b"),
        ((Entity("application/srgs+xml", b"", content_id="m@x"),), "session:m@x"),
        ((Entity("text/uri-list", b""), Entity("application/srgs+xml", b"")), ""),
    ],
)
def test_name_of_its_first_grammar(entities: tuple[Entity, ...], uri: str) -> None:
    request = RecognizerRequest(Request("RECOGNIZE", 7), entities, RecognizeParameters.defaults())
    assert request.grammar == uri
    assert request.request_id == 7
