"""Result column names: what Snowflake calls the columns of a query.

An alias as folded; a bare column its stored name; anything else, `$1` too, its own source text in capitals, also what
stands in quotes. Source: the results printed in Snowflake's reference (TO_JSON, PARSE_JSON, "String literals").
"""

from __future__ import annotations

from sqlglot import exp


def result_name(node: exp.Expr) -> str:
    """The name of projection `node`."""
    if isinstance(node, exp.Alias):
        return node.alias
    if isinstance(node, exp.Column):  # without the name of its relation
        return f"${node.this.name}" if isinstance(node.this, exp.Parameter) else node.name
    text = node.meta.get("source_text")
    return str(text if text is not None else node.sql("snowflake")).upper()
