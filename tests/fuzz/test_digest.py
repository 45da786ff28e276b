"""Anything may stand in Authorization: it is asked for anew or refused, never taken, and nothing is raised."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sip.authentication import Authenticator
from sip.digest import Credentials
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request
from sip.nonces import Nonces
from tests.fuzz.test_sip import QUICK, TEXT

FLOW = Flow("udp", ("192.0.2.1", 5060), ("192.0.2.2", 8060))
USER = "ivr"
PARTS = [
    'username="ivr"', "username=ivr", 'realm="speech"', 'uri="sip:a"', "qop=auth", 'qop="auth,auth-int"', "nc=00000001",
    "nc=FFFFFFFF", 'cnonce="c"', "algorithm=MD5", "algorithm=SHA-256", "algorithm=\udcff", 'response="0"',
    "response=\udcff", 'opaque="\\', "=", ",", '"', " ",
]  # fmt: skip


def asking() -> Authenticator:
    return Authenticator({USER: "secret"}, realm="speech", nonces=Nonces(b"k" * 32, lambda: "t", 300))


def check(value: str) -> None:
    request = Request("INVITE", "sip:a", Headers([("Authorization", value.replace("\r", " ").replace("\n", " "))]))
    refusal = asking().check(request, FLOW, 1.0)
    assert refusal is not None
    assert refusal.status in (401, 403)


@settings(QUICK, max_examples=400)
@given(TEXT)
def test_any_text_is_no_password(text: str) -> None:
    check(text)
    check(f"Digest {text}")


@settings(QUICK, max_examples=400)
@given(st.integers(0, 10**9))
def test_parts_in_any_order_are_no_password(seed: int) -> None:
    chance = random.Random(seed)
    nonce = Nonces(b"k" * 32, lambda: "t", 300).make(FLOW.remote[0], 1.0)
    parts = chance.choices([*PARTS, f'nonce="{nonce}"', 'nonce="\udcff.."', 'nonce="x.y.z"'], k=chance.randint(1, 12))
    value = "Digest " + ", ".join(parts)
    check(value)
    credentials = Credentials.parse(value)
    assert credentials is None or not credentials.prove("secret", "INVITE")
