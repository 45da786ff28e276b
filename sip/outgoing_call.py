"""The handle of a call that we place."""

from sip.flow import Flow
from sip.message import Request


class OutgoingCall:
    """An INVITE of ours, from `UserAgent.invite` to its answer."""

    __slots__ = ("flow", "is_cancelled", "is_over", "progressed", "renewed", "request", "tags", "user_data")

    def __init__(self, request: Request, flow: Flow) -> None:
        self.request = request
        self.flow = flow
        self.progressed = False
        """Whether any provisional answer came: only then may a CANCEL be sent (RFC 3261 §9.1)."""
        self.renewed = 0
        """How often the INVITE was sent anew with credentials."""
        self.is_cancelled = False
        self.is_over = False
        """Whether it has been answered or has failed."""
        self.tags: set[str] = set()
        """To tags of the 2xx answers: more than one when a proxy forked."""
        self.user_data: object = None
        """Whatever the user wants to find again."""

    @property
    def call_id(self) -> str:
        """The call's Call-ID."""
        return self.request.call_id
