"""FLATTEN: the elements of an array or the members of an object as rows.

Columns SEQ, KEY, PATH, INDEX, VALUE, THIS. Invariant: array elements have an INDEX from 0 and no KEY, object members a
KEY and no INDEX; OUTER keeps one row for an input without elements. Source: Snowflake documentation, "FLATTEN".
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import duck, macro, string
from ecomsim.dialect.functions.template import sql
from ecomsim.types import INTEGER, TEXT, VARIANT, Column

Tree = exp.Expr

COLUMNS = (
    Column("SEQ", INTEGER),
    Column("KEY", TEXT),
    Column("PATH", TEXT),
    Column("INDEX", INTEGER),
    Column("VALUE", VARIANT),
    Column("THIS", VARIANT),
)

MACROS: tuple[str, ...] = (
    r"""CREATE OR REPLACE MACRO _ecomsim.sf_path_step(prefix, k) AS
    CASE WHEN regexp_full_match(k, '[A-Za-z_][A-Za-z0-9_$]*') THEN
    CASE WHEN prefix = '' THEN k ELSE prefix || '.' || k END
    ELSE prefix || '[''' || k || ''']' END""",
    """CREATE OR REPLACE MACRO _ecomsim.sf_elements(j, prefix) AS
    list_transform(json_extract(j, '$[*]'), lambda v, i:
      {'k': NULL::VARCHAR, 'p': prefix || '[' || (i - 1)::VARCHAR || ']', 'i': (i - 1)::BIGINT, 'v': v})""",
    """CREATE OR REPLACE MACRO _ecomsim.sf_members(j, prefix) AS
    list_transform(list_zip(json_keys(j), json_extract(j, '$.*')), lambda z:
      {'k': z[1], 'p': _ecomsim.sf_path_step(prefix, z[1]), 'i': NULL::BIGINT, 'v': z[2]})""",
    """CREATE OR REPLACE MACRO _ecomsim.sf_flatten(j, prefix, mode) AS
    CASE WHEN json_type(j) = 'ARRAY' AND mode <> 'OBJECT' THEN _ecomsim.sf_elements(j, prefix)
    WHEN json_type(j) = 'OBJECT' AND mode <> 'ARRAY' THEN _ecomsim.sf_members(j, prefix) END""",
    """CREATE OR REPLACE MACRO _ecomsim.sf_flatten_outer(j, prefix, mode) AS
    CASE WHEN coalesce(len(_ecomsim.sf_flatten(j, prefix, mode)), 0) > 0 THEN _ecomsim.sf_flatten(j, prefix, mode)
    ELSE [{'k': NULL::VARCHAR, 'p': nullif(prefix, ''), 'i': NULL::BIGINT, 'v': NULL::JSON}] END""",
    "CREATE OR REPLACE MACRO _ecomsim.sf_strtok(s, chars) AS list_filter(string_split(translate(s, chars, "
    "repeat(chr(31), length(chars))), chr(31)), lambda part: part <> '')",
    """CREATE OR REPLACE MACRO _ecomsim.sf_member(j, k) AS
    json_extract(j, '$."' || replace(replace(k, '\\', '\\\\'), '"', '\\"') || '"')""",
)

_ROWS = (
    'SELECT CAST(_2 AS DECIMAL(38,0)) AS "SEQ", struct_extract(e, \'k\') AS "KEY", struct_extract(e, \'p\') AS "PATH", '
    "CAST(struct_extract(e, 'i') AS DECIMAL(38,0)) AS \"INDEX\", struct_extract(e, 'v') AS \"VALUE\", "
    "CASE WHEN json_type(j) IN ('ARRAY', 'OBJECT') THEN j END AS \"THIS\" "
    "FROM (SELECT unnest(_1) AS e, _0 AS j) AS _x"
)
_TREE = (
    'SELECT CAST(_3 AS DECIMAL(38,0)) AS "SEQ", k AS "KEY", p AS "PATH", CAST(i AS DECIMAL(38,0)) AS "INDEX", '
    'v AS "VALUE", t AS "THIS" FROM (WITH RECURSIVE _f AS (SELECT unnest(_1) AS e, _0 AS t UNION ALL '
    "SELECT unnest(_2) AS e, struct_extract(e, 'v') AS t FROM _f "
    "WHERE json_type(struct_extract(e, 'v')) IN ('ARRAY', 'OBJECT')) "
    "SELECT struct_extract(e, 'k') AS k, struct_extract(e, 'p') AS p, struct_extract(e, 'i') AS i, "
    "struct_extract(e, 'v') AS v, t FROM _f) AS _x"
)


def query(tree: Tree, seq: Tree, *, path: str | None, outer: bool, recursive: bool, mode: str) -> Tree:
    """The SELECT that FLATTEN(INPUT => tree, …) becomes. `tree` is JSON, `seq` the number of the input row."""
    if mode not in ("BOTH", "ARRAY", "OBJECT"):
        raise errors.compilation(1008, "22023", f"invalid value [{mode}] for parameter 'MODE'")
    prefix = path or ""
    if path:
        tree = duck("json_extract", tree, string("$" + path if path.startswith("[") else f"$.{path}"))
    arguments = (string(prefix), string(mode))
    if recursive:
        if outer:
            raise errors.unsupported("FLATTEN with both RECURSIVE and OUTER")
        deeper = sql("_ecomsim.sf_flatten(struct_extract(e, 'v'), struct_extract(e, 'p'), _0)", string(mode))
        found = sql(_TREE, tree, macro("sf_flatten", tree.copy(), *arguments), deeper, seq)
    else:
        found = sql(_ROWS, tree, macro("sf_flatten_outer" if outer else "sf_flatten", tree.copy(), *arguments), seq)
    return found.this if isinstance(found, exp.Paren) else found
