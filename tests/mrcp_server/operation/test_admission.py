"""Calls are kept out by what lasts."""

import pytest

from mrcp_server.operation.admission import Admission, AdmissionLimits, Readings, wait_of

WELL = Readings(free_memory_bytes=1 << 30)
OVER = {
    "control is late": Readings(lag_s=0.3),
    "the media plane is late": Readings(late_share=0.1),
    "no media plane": Readings(has_plane=False),
    "engines are busy": Readings(engine_wait_s=4.0),
    "little memory": Readings(free_memory_bytes=1 << 20),
}


@pytest.mark.parametrize("cause", OVER)
def test_what_lasts_keeps_calls_out_until_it_has_been_gone_as_long(cause: str) -> None:
    admission = Admission(AdmissionLimits())
    seen = []
    for readings in (*[OVER[cause]] * 3, *[WELL] * 3):
        admission.note(readings)
        seen.append(admission.refusal)
    assert seen == ["", "", cause, cause, cause, ""]
    assert set(admission.causes) == set(OVER)


def test_one_slow_moment_is_no_overload_and_one_quick_one_no_end_of_it() -> None:
    admission = Admission(AdmissionLimits())
    late = OVER["control is late"]
    for readings in (late, late, WELL, late, late):
        admission.note(readings)
        assert admission.refusal == ""
    for readings in (late, WELL, WELL, late):
        admission.note(readings)
        assert admission.is_refused_for("control is late")


def test_every_cause_is_named() -> None:
    admission = Admission(AdmissionLimits())
    for _ in range(3):
        admission.note(Readings(lag_s=1.0, engine_wait_s=9.0))
    assert admission.refusal == "control is late, engines are busy"


def test_a_limit_of_zero_is_none() -> None:
    admission = Admission(AdmissionLimits(lag_s=0, late_share=0, engine_wait_s=0, free_memory_bytes=0))
    for _ in range(3):
        admission.note(Readings(lag_s=9.0, late_share=1.0, engine_wait_s=99.0, free_memory_bytes=0))
    assert admission.refusal == ""


@pytest.mark.parametrize(
    ("waiting", "done", "wait_s"), [(0, 0, 0.0), (0, 9, 0.0), (10, 5, 0.5), (4, 0, 1.0)],
)  # fmt: skip
def test_how_long_a_queue_is_in_seconds(waiting: int, done: int, wait_s: float) -> None:
    assert wait_of(waiting, done, 0.25) == wait_s


def test_limits_change() -> None:
    admission = Admission(AdmissionLimits(lag_s=1.0))
    late = Readings(lag_s=0.5)
    for _ in range(3):
        admission.note(late)
    assert admission.refusal == ""
    admission.limits = AdmissionLimits(lag_s=0.1)
    for _ in range(3):
        admission.note(late)
    assert admission.refusal == "control is late"
    admission.limits = AdmissionLimits(lag_s=0)
    for _ in range(3):
        admission.note(late)
    assert admission.refusal == ""
