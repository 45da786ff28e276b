"""Whatever a language model writes, in whatever portions and at whatever times, is planned without loss or delay."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.tokens.planner import Planner, PlannerOptions, Speakable

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            ["Hello", " world", ".", " ", ", ", "!", "?", "\n", "29", ".", "99", "<b>", "</b>", "**", "[a](", "b)"]
        ),
        st.sampled_from(['{"a": ', "}", "```", "Dr", " St", "…", "。", "😀", "x" * 300, "- ", "<break/>", "&"]),
        st.text(max_size=8),
    ),
    max_size=40,
)
GAPS = st.sampled_from([0.0, 0.01, 0.1, 0.2, 2.0])


@QUICK
@given(TOKENS, GAPS, st.booleans())
def test_any_stream(tokens: list[str], gap: float, uses_timers: bool) -> None:
    planner, now = Planner(), 0.0
    pieces: list[Speakable] = []
    longest = PlannerOptions().longest_characters
    for token in tokens:
        now += gap
        timers = 0
        while uses_timers and (due := planner.next_timer()) is not None and due <= now:
            timers += 1
            # A timer that finds nothing moves on.
            assert timers < 20
            pieces.extend(planner.handle_timer(due))
        pieces.extend(planner.push(token, now))
    pieces.extend(planner.flush(now))
    assert planner.held == ""
    for piece in pieces:
        assert piece.text == piece.text.strip()
        assert any(char.isalnum() for char in piece.text)
        assert len(piece.text) <= longest + 50 or piece.marked_up
