"""What a call of the client can end with besides success. Each text is one line made for a terminal.

ClientError
├── ServerUnreachableError   nobody answers at the address
├── CallRefusedError         the INVITE got a final answer other than 2xx
├── AnswerError              the answer's SDP is not one a call can be made of
├── RequestRefusedError      an MRCP request got a status of 400 or more
├── RequestStoppedError      an MRCP request was ended by another one
├── ReplyTimeoutError        the server took longer than was allowed
├── CallLostError            the call or its control connection ended before its work was done
└── AudioFileError           a file given to be streamed, or to be written, cannot be used
"""

FAILURE_STATUS = 1
"""Exit status of a command that ends with a ClientError; 2 is kept for wrong arguments."""


class ClientError(Exception):
    """The root: catch it to print one clear line."""


class ServerUnreachableError(ClientError):
    """Nothing takes calls at the address: refused, no route, a name that does not resolve."""


class CallRefusedError(ClientError):
    """The INVITE was refused."""

    def __init__(self, status: int, reason: str, warning: str = "") -> None:
        self.status = status
        """The SIP status, 300…699."""
        super().__init__(f"the server refused the call: {status} {reason}" + (f" ({warning})" if warning else ""))


class AnswerError(ClientError):
    """The SDP answer lacks what the call needs, such as a control channel that was refused with port 0."""


class RequestRefusedError(ClientError):
    """An MRCP request was refused."""

    def __init__(self, method: str, status: int, cause: str = "") -> None:
        self.status = status
        """The MRCP status, 400…599 (RFC 6787 §5.4)."""
        super().__init__(f"the server refused {method}: {status}" + (f" ({cause})" if cause else ""))


class RequestStoppedError(ClientError):
    """A request was ended by STOP or BARGE-IN-OCCURRED; no event of its own will come (RFC 6787 §8.7)."""


class ReplyTimeoutError(ClientError):
    """An answer or an event did not come in time."""


class CallLostError(ClientError):
    """The server hung up, or the control connection closed, in the middle."""


class AudioFileError(ClientError):
    """A WAV file cannot be read or written."""
