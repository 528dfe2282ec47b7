"""The prompt of `ecomsim sql`: what is typed line by line runs statement by statement."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import ecomsim
from ecomsim.cli import query


def typed(monkeypatch: pytest.MonkeyPatch, lines: Iterable[str | type[BaseException]]) -> list[str]:
    """Type the lines (or press a key, given as what it raises) at the prompt; returns what was prompted for each."""
    asked, coming = [], iter(lines)

    def answer(text: str) -> str:
        asked.append(text.strip())
        line = next(coming, EOFError)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", answer)
    with ecomsim.connect(":memory:", clock="virtual") as connection:
        connection.cursor().execute("CREATE DATABASE TYPED")
        query.prompt(connection, query.Format.csv)
    return asked


def test_a_block_runs_when_its_end_is_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    block = ["CREATE PROCEDURE TWICE(n INTEGER)", "RETURNS INTEGER", "AS", "BEGIN", "    LET m := n * 2;"]
    asked = typed(monkeypatch, [*block, "    RETURN m;", "END;", "CALL TWICE(21);", "exit"])
    assert asked == ["ecomsim>", *["..."] * 6, "ecomsim>", "ecomsim>"]
    assert "TWICE\n42\n" in capsys.readouterr().out


def test_a_semicolon_inside_quotation_marks_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, ["SELECT $$one;", "two$$ AS words; -- a remark"])
    assert 'WORDS\n"one;\ntwo"\n' in capsys.readouterr().out


def test_an_error_is_said_and_the_prompt_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, ["SELECT nothing;", "", "SELECT 'kept'", KeyboardInterrupt, "SELECT 7 AS seven;", "quit"])
    printed = capsys.readouterr()
    assert "invalid identifier 'NOTHING'" in printed.err
    assert printed.out == "SEVEN\n7\n"
