"""Every error is one line that says what happened."""

import pytest

from mrcp_server.client import errors


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (errors.CallRefusedError(503, "Service Unavailable"), "the server refused the call: 503 Service Unavailable"),
        (
            errors.CallRefusedError(488, "Not Acceptable Here", "no common codec"),
            "the server refused the call: 488 Not Acceptable Here (no common codec)",
        ),
        (errors.RequestRefusedError("SPEAK", 402), "the server refused SPEAK: 402"),
        (
            errors.RequestRefusedError("RECOGNIZE", 407, "004 grammar-load-failure"),
            "the server refused RECOGNIZE: 407 (004 grammar-load-failure)",
        ),
    ],
)
def test_refusals_say_what_and_why(error: errors.ClientError, text: str) -> None:
    assert str(error) == text
    assert "\n" not in str(error)


def test_statuses_are_kept() -> None:
    assert errors.CallRefusedError(486, "Busy Here").status == 486
    assert errors.RequestRefusedError("STOP", 405).status == 405


def test_all_are_client_errors() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) == 9
    assert all(issubclass(kind, errors.ClientError) for kind in kinds)
