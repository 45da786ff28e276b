"""Header fields that any resource may send, as names and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class FetchFailure(Protocol):
    """What failed, if a URI had to do with it."""

    @property
    def failed_uri(self) -> str | None: ...
    @property
    def failed_uri_cause(self) -> str | None: ...


def active_ids(request_ids: Iterable[int]) -> tuple[str, str]:
    """§6.2.3: "the list of request-ids that the method modified or affected"."""
    return ("Active-Request-Id-List", ",".join(map(str, request_ids)))


def failed_uri_fields(failure: FetchFailure) -> list[tuple[str, str]]:
    """§8.4.12, §8.4.13, §9.4.20, §9.4.21: the URI and what its protocol said."""
    if failure.failed_uri is None:
        return []
    return [("Failed-URI", failure.failed_uri), ("Failed-URI-Cause", failure.failed_uri_cause or "unknown")]


def cookie_fields(new_cookies: Iterable[str]) -> list[tuple[str, str]]:
    """§6.2.15: new cookies go back "in the MRCPv2 COMPLETE response or event"."""
    return [("Set-Cookie", value) for value in new_cookies]
