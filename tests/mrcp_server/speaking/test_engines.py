"""Which engines a configuration asks for."""

import pytest

from mrcp_server.config import Config, ConfigError, load_config
from mrcp_server.speaking.engines import pool_options


def configured(*settings: str) -> Config:
    return load_config(None, settings, {})


def test_espeak_speaks_when_nothing_is_said() -> None:
    options = pool_options(configured('engine.espeak_data="/d"'))
    assert [(spec.name, spec.options) for spec in options.engines] == [("espeak", {"library": "", "data": "/d"})]
    assert (options.finisher, options.meter) == ("mrcp_server.call.media:Finisher", "rtp.audio.level:gain_for")
    assert options.warm_voices == ()


def test_piper_joins_with_its_folder_and_packages_by_name() -> None:
    config = configured(
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


def test_piper_without_a_folder_is_told_by_its_key() -> None:
    with pytest.raises(ConfigError, match=r"engine: piper_folder"):
        configured("engine.synthesizer=piper")
