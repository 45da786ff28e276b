"""The utterance planner: tokens per CPU-second; first piece and cuts beside two frameworks' rules on equal streams."""

from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

from bench.token_rules import ContextRule, LookAheadRule
from engine.tokens.planner import Planner

if TYPE_CHECKING:
    from collections.abc import Iterator

# Answers of an agent, their sentences parted by "|". Commas and other clause signs are where a speaker may breathe.
_ANSWERS = (
    "Sure, I can help you with that.| What is your account number?",
    "Yes.| Your balance is $1,234.56 as of March 3, 2025.| Would you like to make a payment?",
    "Thank you for waiting, Mr. Jones.| I spoke to Dr. Smith from the U.S. office, and she says it is fine.",
    "Please visit www.example.com or write to help@example.com.| You can also call 555-123-4567, e.g. in the morning.",
    "Hmm... let me check that for you.| It seems your order left the warehouse at 5 p.m. on Monday.| Anything else?",
    "If you want to change your plan, you can do that at any time of the day in the settings of your account.",
    "There are three options.| 1. Stay on the line.| 2. Call back later.| 3. Send us a message.",
    "No problem!| The restaurant on St. James St. opens at 11:30 a.m. and closes at 10.| Shall I book a table for 4?",
    "I found Albert I. Douglas in the directory of Acme Inc. and his extension is 42.| Shall I connect you?",
    "Okay.| The flight, which leaves from gate B12 at 7.45, is delayed by about 25 minutes because of the weather.",
)
_TOKEN_S = 0.03
_STALL_S = 1.0
_FLOW_TOKENS = 200_000


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s?[^\W\d_]{1,7}|\s?\d{1,3}|\s?[^\w\s]|\s", text)


def _timed(answer: str) -> Iterator[tuple[float, str]]:
    """Tokens with their times: even ones, and a stall behind the first sentence, as when a tool is called."""
    now = 0.0
    for index, sentence in enumerate(answer.split("|")):
        for token in _tokens(sentence):
            now += _TOKEN_S
            yield now, token
        if index == 0:
            now += _STALL_S


def _planned(answer: str) -> list[tuple[float, str]]:
    planner = Planner()
    pieces: list[tuple[float, str]] = []
    now = 0.0
    for now, token in _timed(answer):  # the last time is that of the end
        while (due := planner.next_timer()) is not None and due <= now:
            pieces.extend((due, piece.text) for piece in planner.handle_timer(due))
        pieces.extend((now, piece.text) for piece in planner.push(token, now))
    pieces.extend((now, piece.text) for piece in planner.flush(now))
    return pieces


def _ruled(answer: str, rule: LookAheadRule | ContextRule) -> list[tuple[float, str]]:
    pieces: list[tuple[float, str]] = []
    now = 0.0
    for now, token in _timed(answer):  # the last time is that of the end
        pieces.extend((now, piece) for piece in rule.push(token))
    pieces.extend((now, piece) for piece in rule.flush())
    return pieces


def _cuts(answer: str, pieces: list[tuple[float, str]]) -> tuple[int, int]:
    """Borders between pieces that are no end of sentence: (inside a clause, behind a clause)."""
    ends, length = set(), 0
    for sentence in answer.split("|"):
        length += len("".join(sentence.split()))
        ends.add(length)
    inside = behind = position = 0
    for _, piece in pieces[:-1]:
        position += len("".join(piece.split()))
        if position not in ends:
            if piece[-1] in ",;:":
                behind += 1
            else:
                inside += 1
    return inside, behind


def _throughput() -> float:
    tokens = _tokens(" ".join(answer.replace("|", "") for answer in _ANSWERS))
    tokens *= _FLOW_TOKENS // len(tokens) + 1
    planner, now = Planner(), 0.0
    start = time.process_time()
    for token in tokens:
        now += 0.02
        planner.push(token, now)
    return len(tokens) / (time.process_time() - start)


def run() -> dict[str, float]:
    """Return the figures. `…_ms`: first token to first piece; cuts: over all answers, lower is better."""
    figures = {"planner_tokens_per_cpu_s": max(_throughput() for _ in range(2))}
    for name in ("planner", "pipecat_rule", "livekit_rule"):
        firsts, inside, behind = [], 0, 0
        for answer in _ANSWERS:
            if name == "planner":
                pieces = _planned(answer)
            else:
                pieces = _ruled(answer, LookAheadRule() if name == "pipecat_rule" else ContextRule())
            firsts.append((pieces[0][0] - _TOKEN_S) * 1000)
            wrong, clause = _cuts(answer, pieces)
            inside, behind = inside + wrong, behind + clause
        figures[f"{name}_first_piece_ms"] = statistics.mean(firsts)
        figures[f"{name}_first_piece_max_ms"] = max(firsts)
        figures[f"{name}_wrong_cuts"] = inside
        figures[f"{name}_clause_cuts"] = behind
    return figures
