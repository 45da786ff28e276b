"""A reflex works once, for what it was armed for."""

from rtp.messages import SetReflex
from rtp.reflex import Reflexes


def test_it_is_taken_once_by_what_it_was_armed_for() -> None:
    reflexes = Reflexes()
    reflexes.set(SetReflex(1, 2, speech=True, keys=False))
    assert reflexes.take(1, is_key=True) is None
    assert reflexes.take(3, is_key=False) is None
    assert reflexes.take(1, is_key=False) == 2
    assert reflexes.take(1, is_key=False) is None


def test_it_can_be_changed_disarmed_and_forgotten() -> None:
    reflexes = Reflexes()
    reflexes.set(SetReflex(1, 2, speech=True, keys=True))
    reflexes.set(SetReflex(1, 5, speech=False, keys=True))
    assert reflexes.take(1, is_key=False) is None
    assert reflexes.take(1, is_key=True) == 5
    reflexes.set(SetReflex(1, 2, speech=True, keys=True))
    reflexes.set(SetReflex(1, 2, speech=False, keys=False))
    assert reflexes.take(1, is_key=True) is None
    reflexes.set(SetReflex(1, 2, speech=False, keys=False))
    reflexes.set(SetReflex(1, 2, speech=True, keys=True))
    reflexes.forget(1)
    assert reflexes.take(1, is_key=True) is None
