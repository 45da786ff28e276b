from engine.errors import (
    ClipError,
    EngineError,
    LanguageUnsupportedError,
    OverloadedError,
    SynthesisError,
    VoiceUnavailableError,
    WorkerLostError,
)


def test_every_error_is_an_engine_error_with_a_reason() -> None:
    errors = [
        EngineError("why"),
        LanguageUnsupportedError("tlh"),
        VoiceUnavailableError("why"),
        ClipError("http://a", "why"),
        SynthesisError("why"),
        WorkerLostError("why"),
        OverloadedError("why"),
    ]
    assert all(isinstance(error, EngineError) and error.reason == str(error) for error in errors)


def test_what_may_be_tried_again() -> None:
    assert WorkerLostError("x").retryable
    assert OverloadedError("x").retryable
    assert not EngineError("x").retryable
    assert EngineError("x", retryable=True).retryable


def test_errors_name_what_they_are_about() -> None:
    assert ClipError("http://a", "why", retryable=True).uri == "http://a"
    assert LanguageUnsupportedError("tlh").language == "tlh"
