from types import SimpleNamespace

from engine.voices.stopper import Stopper


def test_a_run_is_ended_by_its_options() -> None:
    stopper, options = Stopper(), SimpleNamespace(terminate=False)
    assert stopper.begin(options)
    assert not options.terminate
    stopper.stop()
    assert options.terminate
    assert stopper.stopped


def test_once_stopped_no_run_begins() -> None:
    stopper = Stopper()
    stopper.stop()
    assert not stopper.begin(SimpleNamespace(terminate=False))


def test_a_run_that_is_over_is_left_alone() -> None:
    stopper, options = Stopper(), SimpleNamespace(terminate=False)
    stopper.begin(options)
    stopper.end()
    stopper.stop()
    assert not options.terminate
