from mrcp_server.voice_files.errors import VoiceFilesError


def test_it_says_what_is_wrong() -> None:
    assert str(VoiceFilesError("a.onnx: no voice")) == "a.onnx: no voice"
