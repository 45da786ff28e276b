"""Lists of grammars, followed through what the session keeps and what was fetched; circles and floods are refused."""

import pytest

from engine.documents.errors import GrammarError
from engine.errors import ClipError
from mrcp_server.mrcp.wire.entity import GRAMMAR_REF_LIST, URI_LIST, Entity
from mrcp_server.recognizing.grammar_lists import MAX_DEPTH, MAX_REFERENCES, ListReader

pytestmark = pytest.mark.anyio

ABNF = "application/srgs"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def reader(**contents: Entity) -> ListReader:
    """Finds these under `session:`, and under `http://h/` as what a server has."""

    async def find(uri: str) -> Entity:
        found = contents.get(uri.removeprefix("session:").removeprefix("http://h/lists/"))
        if found is None:
            raise ClipError(uri, "not there")
        return found

    return ListReader(find)


def uri_list(*uris: str) -> Entity:
    return Entity(URI_LIST, "\r\n".join(uris).encode())


async def read(entity: Entity, **contents: Entity) -> list[tuple[str, str, float]]:
    return [(one.name, one.uri, one.weight) for one in await reader(**contents).read(entity)]


async def test_a_stored_list_is_followed_and_its_grammars_have_its_name() -> None:
    stored = uri_list("builtin:dtmf/digits", "session:menu")
    found = await read(uri_list("session:both", "session:menu#help"), both=stored, menu=Entity(ABNF, b"#ABNF 1.0;"))
    assert found == [
        ("session:both", "builtin:dtmf/digits", 1.0),
        ("session:both", "session:menu", 1.0),
        ("session:menu#help", "session:menu#help", 1.0),
    ]


async def test_weights_of_lists_within_lists_multiply() -> None:
    outer = Entity(GRAMMAR_REF_LIST, b'<session:inner>;weight="0.5"\r\n<builtin:speech/boolean>;weight="2"')
    inner = Entity(GRAMMAR_REF_LIST, b'<builtin:speech/digits>;weight="0.5"')
    assert [weight for _, _, weight in await read(outer, inner=inner)] == [0.25, 2.0]
    heavy = Entity(GRAMMAR_REF_LIST, b'<session:inner>;weight="1e300"')
    inner = Entity(GRAMMAR_REF_LIST, b'<builtin:speech/digits>;weight="1e300"')
    assert [weight for _, _, weight in await read(heavy, inner=inner)] == [1e6]


async def test_a_fetched_list_is_the_base_of_what_it_refers_to() -> None:
    found = await read(uri_list("http://h/lists/all"), all=uri_list("menu"), menu=Entity(ABNF, b"#ABNF 1.0;"))
    assert found == [("http://h/lists/all", "http://h/lists/menu", 1.0)]


async def test_the_lists_that_were_followed_are_known() -> None:
    lists = reader(inner=uri_list("builtin:dtmf/digits"))
    await lists.read(uri_list("session:inner"), "session:outer")
    assert lists.followed == {"session:inner"}


async def test_what_is_not_there_is_told_as_it_was_named() -> None:
    with pytest.raises(ClipError) as caught:
        await read(uri_list("session:inner"), inner=uri_list("session:gone"))
    assert caught.value.uri == "session:gone"


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        ({"a": uri_list("session:a")}, "refers to itself"),
        ({"a": uri_list("session:b"), "b": uri_list("session:a")}, "refers to itself"),
        ({"a": uri_list("# nothing")}, "empty"),
        ({"a": Entity(GRAMMAR_REF_LIST, b"<a b")}, "not a grammar reference"),
        ({"a": uri_list("session:b#rule"), "b": uri_list("builtin:dtmf/digits")}, "has no rule 'rule'"),
        ({"a": uri_list(*["builtin:dtmf/digits"] * (MAX_REFERENCES + 1))}, "more than 1000"),
        (
            {"a": uri_list(*["session:b"] * 100), "b": uri_list(*["builtin:dtmf/digits"] * 100)},
            "more than 1000",
        ),
    ],
)
async def test_what_leads_nowhere_is_refused(contents: dict[str, Entity], reason: str) -> None:
    with pytest.raises(GrammarError, match=reason):
        await read(uri_list("session:a"), **contents)


async def test_lists_may_lie_in_each_other_so_deep_and_no_deeper() -> None:
    chain = {f"l{depth}": uri_list(f"session:l{depth + 1}") for depth in range(MAX_DEPTH - 1)}
    last = uri_list("builtin:dtmf/digits")
    assert len(await read(uri_list("session:l1"), **chain, **{f"l{MAX_DEPTH - 1}": last})) == 1
    with pytest.raises(GrammarError, match=f"more than {MAX_DEPTH}"):
        await read(uri_list("session:l0"), **chain, **{f"l{MAX_DEPTH - 1}": last})


async def test_a_list_that_refers_to_itself_by_its_own_name() -> None:
    own = uri_list("session:own")
    with pytest.raises(GrammarError, match="refers to itself"):
        await reader(own=own).read(own, "session:own")
