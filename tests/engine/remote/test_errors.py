"""Errors of services elsewhere."""

from engine.errors import EngineError
from engine.remote.errors import Fault, ServiceError


def test_a_service_error_is_an_engine_error_that_no_other_worker_mends() -> None:
    error = ServiceError(Fault.LIMITED, "later", retry_after_s=3)
    assert isinstance(error, EngineError)
    assert (error.reason, error.retryable, error.fault, error.retry_after_s) == ("later", False, Fault.LIMITED, 3)
