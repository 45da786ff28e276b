"""Every target by its name."""

from types import MappingProxyType

from tests.fuzz.guided import document_targets, media_targets, mrcp_targets, sip_targets, trust_targets, web_targets
from tests.fuzz.guided.target import Target

_ALL: tuple[Target, ...] = (
    *sip_targets.TARGETS, *mrcp_targets.TARGETS, *media_targets.TARGETS, *document_targets.TARGETS,
    *trust_targets.TARGETS, *web_targets.TARGETS,
)  # fmt: skip
TARGETS = MappingProxyType({target.name: target for target in _ALL})


def target_of(name: str) -> Target:
    """Raises KeyError."""
    return TARGETS[name]
