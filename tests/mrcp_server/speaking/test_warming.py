"""An IVR's prompts are in the cache before the first call."""

import asyncio
import os
from pathlib import Path

import pytest

from engine.interface import AudioFormat
from engine.speaking.cache import CacheOptions, PromptCache
from mrcp_server import cli
from mrcp_server.config import Config, load_config
from mrcp_server.speaking.warming import Outcome, read_prompts, warm
from tests.fakes.remote_service import FakeService, answers, delivers
from tests.fakes.remote_speech import tone

SSML = '<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'


def configured(folder: Path) -> Config:
    settings = ["engine.synthesizer=tone", "engine.workers=1", f'cache.directory="{folder}"']
    return load_config(None, settings, {})


def write_prompts(folder: Path) -> Path:
    (folder / "inner").mkdir(parents=True)
    (folder / "menu.txt").write_text("# the menu\nWelcome. Press one.\n\nPlease hold.\n", encoding="utf-8")
    (folder / "inner" / "a.ssml").write_text(SSML.format("<s>Press one.</s> Goodbye."), encoding="utf-8")
    (folder / "inner" / "readme.md").write_text("No prompt.", encoding="utf-8")
    (folder / "unnamed").write_text("\n<speak>Hi.</speak>", encoding="utf-8")
    return folder


def test_prompts_come_from_lines_documents_and_folders(tmp_path: Path) -> None:
    folder = write_prompts(tmp_path / "prompts")
    found = [(prompt.where, prompt.entity.content_type) for prompt in read_prompts([folder, folder / "unnamed"])]
    assert found == [
        (f"{folder}/inner/a.ssml", "application/ssml+xml"),
        (f"{folder}/menu.txt:2", "text/plain"),
        (f"{folder}/menu.txt:4", "text/plain"),
        (f"{folder}/unnamed", "application/ssml+xml"),
    ]
    with pytest.raises(OSError, match="absent"):
        read_prompts([tmp_path / "absent"])


def test_each_sentence_is_made_once_and_found_by_a_server_that_runs(tmp_path: Path) -> None:
    prompts = read_prompts([write_prompts(tmp_path / "prompts")])
    config = configured(tmp_path / "cache")

    async def run() -> tuple[Outcome, Outcome, PromptCache, int]:
        running = PromptCache(CacheOptions(directory=str(tmp_path / "cache")))
        await running.open()
        done: list[None] = []
        first = await warm(config, prompts, [AudioFormat()], progress=lambda: done.append(None))
        again = await warm(config, prompts, [AudioFormat(), AudioFormat("PCMA")])
        running.look_again()
        for _ in range(200):
            if len(running._on_disk) == 8:
                break
            await asyncio.sleep(0.01)
        await running.close()
        return first, again, running, len(done)

    first, again, running, done = asyncio.run(run())
    assert (first.made, first.known, first.failures, done) == (4, 1, [], 3)
    assert (again.made, again.known) == (4, 6)
    assert len(running._on_disk) == 8


def test_what_cannot_be_spoken_is_named_and_the_others_are_made(tmp_path: Path) -> None:
    file = tmp_path / "prompts"
    file.write_text("Fine.\n!fail\n", encoding="utf-8")
    broken = tmp_path / "broken.ssml"
    broken.write_text("<speak><s>x</speak>", encoding="utf-8")
    outcome = asyncio.run(warm(configured(tmp_path / "cache"), read_prompts([file, broken]), [AudioFormat()]))
    assert [failure.partition(": ")[0] for failure in sorted(outcome.failures)] == [str(broken), f"{file}:2"]
    assert outcome.made == 2


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_prompts(tmp_path / "prompts")
    settings = ["--set", "engine.synthesizer=tone", "--set", "engine.workers=1"]
    kept = ["--set", f'cache.directory="{tmp_path / "cache"}"']
    assert cli.run(["warm", str(folder), *settings]) == 2
    assert "cache.directory" in capsys.readouterr().err
    assert cli.run(["warm", str(tmp_path / "absent"), *settings, *kept]) == 1
    assert cli.run(["warm", str(folder), "--codec", "PCMU", "--codec", "PCMA", *settings, *kept]) == 0
    said = capsys.readouterr().out
    assert "3 prompts: 8 sentences made, 2 there before" in said
    assert cli.run(["warm", str(folder), *settings, "--set", f'cache.directory="{os.devnull}/x"']) == 2


def test_what_a_service_spoke_is_kept_and_never_asked_for_again(tmp_path: Path) -> None:
    """The first prompt teaches how loud the voice is, and is spoken once more."""
    (tmp_path / "menu.txt").write_text("Welcome.\nPress one.\nPlease hold.\n", encoding="utf-8")
    prompts = read_prompts([tmp_path / "menu.txt"])

    async def run() -> tuple[Outcome, int, Outcome, int, Outcome]:
        async with FakeService(delivers([tone(1.0)])).running() as service:
            settings = [
                "engine.synthesizer=far",
                "engine.workers=1",
                f'cache.directory="{tmp_path / "cache"}"',
                "remote.far.kind=openai",
                f"remote.far.url={service.url}",
                'remote.far.voices={nova = "en-US"}',
                "remote.far.retries=0",
            ]
            config = load_config(None, settings, {})
            first = await warm(config, prompts, [AudioFormat()])
            asked = len(service.requests)
            again = await warm(config, prompts, [AudioFormat()])
            asked_again = len(service.requests)
            service.behaviour = answers(500)
            failed = await warm(config, prompts, [AudioFormat("PCMA")])
            return first, asked, again, asked_again, failed

    first, asked, again, asked_again, failed = asyncio.run(run())
    assert first.failures == []
    assert 3 < asked <= 6
    assert (again.made, again.known, asked_again) == (0, 3, asked)
    assert len(failed.failures) == 3
    assert "far: 500" in failed.failures[0]
