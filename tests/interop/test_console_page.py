"""The console in a real browser, against a real server with a real call on it.

Set CONSOLE_SCREENSHOTS to a folder (docs/) to keep pictures of what was seen.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mrcp_server.client.client import MrcpClient
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.speech_checks import KEY, SAID, assert_heard, said

if TYPE_CHECKING:
    from playwright.async_api import Browser, FilePayload, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed; tests/install-tools does it on Debian"),
]
GRAMMAR = (
    '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" root="r" xml:lang="en-US"><rule id="r"><one-of>'
    f"<item>{SAID}</item><item>six seven eight</item></one-of></rule></grammar>"
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator["Browser"]:
    """One browser for all tests here; it takes seconds to start."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def _page(browser: "Browser", server: RunningServer, width: int = 1280) -> AsyncIterator["Page"]:
    """A tab on the console; a request to any other host, and any error in the page, fails the test."""
    troubles: list[str] = []
    page = await browser.new_page(viewport={"width": width, "height": 1000})
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if _is_trouble(line) else None)

    def watch(request: Any) -> None:
        if not request.url.startswith((server.health_url, "blob:", "data:")):
            troubles.append(request.url)

    page.on("request", watch)
    await page.goto(server.health_url)
    await _until(page, "document.getElementById('status').textContent === 'ready'")
    yield page
    await page.close()
    assert troubles == []


async def _until(page: "Page", expression: str) -> None:
    """Asks until it is true: the page's own policy forbids Playwright's way, which evaluates text inside it."""
    async with asyncio.timeout(10):
        while not await page.evaluate(expression):  # noqa: ASYNC110  # it is another process that changes
            await asyncio.sleep(0.02)


def _is_trouble(line: Any) -> bool:
    """An error line, but not the one that Chromium writes for every refused request."""
    return line.type == "error" and "the server responded with a status of 4" not in line.text


async def _keep(page: "Page", name: str) -> None:
    folder = os.environ.get("CONSOLE_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"console-{name}.png", full_page=True)


async def test_speak_and_hear(browser: "Browser", server: RunningServer) -> None:
    async with _page(browser, server) as page:
        await _until(page, "document.getElementById('voices').options.length > 3")
        await page.keyboard.press("/")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("One two.")
        ended = "new Promise((heard) => document.getElementById('audio').addEventListener('ended', () => heard(true)))"
        await page.evaluate(f"void (window.heard = {ended})")
        await page.keyboard.press("Control+Enter")
        assert await page.evaluate("window.heard") is True
        seconds = await page.evaluate("document.getElementById('audio').duration")
        assert 0.3 < seconds < 3
        times = await page.locator("#times td").all_inner_texts()
        assert len(times) == 6
        assert all(text.endswith((" ms", " s")) for text in times)
        inked = await page.evaluate(
            "(() => { const c = document.getElementById('waveform');"
            " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((byte) => byte) })()"
        )
        assert inked
        await _keep(page, "speak")


async def test_what_will_be_said_stands_under_the_text_while_one_types(
    browser: "Browser", server: RunningServer
) -> None:
    async with _page(browser, server) as page:
        line = "document.getElementById('words').textContent"
        await _until(page, f"{line}.includes('nine thirty')")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/words") else None)
        await page.click("#text")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("Pay $42.10, and \u2318.", delay=10)
        await _until(page, f"{line} === 'Pay forty two dollars and ten cents, and symbol.'")
        assert len(asked) == 1, "it waits until typing pauses"
        assert await page.get_attribute("#words b.amount", "title") == "amount: $42.10"
        assert "without a name" in (await page.get_attribute("#words", "title") or "")
        await page.fill("#text", "<speak><sub>x</sub></speak>")
        await page.wait_for_selector("#words.wrong")
        assert "sub without alias" in await page.inner_text("#words")
        await page.fill("#text", "")
        await _until(page, f"{line} === ''")
        await page.fill("#text", "x <img src=y onerror=alert(1)> 5")
        await _until(page, f"{line}.includes('five')")
        assert await page.locator("#words img").count() == 0
        assert await page.locator("#audio[src]").count() == 0, "nothing is spoken"


async def test_a_wrong_voice_is_said_in_words(browser: "Browser", server: RunningServer) -> None:
    async with _page(browser, server) as page:
        await page.fill("#voice", "nobody")
        await page.click("#speak-button")
        await _until(page, "document.getElementById('speak-message').textContent.includes('nobody')")
        assert await page.locator("#stop-button").is_disabled()


async def test_what_was_recognised_is_said_in_words(browser: "Browser", server: RunningServer) -> None:
    recording: FilePayload = {"name": "a.wav", "mimeType": "audio/wav", "buffer": wav(said())}
    async with _page(browser, server) as page:
        await page.click("#listen-button")
        assert "Choose a recording" in await page.inner_text("#heard")
        await page.set_input_files("#recording", recording)
        await page.click("#listen-button")
        await _until(page, "document.getElementById('heard').textContent.startsWith('“')")
        assert_heard(await page.inner_text("#heard"))
        await page.click("#heard-details summary")
        assert '"segments"' in await page.inner_text("#heard-answer")
        await page.fill("#grammar", GRAMMAR)
        await page.keyboard.press("Control+Enter")
        await _until(page, "document.getElementById('heard').textContent.includes('confidence')")
        assert SAID in await page.inner_text("#heard")
        await page.fill("#grammar", "<grammar>")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector("#heard.wrong")
        assert "grammar" in await page.inner_text("#heard")
        assert not await page.locator("#heard-details").is_visible()


async def test_a_telephone_sized_window_shows_everything(browser: "Browser", server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client, _page(browser, server, width=400) as page:
        await client.speak("Hello.")
        await page.wait_for_selector("#sessions tbody tr:not(.ended)")
        await page.keyboard.press("j")
        await _until(page, "document.querySelectorAll('#ladder text').length > 8")
        assert await page.evaluate("document.documentElement.scrollWidth") == 400
        outside = (
            "[...document.querySelectorAll('section > *, #sessions td, main :is(input, button, select, textarea)')]"
            ".filter((one) => one.getBoundingClientRect().right > 370).map((one) => one.outerHTML)"
        )
        assert await page.evaluate(outside) == []
        heights = "[...document.querySelectorAll('#sessions button')].map((one) => one.getBoundingClientRect().height)"
        assert max(await page.evaluate(heights)) < 30, "an id keeps to its line"
        # Letters that are scaled down to the window cannot be read.
        letters = await page.evaluate("document.querySelector('#ladder text').getBoundingClientRect().height")
        assert letters > 8


async def test_the_ladder_of_a_call_made_meanwhile(browser: "Browser", server: RunningServer) -> None:
    async with _page(browser, server) as page:
        async with MrcpClient(server.sip_uri) as client:
            await client.speak("Hello from a call.")
            await page.wait_for_selector("#sessions tbody tr:not(.ended)")
            await page.keyboard.press("j")
            await _until(page, "document.querySelectorAll('#ladder text').length > 8")
            labels = await page.locator("#ladder text").all_text_contents()
            assert any("INVITE" in label for label in labels)
            assert any("SPEAK" in label for label in labels)
            assert any("SPEAK-COMPLETE" in label for label in labels)
            assert any(label.startswith("+") and label.endswith(" ms") for label in labels)
            focused = "document.activeElement.dataset.session"
            assert await page.evaluate(focused)
            await _keep(page, "ladder")
        await page.wait_for_selector("#sessions tbody tr.ended[aria-selected=true]")
        await _until(page, "[...document.querySelectorAll('#ladder text')].some((t) => /BYE/.test(t.textContent))")
        assert await page.evaluate(focused), "the keyboard stays where it was while rows are made anew"


async def test_latency_health_and_keys(browser: "Browser", server: RunningServer) -> None:
    async with _page(browser, server) as page:
        await _until(page, "document.querySelectorAll('#figures tr').length > 3")
        await _until(page, "document.getElementById('histogram').options.length > 0")
        assert await page.locator("#histogram-bars rect").count() > 5
        await page.keyboard.press("?")
        assert await page.locator("#help").is_visible()
        await page.keyboard.press("Escape")
        assert not await page.locator("#help").is_visible()


async def test_with_keys_the_page_asks_for_one(browser: "Browser", speech: RunningServer) -> None:
    page = await browser.new_page()
    await page.goto(speech.health_url)
    await _until(page, "document.getElementById('status').textContent === 'needs an API key'")
    assert await page.inner_text("#version") == ""
    assert await page.inner_text("#words") == ""
    await page.fill("#key", KEY)
    await _until(page, "document.getElementById('status').textContent === 'ready'")
    await _until(page, "document.getElementById('words').textContent.includes('nine thirty')")
    await _until(page, "document.getElementById('voices').options.length > 3")
    async with page.expect_popup() as opened:
        await page.click("#metrics-link")
    figures = await opened.value
    assert "mrcp_sessions_active" in await figures.inner_text("body")
    await page.close()


async def test_the_api_description_needs_no_other_host(browser: "Browser", server: RunningServer) -> None:
    async with _page(browser, server) as page:
        await page.goto(f"{server.health_url}/docs")
        await page.wait_for_selector('[data-path="/v1/audio/speech"]')
