"""How much two texts are alike, by their letters and by their sound: SOUNDEX, EDITDISTANCE, JAROWINKLER_SIMILARITY.

Invariant: a character counts as one, whatever its bytes. Source: Snowflake reference, the pages of these functions.
"""

from __future__ import annotations

from collections.abc import Callable

_CODES = {
    letter: str(code)
    for code, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}

_PREFIX = 10
"""How many equal characters at the start count, each for a tenth of what is missing to 1."""


def soundex(text: str) -> str:
    """The American rule: h and w do not separate letters of one code, vowels do."""
    return _soundex(text, transparent="hw")


def soundex_p123(text: str) -> str:
    """As SOUNDEX, but the second of two letters of one code at the start is kept."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if len(letters) > 1 and _CODES.get(letters[0]) is not None and _CODES.get(letters[0]) == _CODES.get(letters[1]):
        return _soundex(letters[0] + "a" + "".join(letters[1:]), transparent="hw")
    return _soundex(text, transparent="hw")


def _soundex(text: str, transparent: str) -> str:
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if not letters:
        return ""
    codes, last = [], _CODES.get(letters[0])
    for letter in letters[1:]:
        code = _CODES.get(letter)
        if code is not None and code != last:
            codes.append(code)
        if letter not in transparent:
            last = code
    return (letters[0].upper() + "".join(codes) + "000")[:4]


def edit_distance(left: str, right: str) -> str:
    """Insertions, deletions and substitutions from one text to the other."""
    row = list(range(len(right) + 1))
    for above, one in enumerate(left, 1):
        diagonal, row[0] = row[0], above
        for at, other in enumerate(right, 1):
            diagonal, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, diagonal + (one != other))
    return str(row[-1])


def jarowinkler(left: str, right: str) -> str:
    """From 0 to 100, without regard to case."""
    left, right = left.lower(), right.lower()
    found = _jaro(left, right)
    prefix = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), None)
    same = min(len(left), len(right)) if prefix is None else prefix
    return str(int(100 * (found + 0.1 * min(same, _PREFIX) * (1 - found)) + 1e-6))


def _jaro(left: str, right: str) -> float:
    """Characters in common, those in another order by half: from 0 to 1."""
    reach = max(len(left), len(right)) // 2 - 1
    taken = [False] * len(right)
    matched = []
    for at, one in enumerate(left):
        for there in range(max(at - reach, 0), min(at + reach + 1, len(right))):
            if not taken[there] and right[there] == one:
                taken[there] = True
                matched.append(one)
                break
    if not matched:
        return 0.0
    others = [other for other, is_taken in zip(right, taken, strict=True) if is_taken]
    moved = sum(one != other for one, other in zip(matched, others, strict=True)) // 2
    count = len(matched)
    return (count / len(left) + count / len(right) + (count - moved) / count) / 3


TABLE: dict[str, Callable[..., str]] = {
    "SOUNDEX": soundex,
    "SOUNDEX_P123": soundex_p123,
    "edit_distance": edit_distance,
    "JAROWINKLER_SIMILARITY": jarowinkler,
}
