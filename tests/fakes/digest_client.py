"""Digest answers by a library that is not ours: httpx, which has RFC 7616 for the web."""

import re

import httpx


def authorization(answer: str, method: str, user: str, password: str, *, algorithm: str = "SHA-256") -> str:
    """The Authorization header line for a 401 as it came; of its challenges the one with this algorithm is answered."""
    challenges = re.findall(r"^WWW-Authenticate: (.*?)\r$", answer, re.MULTILINE)
    (wanted,) = (one for one in challenges if f"algorithm={algorithm}," in one)
    flow = httpx.DigestAuth(user, password).auth_flow(httpx.Request(method, "http://127.0.0.1/mrcp"))
    request = next(flow)
    answered = flow.send(httpx.Response(401, headers={"www-authenticate": wanted}, request=request))
    return f"Authorization: {answered.headers['authorization']}"
