"""Tests of text that DuckDB may not take for IS NOT NULL.

Where every value of a stored column begins with 'g', DuckDB 2.0 makes a filter of `prefix(f(column), 'g')` the filter
`column IS NOT NULL`, which is wrong where f makes a value NULL or NULL a value (NULLIF, CASE). It does so for prefix,
contains, suffix and IN of constants, and for what it turns into them: LIKE, comparisons of LEFT, SUBSTR and POSITION.
It looks neither into a comparison with TRUE nor through GREATEST. Invariant: what stands here means what it was made
of, row for row, and a test of a stored column itself stays as it is: there it is right, and zone maps answer it. A
column of a query is none: DuckDB puts the expression behind its name in its place.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect.functions.model import Binder
from ecomsim.dialect.functions.template import sql


def test(tree: exp.Expr, subject: exp.Expr, binder: Binder) -> exp.Expr:
    """BOOLEAN `tree`, a test of `subject`."""
    return tree if binder.is_stored(subject) else sql("(_0 = TRUE)", tree)


def part(tree: exp.Expr, subject: exp.Expr, binder: Binder) -> exp.Expr:
    """`tree`, which says where or what a part of `subject` is, and may be compared."""
    return tree if binder.is_stored(subject) else sql("greatest(_0)", tree)
