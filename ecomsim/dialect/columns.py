"""Result column names: what Snowflake calls the columns of a query.

An alias as folded; a bare column its stored name; anything else its own source text, upper-cased outside quoted
identifiers. Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

import re

from sqlglot import exp

from ecomsim.dialect.scope import Scope

_QUOTED = re.compile(r'("(?:[^"]|"")*")')


def result_name(node: exp.Expr, scope: Scope) -> str:
    """The name of projection `node`."""
    if isinstance(node, exp.Alias):
        return node.alias
    if isinstance(node, exp.Column) and not isinstance(node.this, exp.Parameter):
        return node.name
    if isinstance(node, exp.Column) or (isinstance(node, exp.Parameter) and node.name.isdigit()):
        table = node.args.get("table")
        number = int(node.this.name)
        return scope.positional(number, node, table.name if table is not None else None).name
    text = node.meta.get("source_text")
    return upper_outside_quotes(text if text is not None else node.sql("snowflake"))


def upper_outside_quotes(text: str) -> str:
    """`text` in capitals, quoted identifiers as they are."""
    return "".join(part if index % 2 else part.upper() for index, part in enumerate(_QUOTED.split(text)))
