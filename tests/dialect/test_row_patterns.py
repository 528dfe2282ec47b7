"""Patterns of rows: what the matcher behind MATCH_RECOGNIZE prefers, and what it refuses."""

from __future__ import annotations

import json

import pytest

from ecomsim.dialect.functions.row_patterns import PatternError, compiled, matches


def found(pattern: str, rows: str, skip: str = "PAST") -> list[str]:
    """The matches as the symbols of their rows; `rows` says by letter which symbols, A and B, each row satisfies."""
    bits = {"a": "10", "b": "01", "x": "11", "-": "00"}
    answer: dict[int, str] = {}
    for number, _, symbol, *_ in json.loads(matches(",".join(bits[row] for row in rows), pattern, '["A","B"]', skip)):
        answer[number] = answer.get(number, "") + (symbol or "")
    return list(answer.values())


@pytest.mark.parametrize(
    ("pattern", "rows", "expected"),
    [
        ("a+ b", "aab-ab", ["AAB", "AB"]),
        ("a+ b", "axx", ["AAB"]),
        ("a+? b", "axx", ["AB"]),
        ("(a | b){2}", "xxx", ["AA"]),
        ("b | a", "xx", ["B", "B"]),
        ("a{2,}", "aaa-a", ["AAA"]),
        ("a{,2}", "aaa", ["AA", "A"]),
        ("(a?)* b", "aab", ["AAB"]),
        ("^ a", "aa", ["A"]),
        ("a $", "aa", ["A"]),
        ("PERMUTE(a, b)", "ba", ["BA"]),
        ('"A" B', "ab", ["AB"]),
    ],
)
def test_matches(pattern: str, rows: str, expected: list[str]) -> None:
    assert found(pattern, rows) == expected


def test_where_the_search_goes_on() -> None:
    assert found("a+", "aaa", "NEXT") == ["AAA", "AA", "A"]
    assert found("a b a", "ababa", "LAST A") == ["ABA", "ABA"]
    with pytest.raises(ValueError, match="no later row"):
        found("a+", "aaa", "FIRST A")


@pytest.mark.parametrize("pattern", ["", "a +++", "(a", "a)", "a {- b", "a{}", "*", "PERMUTE(a"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern, ("A",))


def test_a_loop_that_nearly_matches_everywhere_ends() -> None:
    assert found("(a+)+ b $", "a" * 300) == []
