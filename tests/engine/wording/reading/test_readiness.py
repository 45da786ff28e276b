import asyncio
import threading

import pytest

from engine.wording.normalize import normalize, say_as, tokens, unsaid_signs
from engine.wording.reading.readiness import when_ready
from tests.fakes.unready import unready_languages


def test_no_language_is_made_in_the_loop() -> None:
    """Nor is any other text held up, and one making does for all who wait."""

    async def run() -> None:
        with unready_languages() as made:
            waiting = [asyncio.create_task(when_ready(lambda: normalize("3 kg", "de"))) for _ in range(5)]
            both = asyncio.create_task(when_ready(lambda: [normalize("3 kg", tag) for tag in ("fr", "de", "it")]))
            assert await asyncio.gather(*waiting) == ["drei Kilogramm"] * 5
            assert await both == ["trois kilos", "drei Kilogramm", "tre chilogrammi"]
            assert sorted(tag for tag, _ in made) == ["de-DE", "fr-FR", "it-IT"]
            assert threading.get_ident() not in {thread for _, thread in made}

    asyncio.run(run())


@pytest.mark.parametrize(
    "read",
    [
        lambda: normalize("3", "pl"),
        lambda: tokens("3", "pl"),
        lambda: say_as("3", "cardinal", language="pl"),
        lambda: unsaid_signs("⸎", "pl"),
    ],
)
def test_everything_that_reads_can_be_awaited(read) -> None:  # type: ignore[no-untyped-def]
    with unready_languages() as made:
        found = asyncio.run(when_ready(read))
        assert [tag for tag, _ in made] == ["pl-PL"]
        assert found == read()
        assert threading.get_ident() not in {thread for _, thread in made}


def test_what_cannot_be_read_says_so() -> None:
    def fail() -> None:
        normalize("3", "nl")
        raise ValueError

    with unready_languages(), pytest.raises(ValueError):  # noqa: PT011
        asyncio.run(when_ready(fail))


def test_one_who_gives_up_takes_nothing_from_the_others() -> None:
    async def run() -> None:
        with unready_languages() as made:
            first, second = [asyncio.create_task(when_ready(lambda: normalize("3", "nl"))) for _ in range(2)]
            await asyncio.sleep(0)
            first.cancel()
            assert await second == "drie"
            assert len(made) == 1

    asyncio.run(run())
