"""What the tests of the tree share: its names, which take seconds to read."""

import pytest

from tests.tree.names import Names


@pytest.fixture(scope="session")
def names() -> Names:
    """Those of the tree."""
    return Names.of()
