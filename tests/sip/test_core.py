"""The shared tables: ids, addresses, and one end for each dialog."""

from sip.configuration import UserAgentConfig
from sip.core import Core
from sip.dialog import Dialog, DialogState
from sip.events import Ended, EndReason
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request
from tests.fakes.sip import CLIENT, SERVER

FLOW = Flow("udp", CLIENT, SERVER)


def core() -> Core:
    return Core(UserAgentConfig(), lambda: "token", lambda: 0.5)


def test_a_via_goes_to_the_top() -> None:
    request = Request("BYE", "sip:a", Headers([("To", "x"), ("Via", "old")]))
    assert core().put_via(request, FLOW) == "z9hG4bKtoken"
    assert next(request.headers.items()) == ("Via", "SIP/2.0/UDP 192.0.2.2:8060;rport;branch=z9hG4bKtoken")


def test_an_end_is_reported_once() -> None:
    shared = core()
    dialog = Dialog(("id", "a", "b"), "<sip:a>;tag=a", "<sip:b>;tag=b", flow=FLOW, is_caller=False)
    shared.dialogs[dialog.id] = dialog
    shared.report_end(dialog, EndReason.EXPIRED)
    shared.report_end(dialog, EndReason.LOCAL, 200)
    assert shared.events == [Ended(dialog, EndReason.EXPIRED)]
    shared.drop_dialog(dialog)
    shared.drop_dialog(dialog)
    assert dialog.state is DialogState.ENDED
    assert shared.dialogs == {}
    assert shared.is_open(FLOW)
