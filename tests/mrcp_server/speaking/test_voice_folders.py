from pathlib import Path

from mrcp_server.config import Engine
from mrcp_server.speaking.voice_folders import folder_of, has_voices, problems, voices_folder
from tests.fakes.kokoro import write_folder
from tests.fakes.piper import write_voice


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


def test_everything_wrong_with_the_files_is_told(tmp_path: Path) -> None:
    engine = Engine(voices_folder=str(tmp_path))
    assert problems(engine) == []
    (tmp_path / "piper").mkdir()
    good = write_voice(tmp_path / "piper", "good")
    (tmp_path / "piper" / "cut.onnx").write_bytes(good.read_bytes()[:-9])
    (tmp_path / "piper" / "cut.onnx.json").write_bytes(good.with_name("good.onnx.json").read_bytes())
    (tmp_path / "piper" / "bare.onnx").write_bytes(good.read_bytes())
    write_folder(tmp_path / "models", {"af_one": 200})
    (tmp_path / "models" / "voices" / "af_one.bin").write_bytes(b"x")
    engine = Engine(voices_folder=str(tmp_path), kokoro_folder=str(tmp_path / "models"))
    bare, cut, voice = problems(engine)
    assert "bare.onnx.json" in bare
    assert "cut.onnx: no ONNX model, or damaged" in cut
    assert "af_one" in voice


def test_an_engine_that_was_asked_for_has_to_have_files(tmp_path: Path) -> None:
    piper, kokoro = problems(Engine(voices_folder=str(tmp_path), synthesizer="piper", synthesizers=["kokoro"]))
    assert "no Piper voice" in piper
    assert "no Kokoro model" in kokoro


def test_options_go_before_keys(tmp_path: Path) -> None:
    write_folder(tmp_path, {"af_one": 200})
    options = {"kokoro": {"folder": str(tmp_path), "model": "other"}}
    (problem,) = problems(Engine(synthesizers=["kokoro"], synthesizer_options=options))
    assert "no Kokoro model (other)" in problem
