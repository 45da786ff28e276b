import pytest

from tests.fakes.door import http_client, open_door
from tests.fakes.listeners import fake_recognition
from tests.fakes.recordings import two_utterances, wav

pytestmark = pytest.mark.anyio


async def test_an_upload() -> None:
    async with open_door() as door, http_client() as client:
        door.services.recognition = fake_recognition()
        url = f"{door.http}/waves/v1/stt/?model=pulse&language=en"
        headers = {"content-type": "application/octet-stream"}
        body = (await client.post(url, content=wav(two_utterances()), headers=headers)).json()
        assert body["status"] == "success"
        assert body["transcription"].startswith("word0")
        assert len(body["utterances"]) == 2
        broken = await client.post(url, content=b"nonsense", headers=headers)
        assert (broken.status_code, broken.json()["error"]) == (400, "bad_request")
