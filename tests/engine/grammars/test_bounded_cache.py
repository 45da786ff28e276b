from engine.grammars.bounded_cache import BoundedCache


def test_the_least_recently_used_goes_first() -> None:
    kept: BoundedCache[str] = BoundedCache(2, 100)
    kept.put("a", "A")
    kept.put("b", "B")
    assert kept.get("a") == "A"
    kept.put("c", "C")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")
    assert len(kept) == 2


def test_large_values_make_room_and_one_may_be_too_large() -> None:
    kept: BoundedCache[str] = BoundedCache(10, 5)
    kept.put("a", "A", 3)
    kept.put("a", "A again", 4)
    kept.put("b", "B", 2)
    assert (kept.get("a"), kept.get("b")) == (None, "B")
    kept.put("c", "C", 50)
    assert (kept.get("b"), kept.get("c")) == (None, "C")
