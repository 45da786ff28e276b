"""Named contents of a session."""

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
    contents = Contents(max_bytes=100)
    assert contents.put(entity("a", 60))
    assert contents.put(entity("a", 100))
    assert not contents.put(entity("b", 1))
    contents.drop("<a>")
    contents.drop("a")
    assert contents.put(entity("b", 1))
    assert len(contents) == 1


def test_without_a_name_nothing_is_kept() -> None:
    assert not Contents().put(entity(None))
