from typing import Any

import pytest

from mrcp_server.config import Http
from tests.fakes.door import http_client, open_door

pytestmark = pytest.mark.anyio


async def _get(url: str, **headers: str) -> Any:
    async with http_client() as client:
        return (await client.get(url, headers=headers)).json()


async def test_voices_by_list_page_and_name() -> None:
    async with open_door() as door:
        voices = (await _get(f"{door.http}/v1/voices"))["voices"]
        assert {"voice_id", "name", "category", "labels", "samples", "settings"} == set(voices[0])
        page = await _get(f"{door.http}/v2/voices?page_size=2")
        assert (len(page["voices"]), page["has_more"], page["total_count"]) == (2, True, len(voices))
        after = await _get(f"{door.http}/v2/voices?page_size=100&next_page_token={page['next_page_token']}")
        assert [*page["voices"], *after["voices"]] == voices
        assert after["next_page_token"] is None
        assert (await _get(f"{door.http}/v2/voices?search=lady"))["total_count"] == 1
        assert (await _get(f"{door.http}/v1/voices/English-Lady"))["voice_id"] == "english-lady"
        assert (await _get(f"{door.http}/v1/voices/nobody"))["detail"]["status"] == "voice_not_found"


async def test_settings_of_a_voice_and_of_any() -> None:
    async with open_door() as door:
        own = await _get(f"{door.http}/v1/voices/english-lady/settings")
        assert own == await _get(f"{door.http}/v1/voices/settings/default")
        assert own["speed"] == 1.0
        assert (await _get(f"{door.http}/v1/voices/nobody/settings"))["detail"]["status"] == "voice_not_found"


async def test_listings_need_a_key() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        for path in (
            "/v1/voices",
            "/v2/voices",
            "/v1/voices/x",
            "/v1/voices/x/settings",
            "/v1/voices/settings/default",
        ):
            assert (await _get(door.http + path))["detail"]["status"] == "invalid_api_key"
