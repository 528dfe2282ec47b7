"""Every lesson of the course runs on the engine, and shows what the engine answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.lessons import COURSE, answers, pages, steps


@pytest.mark.parametrize("path", pages(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_lesson(path: Path) -> None:
    """Typed twice into one account: what a lesson shows does not hang on what was there before."""
    page = steps(path.read_text(encoding="utf-8"))
    assert any(step.answer for step in page), "a lesson shows answers"
    for step, answer in zip(page * 2, answers(page * 2), strict=True):
        if step.answer is not None:
            assert answer == step.answer, f"{path.name}, line {step.line}"


def test_every_level_has_its_lessons() -> None:
    counts = {folder.name: len(list(folder.glob("*.md"))) for folder in COURSE.iterdir() if folder.is_dir()}
    assert counts["1-beginner"] >= 5
    assert counts["2-intermediate"] >= 5
    assert counts["3-advanced"] >= 5


@pytest.mark.parametrize("path", pages(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_lesson_ends_with_something_to_try_and_its_answer(path: Path) -> None:
    _, _, exercise = path.read_text(encoding="utf-8").partition("\n**Try it.** ")
    task, _, answer = exercise.partition('<details markdown="1"><summary>One answer</summary>\n')
    assert task.strip()
    assert len([step for step in steps(answer) if step.answer is not None]) == 1
    assert answer.endswith("\n</details>\n")


def test_a_text_block_must_follow_its_statement() -> None:
    for path in pages():
        text = path.read_text(encoding="utf-8")
        shown = text.count("```text\n")
        assert shown == sum(step.answer is not None for step in steps(text)), path.name
