"""Who keeps the contract of a recognizer that hears elsewhere."""

from engine.recognizers.remote.recognizer import ServiceRecognizer
from engine.recognizers.remote.stream_listener import StreamListener
from engine.recognizers.remote.upload_listener import UploadListener
from engine.remote.recognition import RemoteListener, RemoteRecognizer
from tests.fakes.remote_recognizer import ScriptedRemoteListener, ScriptedRemoteRecognizer


def test_recognizers_have_all_that_their_worker_calls() -> None:
    kinds: list[type[RemoteRecognizer]] = [ServiceRecognizer, ScriptedRemoteRecognizer]
    names = ("abilities", "open", "on_change", "figures", "close")
    assert all(callable(getattr(kind, name)) for kind in kinds for name in names)


def test_listeners_have_all_that_their_worker_calls() -> None:
    kinds: list[type[RemoteListener]] = [StreamListener, UploadListener, ScriptedRemoteListener]
    assert all(callable(getattr(kind, name)) for kind in kinds for name in ("push", "ask", "reset", "close"))
