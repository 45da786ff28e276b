import asyncio

from engine.apart import InThreads


def doubled(data: bytes) -> bytes:
    return data * 2


def test_a_function_is_found_by_its_name_and_run() -> None:
    assert asyncio.run(InThreads().run(f"{__name__}:doubled", b"ab", source="x")) == b"abab"
