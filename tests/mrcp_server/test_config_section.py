"""What sections have in common."""

import pytest
from pydantic import BaseModel, ValidationError

from mrcp_server.config_section import SECTION_RULES, PositiveFloat


class Kettle(BaseModel):
    """A section."""

    model_config = SECTION_RULES
    litres: PositiveFloat = 1.0
    """How much."""


def test_a_section_takes_no_unknown_key_and_is_explained_by_its_strings() -> None:
    with pytest.raises(ValidationError):
        Kettle(litre=2)  # type: ignore[call-arg]  # the mistake that is meant
    with pytest.raises(ValidationError):
        Kettle(litres=0)
    assert Kettle.model_fields["litres"].description == "How much."
