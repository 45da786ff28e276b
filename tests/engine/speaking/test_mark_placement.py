from engine.speaking.mark_placement import MarkPlacer, skip_target

WORDS = [(0, 0), (4, 400), (8, 900)]


def test_marks_stand_where_the_next_word_begins() -> None:
    placer = MarkPlacer([(4, "b"), (0, "a"), (5, "c"), (12, "z")], WORDS)
    assert placer.marks(0, 500, last=False) == ((0, "a"), (400, "b"))
    assert placer.marks(500, 1000, last=True) == ((400, "c"), (500, "z"))
    assert placer.rest() == []


def test_marks_wait_for_words_that_are_not_yet_known() -> None:
    words = [(0, 0)]
    placer = MarkPlacer([(4, "b")], words)
    assert placer.marks(0, 500, last=False) == ()
    words.append((4, 400))
    assert placer.marks(500, 900, last=False) == ((0, "b"),)


def test_what_is_left_comes_behind() -> None:
    placer = MarkPlacer([(4, "b"), (5, "c")], [])
    assert placer.rest() == ["b", "c"]
    assert placer.rest() == []


def test_skipped_marks_are_left_out() -> None:
    placer = MarkPlacer([(0, "a"), (4, "b"), (8, "c")], WORDS)
    placer.skip_to(401)
    assert placer.marks(401, 1000, last=True) == ((499, "c"),)


def test_a_start_inside_moves_on_to_the_next_word_when_that_is_near() -> None:
    assert skip_target(399, WORDS, 8000) == 400
    assert skip_target(400, WORDS, 8000) == 400
    assert skip_target(401, WORDS, 8000) == 900
    assert skip_target(901, WORDS, 8000) == 901
    assert skip_target(10, WORDS, 100) == 10
