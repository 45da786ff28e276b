"""Session timers (RFC 4028): what both sides agree on, and when to refresh or give up. Pure; timers run elsewhere."""

from typing import Final

from sip.configuration import Header, UserAgentConfig
from sip.errors import SipError
from sip.headers import SessionExpires, parse_seconds
from sip.message import Message, Request, Response
from sip.timers import Timer

_OPTION_TAG: Final = "timer"
# §5: "…the absolute minimum for the Session-Expires header field is 90 seconds". Shorter ones are not kept.
_SHORTEST_S: Final = 90


class SessionTimer:
    """The session interval of one dialog."""

    __slots__ = ("expiry", "interval_s", "is_raised", "refresh", "we_refresh")

    def __init__(self, interval_s: int, *, we_refresh: bool) -> None:
        self.interval_s = interval_s
        self.we_refresh = we_refresh
        self.is_raised = False
        """The peer has found `interval_s` too short (422), and it was raised: that is done once a refresh."""
        self.expiry: Timer | None = None
        """Runs until the session must be given up."""
        self.refresh: Timer | None = None
        """Runs until our next refresh, when that is our duty."""

    @property
    def refresh_after_s(self) -> float:
        """§10: "It is RECOMMENDED that this refresh be sent once half the session interval has elapsed." """
        return self.interval_s / 2

    @property
    def expires_after_s(self) -> float:
        """§10: a BYE leaves "slightly before": the smaller of 32 s and a third of the interval before its end."""
        return self.interval_s - min(32.0, self.interval_s / 3)

    def stop(self) -> None:
        """Stop both timers."""
        for timer in (self.expiry, self.refresh):
            if timer is not None:
                timer.stop()


def check_interval(request: Request, config: UserAgentConfig) -> None:
    """Refuse an interval that would cost too many refreshes (§9).

    Raises:
        SipError: 422 with our Min-SE; 400 when the header cannot be read.
    """
    asked = _asked(request)
    _least(request)
    # "…the UAS … MAY reject it with 422 only if the request says that the UAC supports timers."
    if asked is not None and asked.seconds < config.min_session_expires_s and _supports(request):
        raise SipError(422, "Session Interval Too Small", (("Min-SE", str(config.min_session_expires_s)),))


def agree(request: Request, config: UserAgentConfig) -> tuple[SessionTimer | None, tuple[Header, ...]]:
    """The timer that our 2xx agrees to, and the headers that say so (§9, table 2).

    `check_interval` has passed the request before, so every header can be read.
    """
    asked = _asked(request)
    if asked is None and not config.session_expires_s:
        return None, ()
    supports = _supports(request)
    if asked is None:
        if not supports:
            return None, ()
        asked = SessionExpires(max(config.session_expires_s, _least(request)), None)
    elif asked.seconds < _SHORTEST_S:
        return None, ()
    # The caller refreshes if it can and does not ask us to: it is the side whose silence the timer is there to notice.
    we_refresh = not supports or asked.refresher == "uas"
    value = str(SessionExpires(asked.seconds, "uas" if we_refresh else "uac"))
    headers: tuple[Header, ...] = (("Session-Expires", value),)
    if not we_refresh:
        # "…if the refresher is uac, the UAS MUST place a Require header field into the response with the value timer".
        headers = (("Require", _OPTION_TAG), *headers)
    return SessionTimer(asked.seconds, we_refresh=we_refresh), headers


def agreed(response: Response) -> SessionTimer | None:
    """The timer a 2xx to our INVITE or UPDATE agrees to (§7.2); None when it names none that can be read."""
    try:
        found = _asked(response)
    except SipError:
        return None
    if found is None:
        return None
    return SessionTimer(max(found.seconds, _SHORTEST_S), we_refresh=found.refresher != "uas")


def _least(request: Request) -> int:
    """The request's Min-SE, 0 without one."""
    value = request.headers.get("Min-SE")
    return parse_seconds(value.partition(";")[0].strip(), "Min-SE") if value else 0


def _asked(message: Message) -> SessionExpires | None:
    value = message.headers.get("Session-Expires")
    return None if value is None else SessionExpires.parse(value)


def _supports(message: Message) -> bool:
    headers = message.headers
    return _OPTION_TAG in headers.tokens("Supported") or _OPTION_TAG in headers.tokens("Require")
