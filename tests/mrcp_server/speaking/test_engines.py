"""Which engines a configuration asks for."""

from pathlib import Path

import pytest

from mrcp_server.config import Config, load_config
from mrcp_server.speaking.engines import pool_options


def configured(*settings: str) -> Config:
    return load_config(None, settings, {})


def test_the_natural_voice_speaks_when_nothing_is_said_if_it_can() -> None:
    options = pool_options(configured('engine.espeak_data="/d"', "engine.onnx_threads=2"))
    hibari, espeak = options.engines
    assert (hibari.name, hibari.options, hibari.optional) == (
        "hibari",
        {"folder": "", "providers": [], "threads": 2},
        True,
    )
    assert (espeak.name, espeak.options, espeak.optional) == ("espeak", {"library": "", "data": "/d"}, False)
    assert (options.finisher, options.meter) == ("mrcp_server.call.media:Finisher", "rtp.audio.level:gain_for")
    assert options.warm_voices == ()


@pytest.mark.parametrize(
    "setting",
    ["engine.synthesizer=hibari", 'engine.synthesizers=["hibari"]', 'engine.hibari_folder="/voices"'],
)
def test_who_names_the_natural_voice_cannot_do_without_it(setting: str) -> None:
    engines = pool_options(configured(setting)).engines
    assert [(spec.name, spec.optional) for spec in engines] == [("hibari", False), ("espeak", False)]


def test_who_wants_espeak_has_nothing_else_loaded() -> None:
    assert [spec.name for spec in pool_options(configured("engine.synthesizer=espeak")).engines] == ["espeak"]
    config = configured("engine.synthesizer=espeak", 'engine.hibari_folder="/voices"')
    assert [spec.name for spec in pool_options(config).engines] == ["espeak", "hibari"]


def test_piper_joins_with_its_folder_and_packages_by_name() -> None:
    config = configured(
        "engine.synthesizer=espeak",
        'engine.piper_folder="/voices"',
        'engine.piper_genders={amy = "female"}',
        'engine.synthesizers=["buzz", "espeak"]',
        "engine.synthesizer_options={buzz = {hz = 90}, piper = {threads = 2}}",
    )
    espeak, piper, buzz = pool_options(config).engines
    assert (espeak.name, piper.name, buzz.name) == ("espeak", "piper", "buzz")
    assert (piper.options["folder"], piper.options["genders"], piper.options["threads"]) == (
        "/voices",
        {"amy": "female"},
        2,
    )
    assert buzz.options == {"hz": 90}


def test_the_default_engine_goes_first_and_its_voice_is_warm() -> None:
    config = configured(
        "engine.synthesizer=piper",
        'engine.piper_folder="/voices"',
        "engine.voice=amy",
        'engine.warm_voices=["de", "amy"]',
        "engine.gains_file=/state/gains.json",
        "engine.max_waiting=7",
    )
    options = pool_options(config, workers=3)
    assert [spec.name for spec in options.engines] == ["piper", "espeak"]
    assert options.warm_voices == ("amy", "de")
    assert (options.gains_path, options.max_waiting, options.workers) == ("/state/gains.json", 7, 3)


def test_engines_join_when_voices_were_added(tmp_path: Path) -> None:
    config = configured(f'engine.voices_folder="{tmp_path}"', 'engine.onnx_providers=["P"]', "engine.onnx_threads=3")
    assert [(spec.name, spec.optional) for spec in pool_options(config).engines] == [
        ("hibari", True),
        ("espeak", False),
    ]
    for name in ("kokoro", "piper", "hibari"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "voice.onnx").write_bytes(b"x")
    hibari, _, piper, kokoro = pool_options(config).engines
    for spec, name in ((hibari, "hibari"), (piper, "piper"), (kokoro, "kokoro")):
        assert (spec.name, spec.options["folder"], spec.optional) == (name, str(tmp_path / name), False)
        assert (spec.options["providers"], spec.options["threads"]) == (["P"], 3)


def test_a_configured_folder_goes_before_the_added_ones(tmp_path: Path) -> None:
    config = configured(f'engine.voices_folder="{tmp_path}"', 'engine.kokoro_folder="/models"')
    (folder,) = [spec.options["folder"] for spec in pool_options(config).engines if spec.name == "kokoro"]
    assert folder == "/models"


def test_services_that_speak_join_by_themselves_and_their_voices_are_not_warmed_here() -> None:
    config = configured(
        "remote.far.kind=openai",
        'remote.far.voices={nova = "en-US"}',
        "remote.ears.kind=deepgram",
        "remote.lan.kind=wyoming",
        "remote.lan.url=tcp://127.0.0.1:10200",
        "engine.synthesizer=far",
        "engine.voice=nova",
        'engine.warm_voices=["far/nova", "lan/amy", "de"]',
    )
    options = pool_options(config)
    assert [(spec.name, spec.optional) for spec in options.engines] == [("hibari", True), ("espeak", False)]
    assert [(engine.name, engine.settings.kind) for engine in options.remote] == [("far", "openai"), ("lan", "wyoming")]
    assert options.warm_voices == ("de",)
    assert options.first_engine == "far"
