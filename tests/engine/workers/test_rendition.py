import asyncio

from engine.errors import EngineError
from engine.workers.rendition import Rendition


def test_audio_and_words_add_up() -> None:
    rendition = Rendition(2)
    rendition.add(b"1234", [(0, 0)], last=False)
    rendition.add(b"", (), last=False)
    rendition.add(b"56", [(4, 2)], last=True)
    assert (rendition.payloads, rendition.samples, rendition.size_bytes) == ([b"1234", b"56"], 3, 6)
    assert rendition.words == [(0, 0), (4, 2)]
    assert rendition.done


def test_a_second_attempt_gives_only_what_is_missing() -> None:
    rendition = Rendition(1)
    rendition.add(b"abcd", [(0, 0), (2, 2)], last=False)
    rendition.begin_again()
    rendition.add(b"abc", [(0, 0), (2, 2), (5, 5)], last=False)
    rendition.add(b"defg", (), last=True)
    assert b"".join(rendition.payloads) == b"abcdefg"
    assert rendition.words == [(0, 0), (2, 2), (5, 5)]


def test_a_second_attempt_before_any_audio_starts_over() -> None:
    rendition = Rendition(1)
    rendition.begin_again()
    rendition.add(b"ab", [(0, 0)], last=True)
    assert (b"".join(rendition.payloads), rendition.words) == (b"ab", [(0, 0)])


def test_readers_wake_at_changes_ends_and_failures() -> None:
    async def run() -> list[int]:
        loop = asyncio.get_running_loop()
        rendition = Rendition(1)
        seen = []

        async def read() -> None:
            while not rendition.done:
                await rendition.changed(loop)
                seen.append(len(rendition.payloads))

        first, second = asyncio.create_task(read()), asyncio.create_task(read())
        gone = asyncio.create_task(read())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        rendition.add(b"a", (), last=False)
        await asyncio.sleep(0)
        rendition.fail(EngineError("why"))
        rendition.fail(EngineError("too late"))
        await asyncio.gather(first, second)
        assert rendition.error is not None
        assert rendition.error.reason == "why"
        return seen

    assert asyncio.run(run()) == [1, 1, 1, 1]


def test_the_last_reader_who_leaves_a_growing_one_abandons_it() -> None:
    abandoned: list[bool] = []
    rendition = Rendition(1)
    rendition.on_abandoned = lambda: abandoned.append(True)
    rendition.acquire()
    rendition.acquire()
    rendition.release()
    assert abandoned == []
    rendition.release()
    assert abandoned == [True]


def test_a_whole_one_is_never_abandoned_and_its_end_is_told_once() -> None:
    rendition = Rendition(1)
    ended: list[Rendition] = []
    rendition.on_done = ended.append
    rendition.add(b"a", (), last=True)
    rendition.acquire()
    rendition.release()
    assert ended == [rendition]
    assert Rendition.whole(b"ab", [(0, 0)], 2).samples == 1


def test_another_writer_may_take_over_while_nothing_was_heard_and_somebody_waits() -> None:
    rescued: list[EngineError] = []

    def failing(heard: bytes = b"", *, readers: int = 1, takes_over: bool = True) -> Rendition:
        rendition = Rendition(1)
        rendition.readers = readers

        def rescue(error: EngineError) -> bool:
            rescued.append(error)
            return takes_over

        rendition.rescue = rescue
        rendition.add(heard, [(7, 0)], last=False)
        rendition.fail(EngineError("why"))
        return rendition

    taken = failing()
    assert (taken.done, taken.error, taken.words, len(rescued)) == (False, None, [], 1)
    taken.fail(EngineError("again"))
    assert taken.error is not None
    assert taken.error.reason == "again"
    assert failing(takes_over=False).done
    assert len(rescued) == 2
    assert failing(b"heard").done
    assert failing(readers=0).done
    assert len(rescued) == 2
