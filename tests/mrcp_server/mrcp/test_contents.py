"""Named contents of a session."""

import pytest

from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.wire.entity import Entity


def entity(name: str | None, size: int = 10) -> Entity:
    """Content of so many bytes."""
    return Entity("application/srgs+xml", b"x" * size, content_id=name)


def test_found_by_session_uri_by_cid_and_by_name() -> None:
    contents = Contents()
    assert contents.put(entity("request1@form-level.store"))
    for uri in ("session:request1@form-level.store", "CID:request1%40form-level.store", "request1@form-level.store"):
        assert uri in contents
    assert contents.find("session:other") is None


def test_redefined_and_dropped() -> None:
    contents = Contents(max_bytes=10_000)
    assert contents.put(entity("a", 6_000))
    assert contents.put(entity("a", 9_000))
    assert not contents.put(entity("b", 1_000))
    contents.drop("<a>")
    contents.drop("a")
    assert contents.put(entity("b", 1_000))
    assert len(contents) == 1


def test_without_a_name_nothing_is_kept() -> None:
    assert not Contents().put(entity(None))


@pytest.mark.parametrize("size", [0, 1])
def test_names_and_headers_take_room_too(size: int) -> None:
    """Nobody fills the memory with content that has none."""
    contents = Contents(max_bytes=100_000)
    taken = 0
    while taken < 1_000 and contents.put(entity(f"{taken}", size)):
        taken += 1
    assert taken < 200
    contents = Contents(max_bytes=100_000)
    assert contents.put(entity("n" * 60_000, size))
    assert not contents.put(entity("m" * 60_000, size))
    based = Entity("application/srgs+xml", b"", content_id="m", content_base="http://host/" + "b" * 60_000)
    assert not contents.put(based)
