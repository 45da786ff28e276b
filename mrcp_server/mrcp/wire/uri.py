"""Relative references (RFC 3986 §5) from peers, who may write anything."""

from urllib.parse import urljoin


def join_uri(base: str, reference: str) -> str:
    """The absolute URI of `reference`; itself where the two cannot be joined: fetching it will say what is wrong."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference
