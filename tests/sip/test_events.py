"""Events are plain values; their shortcuts point at the request."""

from sip.events import Ended, EndReason, Invited, OptionsAsked

from .test_server_transaction import start


def test_shortcuts_reach_the_request() -> None:
    transaction, _ = start("INVITE")
    assert Invited(transaction, None).request is transaction.request
    assert OptionsAsked(transaction).request is transaction.request


def test_reasons_have_stable_names() -> None:
    assert {reason.value for reason in EndReason} == {"bye", "local", "no-ack", "expired", "gone"}
    assert Ended.__dataclass_fields__["status"].default == 0
