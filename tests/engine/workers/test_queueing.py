"""Waiting for a processor, as the kernel counts it."""

import multiprocessing
import os
import sys
import time

import pytest

from engine.workers.queueing import queued_s

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


def test_two_processes_on_one_processor_wait_for_each_other() -> None:
    context = multiprocessing.get_context("fork")
    processor = min(os.sched_getaffinity(0))
    busy = [context.Process(target=_spin, args=(processor,), daemon=True) for _ in range(2)]
    for one in busy:
        one.start()
    try:
        for _ in range(500):
            if all(queued_s(one.pid or 0) > 0.1 for one in busy):
                break
            time.sleep(0.01)
        assert all(queued_s(one.pid or 0) > 0.1 for one in busy)
    finally:
        for one in busy:
            one.kill()
            one.join()


def test_a_process_that_is_gone_has_waited_for_nothing() -> None:
    assert queued_s(2**22 + 1) == 0.0


def _spin(processor: int) -> None:
    os.sched_setaffinity(0, {processor})
    while True:
        pass
