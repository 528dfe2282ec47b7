"""AVG of a NUMBER: exact to its last digit, rounded half away from zero, whatever way computes it."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from ecomsim.accounts.account import Account


@pytest.mark.parametrize(("precision", "scale"), [(12, 2), (10, 9), (38, 0), (38, 10), (38, 20), (38, 37)])
def test_averages_are_exact(precision: int, scale: int) -> None:
    """Sums small and large, ties among them: a count of 2, 4, 8 or 16 ends in a five."""
    with localcontext() as context:
        context.prec = 100
        _check(precision, scale)


def _check(precision: int, scale: int) -> None:
    rng = random.Random(precision * 100 + scale)
    places = max(scale, min(scale + 6, 12))
    groups: dict[int, list[Decimal]] = {}
    for group in range(60):
        most = 10 ** rng.randint(1, min(precision - 1, 30))
        count = rng.choice((1, 2, 3, 4, 7, 8, 16))
        groups[group] = [Decimal(rng.randint(-most, most)).scaleb(-scale) for _ in range(count)]
    rows = ", ".join(f"({group}, {value:f})" for group, values in groups.items() for value in values)
    with Account.open(":memory:", clock="virtual") as account:
        session = account.session()
        session.execute("CREATE DATABASE d")
        session.execute(f"CREATE TABLE t (g INT, x NUMBER({precision},{scale}))")
        session.execute(f"INSERT INTO t VALUES {rows}, (60, NULL)")
        found = dict(session.execute("SELECT g, AVG(x) FROM t GROUP BY g").rows())
    expected = {group: _rounded(sum(map(Fraction, values)) / len(values), places) for group, values in groups.items()}
    assert found == {**expected, 60: None}


def _rounded(value: Fraction, places: int) -> Decimal:
    whole = (abs(value) * 10**places * 2 + 1) // 2
    return Decimal(int(whole) if value >= 0 else -int(whole)).scaleb(-places)
