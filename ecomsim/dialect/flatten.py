"""FLATTEN: the elements of an array or the members of an object as rows.

Columns SEQ, KEY, PATH, INDEX, VALUE, THIS. Invariant: array elements have an INDEX from 0 and no KEY, object members a
KEY and no INDEX; a hole of an array is left out; OUTER keeps one row for an input without elements; rows come in the
order of the input, those of RECURSIVE each before what it holds where it is no lateral. DuckDB keeps the order of a
lateral that only unnests: so a LEFT JOIN unnests a NULL where there is nothing, and the levels of RECURSIVE, which it
cannot gather in a lateral, have none there.
Source: Snowflake documentation, "FLATTEN".
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import duck, macro, string
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import INTEGER, TEXT, VARIANT, Column
from ecomsim.values.variant import HOLE

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
    """CREATE OR REPLACE MACRO _ecomsim.sf_all_elements(j, prefix) AS
    list_transform(json_extract(j, '$[*]'), lambda v, i:
      {'k': NULL::VARCHAR, 'p': prefix || '[' || (i - 1)::VARCHAR || ']', 'i': (i - 1)::BIGINT, 'v': v})""",
    f"""CREATE OR REPLACE MACRO _ecomsim.sf_elements(j, prefix) AS
    CASE WHEN contains(CAST(j AS VARCHAR), '{HOLE}') THEN
    list_filter(_ecomsim.sf_all_elements(j, prefix), lambda e: e.v <> CAST('{HOLE}' AS JSON))
    ELSE _ecomsim.sf_all_elements(j, prefix) END""",
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
COMPLETE = "complete"
"""The mark on a relation of LEFT JOIN LATERAL that gives a row for every row on its left by itself."""

_KEPT = (
    'SELECT CASE WHEN e IS NOT NULL THEN CAST(_2 AS DECIMAL(38,0)) END AS "SEQ", struct_extract(e, \'k\') AS "KEY", '
    "struct_extract(e, 'p') AS \"PATH\", CAST(struct_extract(e, 'i') AS DECIMAL(38,0)) AS \"INDEX\", "
    "struct_extract(e, 'v') AS \"VALUE\", "
    "CASE WHEN e IS NOT NULL AND json_type(j) IN ('ARRAY', 'OBJECT') THEN j END AS \"THIS\" "
    "FROM (SELECT unnest(CASE WHEN len(_1) > 0 THEN _1 ELSE [NULL] END) AS e, _0 AS j) AS _x"
)
_WALK = (
    "WITH RECURSIVE _f AS (SELECT unnest(_1) AS e, _0 AS t UNION ALL "
    "SELECT unnest(_2) AS e, struct_extract(e, 'v') AS t FROM _f "
    "WHERE json_type(struct_extract(e, 'v')) IN ('ARRAY', 'OBJECT')) SELECT e, t FROM _f"
)
_ORDERED_WALK = (
    "WITH RECURSIVE _f AS (SELECT e, t, [n] AS o FROM "
    "(SELECT unnest(_1) AS e, generate_subscripts(_1, 1) AS n, _0 AS t) AS _a UNION ALL "
    "SELECT e, t, list_append(o, n) AS o FROM (SELECT unnest(_2) AS e, generate_subscripts(_2, 1) AS n, "
    "struct_extract(e, 'v') AS t, o FROM _f WHERE json_type(struct_extract(e, 'v')) IN ('ARRAY', 'OBJECT')) AS _b) "
    "SELECT e, t FROM _f ORDER BY o"
)
_TREE, _ORDERED_TREE = (
    'SELECT CAST(_3 AS DECIMAL(38,0)) AS "SEQ", struct_extract(e, \'k\') AS "KEY", struct_extract(e, \'p\') AS "PATH", '
    "CAST(struct_extract(e, 'i') AS DECIMAL(38,0)) AS \"INDEX\", struct_extract(e, 'v') AS \"VALUE\", "
    f"CASE WHEN json_type(t) IN ('ARRAY', 'OBJECT') THEN t END AS \"THIS\" FROM ({walk}) AS _x"
    for walk in (_WALK, _ORDERED_WALK)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a call of FLATTEN says beside its INPUT. Raises 001008 for a MODE there is not."""

    path: str | None = None
    outer: bool = False
    recursive: bool = False
    mode: str = "BOTH"

    def __post_init__(self) -> None:
        if self.mode not in ("BOTH", "ARRAY", "OBJECT"):
            raise errors.compilation(1008, "22023", f"invalid value [{self.mode}] for parameter 'MODE'")


def query(tree: Tree, seq: Tree, options: Options, *, lateral: bool, keeps_rows: bool) -> Tree:
    """The SELECT that a FLATTEN becomes. `tree` is JSON, `seq` the number of the input row; keeps_rows: an input
    without elements gives a row of NULLs (LEFT JOIN), for one level only.
    """
    path = options.path
    if path:
        tree = duck("json_extract", tree, string("$" + path if path.startswith("[") else f"$.{path}"))
    name = "sf_flatten_outer" if options.outer else "sf_flatten"
    first = macro(name, tree.copy(), string(path or ""), string(options.mode))
    if options.recursive:
        deeper = sql("_ecomsim.sf_flatten(struct_extract(e, 'v'), struct_extract(e, 'p'), _0)", string(options.mode))
        found = sql(_TREE if lateral else _ORDERED_TREE, tree, first, deeper, seq)
    else:
        found = sql(_KEPT if keeps_rows else _ROWS, tree, first, seq)
    return found.this if isinstance(found, exp.Paren) else found


def keeps_rows(node: Tree) -> bool:
    """Whether a relation is LEFT JOIN LATERAL FLATTEN(…) without a condition: a row without elements stays."""
    parent = node.parent
    if not isinstance(node, (exp.Lateral, exp.TableFromRows)) or node.this.name != "FLATTEN" or node.args.get("joins"):
        return False
    if not isinstance(parent, exp.Join) or parent.args.get("side") != "LEFT" or parent.args.get("using"):
        return False
    on = parent.args.get("on")
    return on is None or (isinstance(on, exp.Boolean) and on.this is True)
