"""Whatever was said and whatever it means, the result is valid by its schema, in every format and charset; and whatever
a client would rather have can be read."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.errors import SemanticsError
from engine.grammars.instance import instance_xml
from mrcp_server.mrcp.recognizer.messages import result_entity
from mrcp_server.mrcp.recognizer.recognition import Done
from mrcp_server.mrcp.recognizer.recognition_result import Alternative
from mrcp_server.mrcp.recognizer.result_form import CHARSETS, EMMA, MEDIA_TYPES, ResultForm
from mrcp_server.mrcp.wire.accept import named, preferred
from mrcp_server.mrcp.wire.codes import RecognitionCause
from tests.fuzz.test_grammars import VALUES
from tests.mrcp_server.mrcp.result_schemas import valid_emma, valid_nlsml

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

FORMS = st.builds(ResultForm, st.sampled_from(MEDIA_TYPES), st.sampled_from(CHARSETS))
TEXTS = st.text(max_size=20)


def instance_of(value: object) -> str | None:
    try:
        return instance_xml(value)
    except SemanticsError:
        return None


ALTERNATIVES = st.builds(
    Alternative,
    text=TEXTS,
    confidence=st.floats(-1, 2),
    grammar=st.sampled_from(["", "session:a@x", "builtin:grammar/digits?length=4", "http://a/b?c=<d>&e"]),
    instance=st.one_of(st.none(), TEXTS, VALUES.map(instance_of)),
    mode=st.sampled_from(["speech", "dtmf", "text"]),
    start=st.one_of(st.none(), st.floats(0, 1e6)),
    end=st.one_of(st.none(), st.floats(0, 1e6)),
)


@QUICK
@given(FORMS, st.lists(ALTERNATIVES, min_size=1, max_size=3), st.sampled_from(RecognitionCause))
def test_every_result_is_valid(form: ResultForm, found: list[Alternative], cause: RecognitionCause) -> None:
    is_match = cause in (RecognitionCause.SUCCESS, RecognitionCause.SUCCESS_MAXTIME, RecognitionCause.SEMANTICS_FAILURE)
    done = Done(cause, tuple(found)) if is_match else Done(cause, rejected=found[0])
    fields, body = result_entity(done, found[0].grammar, 1e9, form)
    assert bool(fields) == bool(body)
    if body:
        valid_emma(body) if form.media_type == EMMA else valid_nlsml(body, roomy=True)


ELEMENTS = st.sampled_from(
    [
        "application/emma+xml",
        "*/*",
        "application/*",
        "utf-16",
        "*",
        "q=0",
        ";q=0.5",
        ";Q=1.000",
        ";;q",
        ",",
        '"',
        "=",
        "/",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(ELEMENTS, max_size=12).map("".join)))
def test_wishes_are_read(value: str) -> None:
    for offered in (MEDIA_TYPES, CHARSETS):
        asked, best = named(value, offered), preferred(value, offered)
        assert {asked, best} <= {*offered, None}
        assert best is not None or asked is None
