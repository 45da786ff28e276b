from pathlib import Path

from mrcp_server.config import Engine
from mrcp_server.speaking.voice_folders import folder_of, has_voices, voices_folder


def test_voices_are_where_a_service_root_or_a_user_keeps_data(tmp_path: Path) -> None:
    engine = Engine()
    for environment, is_root, place in (
        ({"STATE_DIRECTORY": "/var/lib/speech:/var/lib/other"}, False, "/var/lib/speech/voices"),
        ({"XDG_DATA_HOME": "/data"}, True, "/var/lib/mrcp-server/voices"),
        ({"XDG_DATA_HOME": "/data"}, False, "/data/mrcp-server/voices"),
        ({"HOME": "/home/me"}, False, "/home/me/.local/share/mrcp-server/voices"),
    ):
        assert voices_folder(engine, environment, is_root=is_root) == Path(place)
    assert voices_folder(Engine(voices_folder=str(tmp_path)), {"STATE_DIRECTORY": "/x"}) == tmp_path


def test_a_configured_folder_is_an_engines_own(tmp_path: Path) -> None:
    engine = Engine(voices_folder=str(tmp_path), piper_folder="/srv/voices")
    assert folder_of(engine, "piper") == Path("/srv/voices")
    assert folder_of(engine, "kokoro") == tmp_path / "kokoro"
    assert has_voices(engine, "piper")
    assert not has_voices(engine, "kokoro")
