"""RFC 3261 §12: ids, route sets, and where the next request goes."""

import pytest

from sip.dialog import MAX_ROUTES, Dialog, DialogState, read_route_set
from sip.errors import MessageError
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request, Response
from sip.networks import Networks
from sip.server_transaction import ServerTransaction
from tests.fakes.sip import CLIENT, SERVER

from .test_server_transaction import Layer

UDP = Flow("udp", CLIENT, SERVER)
EVERYWHERE = Networks.all()
NOWHERE = Networks()


def server_dialog(*headers: tuple[str, str], flow: Flow = UDP, contact: str = "<sip:client@192.0.2.1:5070>") -> Dialog:
    fields = Headers(
        [
            ("From", '"C" <sip:c@a>;tag=c1'),
            ("To", "sip:s@b"),
            ("Call-ID", "id"),
            ("CSeq", "7 INVITE"),
            ("Contact", contact),
            *headers,
        ]
    )
    transaction = ServerTransaction(Layer(), ("k",), Request("INVITE", "sip:s@b", fields), flow, "")
    transaction.to_tag = "s1"
    return Dialog.of_server(transaction)


def client_dialog(*headers: tuple[str, str]) -> Dialog:
    request = Request(
        "INVITE",
        "sip:s@b",
        Headers([("From", "<sip:c@a>;tag=c1"), ("To", "<sip:s@b>"), ("Call-ID", "id"), ("CSeq", "4 INVITE")]),
    )
    response = Response(200, "OK", Headers([("To", "<sip:s@b>;tag=s1"), *headers]))
    return Dialog.of_client(request, response, UDP)


def is_open(_flow: Flow) -> bool:
    return True


class TestServerSide:
    """§12.1.1."""

    def test_it_takes_all_from_the_request(self) -> None:
        dialog = server_dialog(("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"), ("Allow", "INVITE, UPDATE"))
        assert dialog.id == ("id", "s1", "c1")
        assert dialog.route_set == ("<sip:p1;lr>", "<sip:p2;lr>")
        assert (dialog.remote_cseq, dialog.local_cseq, dialog.is_caller) == (7, 0, False)
        assert dialog.peer_allows == {"invite", "update"}
        assert dialog.state is DialogState.EARLY
        assert not dialog.is_established

    def test_its_requests_go_to_the_contact(self) -> None:
        dialog = server_dialog(("User-Agent", "UniMRCP"))
        request = dialog.request("BYE", dialog.next_cseq())
        assert str(request.headers) == (
            'Max-Forwards: 70\r\nFrom: sip:s@b;tag=s1\r\nTo: "C" <sip:c@a>;tag=c1\r\nCall-ID: id\r\nCSeq: 1 BYE\r\n'
        )
        assert request.uri == "sip:client@192.0.2.1:5070"
        assert dialog.peer_product == "UniMRCP"

    def test_without_angle_brackets_parameters_belong_to_the_header(self) -> None:
        assert server_dialog(contact="sip:sipp@192.0.2.1:5061;transport=udp").remote_target == "sip:sipp@192.0.2.1:5061"


class TestClientSide:
    """§12.1.2."""

    def test_the_route_set_is_reversed(self) -> None:
        dialog = client_dialog(("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"), ("Contact", "<sip:s@c>"), ("Server", "x"))
        assert dialog.id == ("id", "c1", "s1")
        assert dialog.route_set == ("<sip:p2;lr>", "<sip:p1;lr>")
        assert (dialog.local_cseq, dialog.remote_cseq, dialog.remote_target) == (4, None, "sip:s@c")
        assert dialog.peer_product == "x"

    def test_without_a_contact_the_request_uri_stays(self) -> None:
        assert client_dialog().remote_target == "sip:s@b"


class TestRouting:
    """§12.2.1.1 and §8.1.2."""

    def test_loose_routes_stand_in_route(self) -> None:
        request = server_dialog(("Record-Route", "<sip:p1;lr>"), ("Record-Route", "<sip:p2>")).request("BYE", 1)
        assert request.uri == "sip:client@192.0.2.1:5070"
        assert request.headers.all("Route") == ["<sip:p1;lr>", "<sip:p2>"]

    def test_a_strict_router_becomes_the_request_uri(self) -> None:
        request = server_dialog(("Record-Route", "<sip:p1?x=y>"), ("Record-Route", "<sip:p2;lr>")).request("BYE", 1)
        assert request.uri == "sip:p1"
        assert request.headers.all("Route") == ["<sip:p2;lr>", "<sip:client@192.0.2.1:5070>"]

    def test_the_first_route_is_the_next_hop(self) -> None:
        dialog = server_dialog(("Record-Route", "<sip:198.51.100.1:5080;transport=tcp;lr>"))
        assert dialog.next_flow(is_open, EVERYWHERE) == Flow("tcp", ("198.51.100.1", 5080), SERVER)
        assert server_dialog(("Record-Route", "<sip:proxy.example;lr>")).next_flow(is_open, EVERYWHERE).remote == (
            "proxy.example",
            5060,
        )

    def test_the_flow_of_the_peer_is_kept_where_it_is_the_target(self) -> None:
        assert server_dialog().next_flow(is_open, EVERYWHERE) is UDP

    @pytest.mark.parametrize(
        ("contact", "remote"),
        [
            ("<sip:c@192.0.2.77:5099>", ("192.0.2.77", 5099)),
            ("<sip:c@[2001:db8::1]>", ("2001:db8::1", 5060)),
            ("<sip:c@container-7:5099>", CLIENT),
            ("<tel:+1555>", CLIENT),
            ("<sip:c@192.0.2.77;transport=sctp>", CLIENT),
        ],
    )
    def test_another_contact_is_the_target_where_it_can_be(self, contact: str, remote: tuple[str, int]) -> None:
        assert server_dialog(contact=contact).next_flow(is_open, EVERYWHERE).remote == remote

    def test_a_private_contact_behind_a_nat_is_not(self) -> None:
        public = Flow("udp", ("8.8.8.8", 40000), SERVER)
        assert server_dialog(flow=public, contact="<sip:c@10.0.0.5:5060>").next_flow(is_open, EVERYWHERE) is public
        same_host = server_dialog(flow=public, contact="<sip:c@8.8.8.8:5060>").next_flow(is_open, EVERYWHERE)
        assert same_host.remote == ("8.8.8.8", 5060)
        named = Flow("udp", ("host.example", 40000), SERVER)
        assert server_dialog(flow=named, contact="<sip:c@10.0.0.5:5060>").next_flow(is_open, EVERYWHERE) is named

    def test_an_open_connection_is_used_and_a_closed_one_is_not(self) -> None:
        connection = Flow("tcp", ("192.0.2.1", 41000), SERVER, 3)
        dialog = server_dialog(flow=connection)
        assert dialog.next_flow(is_open, EVERYWHERE) is connection
        assert dialog.next_flow(lambda _flow: False, NOWHERE) == Flow("tcp", ("192.0.2.1", 5070), SERVER)


class TestPeer:
    """A caller's words lead to no other host."""

    @pytest.mark.parametrize(
        "contact", ["<sip:c@192.0.2.77:5099>", "<sip:c@10.0.0.1:22;transport=tcp>", "<sip:c@[2001:db8::1]>"]
    )
    def test_a_foreign_contact_is_not_gone_to(self, contact: str) -> None:
        assert server_dialog(contact=contact).next_flow(is_open, NOWHERE) is UDP

    @pytest.mark.parametrize("route", ["<sip:198.51.100.1:22;transport=tcp;lr>", "<sip:proxy.example;lr>"])
    def test_nor_a_foreign_route(self, route: str) -> None:
        assert server_dialog(("Record-Route", route)).next_flow(is_open, NOWHERE) is UDP

    def test_the_same_host_may_have_another_port_and_transport(self) -> None:
        dialog = server_dialog(contact="<sip:c@192.0.2.1:5099;transport=tcp>")
        assert dialog.next_flow(is_open, NOWHERE) == Flow("tcp", ("192.0.2.1", 5099), SERVER)

    def test_other_networks_are_gone_to_where_they_are_named(self) -> None:
        dialog = server_dialog(("Record-Route", "<sip:198.51.100.1;lr>"))
        assert dialog.next_flow(is_open, Networks(["198.51.100.0/24"])).remote == ("198.51.100.1", 5060)

    def test_whom_we_call_may_be_where_he_says(self) -> None:
        dialog = client_dialog(("Contact", "<sip:s@198.51.100.1>"))
        assert dialog.next_flow(lambda _flow: False, NOWHERE).remote == ("198.51.100.1", 5060)

    def test_who_may_go_on_with_it(self) -> None:
        dialog = server_dialog()
        assert dialog.may_involve("192.0.2.1", NOWHERE)
        assert dialog.may_involve("::ffff:192.0.2.1", NOWHERE)
        assert not dialog.may_involve("192.0.2.3", NOWHERE)
        assert dialog.may_involve("192.0.2.3", Networks(["192.0.2.3"]))


class TestTarget:
    """§12.2.1.2, §12.2.2."""

    def test_a_new_contact_moves_it(self) -> None:
        dialog = server_dialog()
        flow = Flow("udp", ("192.0.2.9", 5), SERVER)
        dialog.refresh_target(Request("INVITE", "sip:s", Headers([("m", "<sip:new@192.0.2.9>")])), flow)
        assert (dialog.remote_target, dialog.flow) == ("sip:new@192.0.2.9", flow)

    def test_without_one_it_stays(self) -> None:
        dialog = server_dialog()
        dialog.refresh_target(Request("UPDATE", "sip:s", Headers()), UDP)
        assert dialog.remote_target == "sip:client@192.0.2.1:5070"


@pytest.mark.parametrize("value", ["<http://x>", "<sip:a b>", ",".join(["<sip:a>"] * (MAX_ROUTES + 1))])
def test_a_bad_record_route_is_an_error(value: str) -> None:
    with pytest.raises(MessageError):
        read_route_set(Request("INVITE", "sip:s", Headers([("Record-Route", value)])))
