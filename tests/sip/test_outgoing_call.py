"""The handle of a call."""

from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request
from sip.outgoing_call import OutgoingCall


def test_a_new_call_is_neither_over_nor_cancelled() -> None:
    address = ("192.0.2.1", 5060)
    request = Request("INVITE", "sip:a", Headers([("Call-ID", "id")]))
    call = OutgoingCall(request, Flow("udp", address, address))
    assert call.call_id == "id"
    assert [call.is_over, call.is_cancelled, call.progressed] == [False, False, False]
    assert call.tags == set()
