"""SEQ1, SEQ2, SEQ4, SEQ8: the row numbers of a GENERATOR, from 0, in as many bytes as the name says.

Invariant: two calls in one row agree. Without a generator in FROM rows are numbered as they come. After the last number
that fits comes 0, or with the argument 1 the first negative one. Source: Snowflake reference, SEQ1.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import number


def _sequence(call: Call) -> Bound:
    row = call.binder.generator_row()
    if row is None:
        row = exp.Paren(this=exp.Sub(this=exp.Window(this=duck("row_number"), over="OVER"), expression=integer(1)))
    size = 8 * int(call.name[-1])
    if size < 32:  # nobody generates as many rows as four bytes count
        half = 1 << (size - 1) if call.has(0) and call.whole(0) else 0
        row = sql(f"(_0 + {half}) % {1 << size} - {half}" if half else f"_0 % {1 << size}", row)
    return Bound(row, number(19, 0), nullable=False, physical="BIGINT")


FUNCTIONS: tuple[Function, ...] = tuple(
    Function(name=name, rule=_sequence, min_args=0, max_args=1, family="Data generation")
    for name in ("SEQ1", "SEQ2", "SEQ4", "SEQ8")
)
