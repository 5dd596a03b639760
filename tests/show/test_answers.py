"""Answers are made once a second for all who ask, however much else is asked for."""

from marsad.show.answers import HTML, MOST, Answers


async def test_who_asks_for_much_has_no_page_made_for_each_of_its_readers():
    answers, made = Answers(), 0

    def home() -> bytes:
        nonlocal made
        made += 1
        return b"home"

    for number in range(2 * MOST):
        await answers.get(f"counts {number}", 1, HTML, lambda: b"counts")
    for _ in range(10):
        await answers.get("home", 1, HTML, home)
    answers.close()
    assert made == 1


async def test_no_more_answers_are_kept_than_there_is_room_for():
    answers = Answers()
    for number in range(2 * MOST):
        await answers.get(f"counts {number}", 1, HTML, lambda: b"counts")
    answers.close()
    assert len(answers._kept) == MOST
