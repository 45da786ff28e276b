"""When speech is over, by real recognisers at a started server: whether what was said so far may go on decides which
timer ends it (RFC 6787 §9.4.7, §9.4.15, §9.4.16, §9.9)."""

from collections.abc import Sequence

import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar, RecognizeResult
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech.recordings import missing, recording
from tests.human_speech.voices import synthetic_voices
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.anyio, pytest.mark.interop]

MENU = Grammar(
    "application/srgs",
    b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = call the (sales | support) department | leave a message"
    b" | repeat the menu;\n",
)
FOUR_DIGITS = Grammar(
    "application/srgs",
    b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\n"
    b"public $a = (zero | one | two | three | four | five | six | seven | eight | nine)<4>;\n",
)
SHORT = [("Speech-Complete-Timeout", "300"), ("Speech-Incomplete-Timeout", "2000"), ("Recognition-Timeout", "20000")]
NEVER_INCOMPLETE = [*SHORT[:1], ("Speech-Incomplete-Timeout", "60000"), ("Recognition-Timeout", "60000")]
NEVER_COMPLETE = [("Speech-Complete-Timeout", "60000"), ("Speech-Incomplete-Timeout", "1200")]
LIMIT_S = 30.0
"""Under what is never to be waited for, and above what a busy machine takes."""
speak = synthetic_voices("tuning")["natural"]


def said(*parts: Pcm | float) -> Pcm:
    """Speech and pauses (seconds), after a moment of silence."""
    spoken = audio.joined(0.4, *parts)
    return audio.mix(spoken, audio.noise(len(spoken) / audio.RATE_HZ + 0.01, 10.0)[: len(spoken)])


async def heard(
    server: RunningServer, samples: Pcm, headers: Sequence[tuple[str, str]], grammar: Grammar = MENU
) -> RecognizeResult:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        return await client.recognize(samples, grammar, headers=headers, limit_s=LIMIT_S)


@pytest.mark.parametrize("pause_s", [0.6, 1.0])
async def test_who_pauses_in_the_middle_of_a_sentence_may_go_on(heard_by: RunningServer, pause_s: float) -> None:
    result = await heard(heard_by, said(speak("call the sales"), pause_s, speak("department")), SHORT)
    assert result.cause == "000 success", result
    assert "call the sales department" in result.result


async def test_who_does_not_go_on_has_said_the_beginning_of_a_sentence(heard_by: RunningServer) -> None:
    result = await heard(heard_by, said(speak("call the sales")), NEVER_COMPLETE)
    assert result.cause == "013 partial-match", result
    assert "call the sales" in result.result


async def test_a_whole_sentence_to_which_nothing_can_be_added_waits_for_no_more(heard_by: RunningServer) -> None:
    result = await heard(heard_by, said(speak("call the sales department")), NEVER_INCOMPLETE)
    assert result.cause == "000 success", result


async def test_what_can_be_the_beginning_of_no_sentence_waits_for_no_more(heard_by: RunningServer) -> None:
    result = await heard(heard_by, said(speak("I do not know what to say")), NEVER_INCOMPLETE)
    assert result.cause == "001 no-match", result


async def test_who_is_cut_off_in_a_sentence_has_said_its_beginning(heard_by: RunningServer) -> None:
    """Recognition-Timeout in the middle of a phrase, while the caller speaks."""
    speech = np.concatenate([speak("call the sales"), speak("call the sales"), speak("call the sales")])
    headers = [("Recognition-Timeout", "700"), ("Speech-Complete-Timeout", "5000")]
    result = await heard(heard_by, said(speech), headers)
    assert result.cause == "014 partial-match-maxtime", result


@pytest.mark.skipif(bool(missing()), reason=missing())
async def test_digits_of_a_person_who_thinks_in_between(server: RunningServer) -> None:
    digits = [recording(f"digits/{digit}") for digit in "7315"]
    result = await heard(server, said(*digits[:2], 0.9, *digits[2:]), SHORT, FOUR_DIGITS)
    assert result.cause == "000 success", result
    assert "seven three one five" in result.result


@pytest.mark.skipif(bool(missing()), reason=missing())
async def test_too_few_digits_of_a_person(server: RunningServer) -> None:
    result = await heard(server, said(*(recording(f"digits/{digit}") for digit in "731")), NEVER_COMPLETE, FOUR_DIGITS)
    assert result.cause == "013 partial-match", result
