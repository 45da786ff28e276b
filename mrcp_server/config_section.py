"""What every section of the configuration has in common."""

from typing import Annotated

from pydantic import ConfigDict, Field

PositiveFloat = Annotated[float, Field(gt=0)]

SECTION_RULES = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
"""Unknown keys are refused, so that a typing error is not a silent default."""
