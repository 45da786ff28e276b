"""Fixtures of the client's tests."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The client runs on asyncio."""
    return "asyncio"
