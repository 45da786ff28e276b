"""The torture tests of RFC 4475: one vector a case, named as there, and what this server does with it.

The messages in tests/vectors/sip/torture are written anew from the RFC's descriptions. An expectation is the status of
the answer, the event that the user gets, or "dropped" for what must not be answered. Where the RFC leaves a choice, the
comment says which was taken.
"""

from pathlib import Path

import pytest

from sip.events import Invited, OptionsAsked
from sip.message import Request, Response, parse_message
from tests.fakes.sip import SipPeer, status_of

DIRECTORY = Path(__file__).parents[1] / "vectors/sip/torture"
INVITED, OPTIONS, DROPPED = "Invited", "OptionsAsked", "dropped"

EXPECTED: dict[str, int | str] = {
    # §3.1.1, valid messages
    "wsinv": 481,  # well-formed; its To tag names a dialog we do not have
    "intmeth": 501,
    "esc01": INVITED,
    "escnull": 405,
    "esc02": 501,  # RE%47IST%45R is not REGISTER
    "lwsdisp": OPTIONS,
    "longreq": INVITED,
    "dblreq": 405,  # what stands behind Content-Length is no second request
    "semiuri": OPTIONS,
    "transports": OPTIONS,
    "mpart01": 405,
    "unreason": DROPPED,  # read; answers nothing of ours
    "noreason": DROPPED,
    # §3.1.2, invalid messages
    "badinv01": 400,
    "clerr": 400,
    "ncl": 400,
    "scalar02": 400,
    "scalarlg": DROPPED,
    "quotbal": 400,
    "ltgtruri": 400,
    "lwsruri": 400,
    "lwsstart": 400,
    "trws": 400,
    "escruri": 400,
    "baddate": INVITED,  # "…may ignore the field"
    "regbadct": 405,
    "badaspec": OPTIONS,  # "…may be liberal"
    "baddn": 400,
    "badvers": 505,
    "mismatch01": 400,
    "mismatch02": 400,  # or 501
    "bigcode": DROPPED,
    # §3.2, transaction layer
    "badbranch": OPTIONS,
    # §3.3, application layer
    "insuf": 400,
    "unkscm": 416,
    "novelsc": 416,
    "unksm2": 405,
    "bext01": 420,
    "invut": 415,
    "regaut01": 405,
    "multi01": 400,
    "mcl01": 400,
    "bcast": DROPPED,
    "zeromf": OPTIONS,
    "cparam01": 405,
    "cparam02": 405,
    "regescrt": 405,
    "sdp01": 406,
    # §3.4, backward compatibility
    "inv2543": INVITED,
}


def read(name: str) -> bytes:
    return (DIRECTORY / f"{name}.dat").read_bytes()


def outcome(name: str) -> int | str:
    peer = SipPeer()
    answers = peer.send(read(name))
    if peer.events:
        (event,) = peer.events
        assert answers == []
        assert isinstance(event, Invited | OptionsAsked)
        return type(event).__name__
    return status_of(answers) if answers else DROPPED


@pytest.mark.parametrize("name", EXPECTED)
def test_every_case_has_its_outcome(name: str) -> None:
    assert outcome(name) == EXPECTED[name]


def test_all_49_cases_are_there() -> None:
    assert len(EXPECTED) == 49
    assert {path.stem for path in DIRECTORY.glob("*.dat")} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if isinstance(expected, str)])
def test_what_is_read_is_written_so_that_it_reads_the_same(name: str) -> None:
    if name in {"scalarlg", "bigcode"}:
        return
    first = parse_message(read(name))
    again = parse_message(bytes(first))
    assert (again.start_line, again.headers, again.body) == (first.start_line, first.headers, first.body)


class TestWhatIsRead:
    """The valid messages hold what the RFC says they hold."""

    def test_wsinv_is_unfolded_and_its_compact_headers_known(self) -> None:
        request = parse_message(read("wsinv"))
        assert isinstance(request, Request)
        assert (request.to.tag, request.from_.tag) == ("1918181833n", "98asjd8")
        assert request.from_.display_name == r'"J Caller \\\""'
        assert request.cseq == (9, "INVITE")
        assert request.headers.get("Max-Forwards") == "0068"
        assert (request.via.host, request.via.branch) == ("192.0.2.2", "390skdjuw")
        assert len(request.headers.elements("Via")) == 3
        assert request.headers.get("Subject") == ""
        assert request.headers.get("NewFangledHeader") == "newfangled value continued newfangled value"
        assert request.headers.get("UnknownHeaderWithUnusualValue") == ";;,,;;,;"
        contact = request.contact
        assert contact is not None
        assert contact.parameters == {"newparam": "newvalue", "secondparam": None, "q": "0.33"}

    def test_intmeth_keeps_control_characters_in_quotes(self) -> None:
        request = parse_message(read("intmeth"))
        assert request.to.display_name == '"BEL:\\\x07 NUL:\\\0 DEL:\\\x7f"'
        assert request.from_.tag == "_token~1'+`*%!-."
        assert request.via.branch == "z9hG4bK-.!%66*_+`'~"

    def test_dblreq_is_one_request(self) -> None:
        request = parse_message(read("dblreq"))
        assert isinstance(request, Request)
        assert (request.method, request.body) == ("REGISTER", b"")

    def test_unreason_and_noreason_have_their_phrases(self) -> None:
        with_words, without = parse_message(read("unreason")), parse_message(read("noreason"))
        assert isinstance(with_words, Response)
        assert isinstance(without, Response)
        assert (with_words.status, with_words.reason[:12]) == (200, "= 2**3 * 5**")
        assert (without.status, without.reason) == (100, "")

    def test_badbranch_is_matched_like_rfc_2543(self) -> None:
        peer = SipPeer()
        peer.send(read("badbranch"))
        peer.send(read("badbranch").replace(b"Call-ID: ", b"Call-ID: other"))
        assert len(peer.events) == 2
        peer.send(read("badbranch"))
        assert len(peer.events) == 2
