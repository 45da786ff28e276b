import pytest

from engine.workers.content_messages import portions


@pytest.mark.parametrize(("size", "parts"), [(0, 1), (1, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (5 << 19, 3)])
def test_octets_go_in_portions_and_the_last_one_says_so(size: int, parts: int) -> None:
    made = list(portions(b"x" * size))
    assert [one.last for one in made] == [False] * (parts - 1) + [True]
    assert sum(len(one.data) for one in made) == size
