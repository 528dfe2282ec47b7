"""SEQ1, SEQ2, SEQ4, SEQ8: the row numbers of a GENERATOR, from 0.

Invariant: two calls in one row agree. Without a generator in FROM rows are numbered as they come.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer
from ecomsim.types import number


def _sequence(call: Call) -> Bound:
    row = call.binder.generator_row()
    if row is None:
        row = exp.Paren(this=exp.Sub(this=exp.Window(this=duck("row_number"), over="OVER"), expression=integer(1)))
    return Bound(row, number(19, 0), nullable=False, physical="BIGINT")


FUNCTIONS: tuple[Function, ...] = tuple(
    Function(name=name, rule=_sequence, min_args=0, max_args=1, family="Data generation")
    for name in ("SEQ1", "SEQ2", "SEQ4", "SEQ8")
)
