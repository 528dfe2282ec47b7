"""Sums kept beside the table: an aggregation into few groups follows the change without reading its other input rows.

For a grouping whose aggregates are counts, sums of exact numbers, counts of different values and extremes,
`_ecomsim.s_<id>` holds for every group how many rows it has and, for every argument, how many are not NULL and their
sum, or how many different values there are, or the least or greatest one. The signed change of the input is added to
it; result rows before and after are computed from the groups it touches. Which values came or went is told by the rows
that have them now; a group that lost its extreme is computed anew with all others. Invariant: the sums are those of the
query's input at the versions of the table's last refresh, or `Mark.summed` is false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pyarrow.compute as pc
from sqlglot import exp

from ecomsim.dynamic_tables import rows
from ecomsim.dynamic_tables.algebra import (
    Block,
    Constant,
    Filter,
    Join,
    Node,
    Project,
    Scan,
    arguments,
    is_aggregate,
    name_of,
    plain,
    pruned,
    sources,
    used,
)
from ecomsim.dynamic_tables.rows import NEW, At, Key, Keys, listed
from ecomsim.dynamic_tables.signed import NUMBER, Changes, Relation
from ecomsim.storage import layout

_BETTER = {"MIN": ("least", "<="), "MAX": ("greatest", ">=")}
"""What unites two extremes, and how one that replaces another compares with it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """root: the whole tree; block: its grouping; arguments: what is counted and summed, with whether it is summed;
    distinct: whose different values are counted, each with the column that has one value for one of its values;
    extremes: of what the least or the greatest value is wanted, with MIN or MAX.
    """

    root: Node
    block: Block
    arguments: tuple[tuple[exp.Expr, bool], ...]
    distinct: tuple[tuple[exp.Expr, str], ...] = ()
    extremes: tuple[tuple[exp.Expr, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the sums: the group's, "n" rows, for argument i "n<i>" and "s<i>", for different values "d<i>",
        for extremes "x<i>".
        """
        found = [*(self.block.group or ()), "n"]
        for position, (_, is_summed) in enumerate(self.arguments):
            found += [f"n{position}", f"s{position}"] if is_summed else [f"n{position}"]
        found += [f"d{position}" for position in range(len(self.distinct))]
        return (*found, *(f"x{position}" for position in range(len(self.extremes))))


def of(root: Node, is_exact: Callable[[Node, exp.Expr], bool]) -> Sums | None:
    """How the tree is computed from sums; None when it cannot be."""
    block = root
    while isinstance(block, (Project, Filter)):
        block = block.input
    if not isinstance(block, Block) or block.group is None or block.qualify is not None or block.distinct:
        return None
    found: dict[str, tuple[exp.Expr, bool]] = {}
    distinct: dict[str, tuple[exp.Expr, str]] = {}
    extremes: dict[str, tuple[exp.Expr, str]] = {}
    for expression in (*block.expressions, block.having):
        if expression is None:
            continue
        if expression.find(exp.Window) is not None:
            return None
        for call in expression.walk():
            if not is_aggregate(call):
                continue
            if name_of(call) not in ("COUNT", "SUM", "MIN", "MAX") or isinstance(call.parent, exp.Filter):
                return None
            if _is_rows(call):
                continue
            argument, is_summed = arguments(call)[0], name_of(call) == "SUM"
            if isinstance(argument, exp.Distinct) and name_of(call) == "COUNT" and len(argument.expressions) == 1:
                column = _deciding(argument.expressions[0])
                if column is None or not _can_lack(block.input, column):
                    return None
                distinct[argument.sql("duckdb")] = argument.expressions[0], column
                continue
            if isinstance(argument, (exp.Distinct, exp.Order)) or len(arguments(call)) > 1:
                return None
            if name_of(call) in _BETTER:
                extremes[_extreme(call)] = argument, name_of(call)
                continue
            if is_summed and not is_exact(block.input, argument):
                return None
            key = argument.sql("duckdb")
            found[key] = (argument, is_summed or (key in found and found[key][1]))
    return Sums(root, block, tuple(found.values()), tuple(distinct.values()), tuple(extremes.values()))


def _extreme(call: exp.Expr) -> str:
    return f"{name_of(call)} {arguments(call)[0].sql('duckdb')}"


def _deciding(argument: exp.Expr) -> str | None:
    """The column that an argument is wherever it is not NULL; None when it is anything else."""
    if isinstance(argument, exp.Case) and argument.this is None and len(argument.args["ifs"]) == 1:
        default = argument.args.get("default")
        default = default.this if isinstance(default, exp.Cast) else default
        if default is None or isinstance(default, exp.Null):
            return plain(argument.args["ifs"][0].args["true"].unnest())
    return plain(argument)


def _can_lack(node: Node, column: str) -> bool:
    """Whether the rows of a tree can be restricted by a column: it comes from a table through joins and filters."""
    if isinstance(node, Project):
        name = sources(node).get(column)
        return name is not None and _can_lack(node.input, name)
    if isinstance(node, Join):
        return _can_lack(node.left if column in node.left.columns else node.right, column)
    return _can_lack(node.input, column) if isinstance(node, Filter) else isinstance(node, Scan)


def with_values(node: Node, column: str) -> Node:
    """The tree without the rows in which a column is NULL for want of a match: outer joins become narrower."""
    if isinstance(node, Filter):
        return replace(node, input=with_values(node.input, column))
    if isinstance(node, Project):
        name = sources(node).get(column)
        return replace(node, input=with_values(node.input, name)) if name is not None else node
    if not isinstance(node, Join):
        return node
    on_left = column in node.left.columns
    left_stays, right_stays = node.kind in ("LEFT", "FULL"), node.kind in ("RIGHT", "FULL")
    if on_left:
        right_stays = False
    else:
        left_stays = False
    kind = "FULL" if left_stays and right_stays else "LEFT" if left_stays else "RIGHT" if right_stays else "INNER"
    left = with_values(node.left, column) if on_left else node.left
    right = node.right if on_left else with_values(node.right, column)
    if kind == "INNER":
        for pair in node.pairs:
            if not pair.nulls:
                left, right = with_values(left, pair.left), with_values(right, pair.right)
    return replace(node, kind=kind, left=left, right=right)


def _is_rows(call: exp.Expr) -> bool:
    return name_of(call) == "COUNT" and (not arguments(call) or isinstance(arguments(call)[0], (exp.Star, exp.Literal)))


def relation(table_id: int) -> str:
    return layout.sums(table_id)


def initial(sums: Sums, version: At) -> str:
    """SQL of the sums of all groups."""
    below = rows.text(sums.block.input, version)
    return _summed(sums, below, "count(*)", "count({})", "sum({})", "count(DISTINCT {})", "{0}({1}) AS x{2}")


def of_change(sums: Sums, change: str) -> str:
    """SQL of what a signed change adds to the sums, but for the numbers of different values."""
    return _of_images(
        sums,
        f"SELECT *, CASE WHEN {NUMBER} > 0 THEN 1 ELSE -1 END AS w FROM "
        f"(SELECT *, unnest(range(abs({NUMBER}))) AS copy FROM ({change}) AS r) AS images",
    )


def _of_images(sums: Sums, images: str) -> str:
    """The same of images: each came or went, 1 or -1 in "w"."""
    return _summed(
        sums,
        images,
        "coalesce(sum(w), 0)::BIGINT",
        "coalesce(sum(w) FILTER ({} IS NOT NULL), 0)::BIGINT",
        "coalesce(sum({0}) FILTER (w > 0), 0) - coalesce(sum({0}) FILTER (w < 0), 0)",
        None,
        "{0}({1}) FILTER (w > 0) AS x{2}, {0}({1}) FILTER (w < 0) AS g{2}",
    )


def delta(changes: Changes, sums: Sums) -> str | None:
    """SQL of what the change of the grouping's input adds to the sums; None when nothing."""
    if not sums.distinct:
        images = changes.images(sums.block.input)
        if images is not None:
            return _of_images(sums, f"SELECT *, {NUMBER} AS w FROM ({images}) AS r")
        change = changes.change(sums.block.input)
        return of_change(sums, change) if change is not None else None
    input_change = changes.at_hand(sums.block.input)
    if input_change is None:
        return None
    sql = of_change(sums, f"SELECT * FROM {input_change.name}")
    for position in range(len(sums.distinct)):
        found = _values(changes, sums, position, input_change)
        number = f"coalesce(v.d, 0)::BIGINT AS d{position}" if found is not None else f"0::BIGINT AS d{position}"
        joined = f" LEFT JOIN ({found}) AS v ON {_same(sums, 'v')}" if found is not None else ""
        sql = f"SELECT d.*, {number} FROM ({sql}) AS d{joined}"
    return sql


def moved(changes: Changes, sums: Sums, table_id: int, delta: str) -> Relation | None:
    """The groups that a change touches: their new sums, what those were ("o_…"), where they stand ("$place", NULL for a
    new group), and whether one lost its least or greatest value, so that only its rows tell the next one ("$lost").
    """
    lost = " OR ".join(
        f"(d.g{i} {_BETTER[name][1]} o.x{i} AND (d.x{i} {_BETTER[name][1]} d.g{i}) IS NOT TRUE)"
        for i, (_, name) in enumerate(sums.extremes)
    )
    remains = "o.n + d.n > 0" if sums.block.group else "TRUE"
    is_lost = f"({remains} AND ({lost})) IS TRUE" if lost else "FALSE"
    group, additions = sums.block.group or (), _additions(sums)
    shown = [f"d.{column}" if column in group else f"{additions[column]} AS {column}" for column in sums.columns]
    shown += [f"o.{column} AS o_{column}" for column in additions]
    return changes.relation(
        f'SELECT {listed(shown)}, o.rowid AS "$place", {is_lost} AS "$lost" FROM ({delta}) AS d '
        f"LEFT JOIN {relation(table_id)} AS o ON {_same(sums, 'o')}"
    )


def is_lost(changes: Changes, found: Relation) -> bool:
    """Whether a touched group lost its least or greatest value."""
    return bool(pc.any(changes.tables[found.name].column("$lost")).as_py())


def after(sums: Sums, found: Relation) -> str:
    """SQL of the new sums of the touched groups."""
    return f"SELECT {listed(sums.columns)} FROM {found.name}"


def before(sums: Sums, found: Relation) -> str:
    """SQL of what they were."""
    group = sums.block.group or ()
    shown = [column if column in group else f"o_{column} AS {column}" for column in sums.columns]
    return f'SELECT {listed(shown)} FROM {found.name} WHERE "$place" IS NOT NULL'


def _values(changes: Changes, sums: Sums, position: int, change: Relation) -> str | None:
    """SQL of how many more different values of an argument the groups have."""
    argument, column = sums.distinct[position]
    group, value = sums.block.group or (), argument.sql("duckdb")
    shown = "".join(f"{each}, " for each in group)
    names = ["value", *group]
    moved = changes.relation(
        f"SELECT {shown}{value} AS value, sum({NUMBER})::BIGINT AS n FROM {change.name} AS r WHERE {value} IS NOT NULL "
        f"GROUP BY ALL HAVING sum({NUMBER}) <> 0"
    )
    if moved is None:
        return None
    wanted = tuple(Key(each, each, moved.nulls[each]) for each in group if each != column)
    narrow = changes.narrow(moved, ("value", *(key.value for key in wanted)))
    keys = Keys(moved.name, (*wanted, Key(column, "value", False)), narrow)
    read = pruned(with_values(sums.block.input, column), frozenset((*group, *used(argument))))
    below = rows.text(read, changes.new, keys)
    now = f"SELECT {shown}{value} AS value, count(*) AS n FROM ({below}) AS r WHERE {value} IS NOT NULL GROUP BY ALL"
    same = " AND ".join(f"m.{name} IS NOT DISTINCT FROM c.{name}" for name in names)
    number = "sum((coalesce(c.n, 0) > 0)::INT - (coalesce(c.n, 0) > m.n)::INT) AS d"
    groups = "".join(f"m.{each}, " for each in group)
    by = f" GROUP BY {listed(f'm.{each}' for each in group)}" if group else ""
    return f"SELECT {groups}{number} FROM {moved.name} AS m LEFT JOIN ({now}) AS c ON {same}{by}"


def _summed(sums: Sums, below: str, count: str, counted: str, summed: str, different: str | None, extreme: str) -> str:
    group = listed(sums.block.group or ())
    shown = [*(sums.block.group or ()), f"{count} AS n"]
    for position, (argument, is_summed) in enumerate(sums.arguments):
        text = argument.sql("duckdb")
        shown.append(f"{counted.format(text)} AS n{position}")
        if is_summed:
            shown.append(f"{summed.format(text)} AS s{position}")
    shown += [extreme.format(name, each.sql("duckdb"), i) for i, (each, name) in enumerate(sums.extremes)]
    if different is not None:
        shown += [f"{different.format(each.sql('duckdb'))} AS d{i}" for i, (each, _) in enumerate(sums.distinct)]
    return f"SELECT {listed(shown)} FROM ({below}) AS i{f' GROUP BY {group}' if group else ''}"


def _additions(sums: Sums) -> dict[str, str]:
    """For each column of the sums but the group's: the sums as they are (o) with a change (d)."""
    found = {f"x{i}": f"{_BETTER[name][0]}(o.x{i}, d.x{i})" for i, (_, name) in enumerate(sums.extremes)}
    group = sums.block.group or ()
    others = [name for name in sums.columns if name not in group and name not in found]
    return {name: f"coalesce(o.{name}, 0) + d.{name}" for name in others} | found


def merge(changes: Changes, sums: Sums, table_id: int, found: Relation) -> None:
    """Put the new sums in the place of the old ones; a group without rows goes."""
    data, name = changes.tables[found.name], relation(table_id)
    known = found.rows - data.column("$place").null_count
    if known == found.rows and not (sums.block.group and pc.any(pc.equal(data.column("n"), 0)).as_py()):
        new = listed(f"{column} = m.{column}" for column in sums.columns if column not in (sums.block.group or ()))
        changes.execute(f'UPDATE {name} SET {new} FROM {found.name} AS m WHERE {name}.rowid = m."$place"')
        return
    if known:
        changes.execute(f'DELETE FROM {name} WHERE rowid IN (SELECT "$place" FROM {found.name})')
    remain = " WHERE n <> 0" if sums.block.group else ""
    changes.execute(f"INSERT INTO {name} BY NAME {after(sums, found)}{remain}")


def _same(sums: Sums, other: str) -> str:
    same = " AND ".join(f"{other}.{column} IS NOT DISTINCT FROM d.{column}" for column in sums.block.group or ())
    return same or "TRUE"


def results(sums: Sums, groups: str) -> str:
    """The result rows of groups whose sums a query gives."""
    values = [argument.sql("duckdb") for argument, _ in sums.distinct]
    extremes = [f"{name} {argument.sql('duckdb')}" for argument, name in sums.extremes]
    places = {argument.sql("duckdb"): position for position, (argument, _) in enumerate(sums.arguments)}

    def from_sums(node: exp.Expr) -> exp.Expr:
        if not is_aggregate(node):
            return node
        if _is_rows(node):
            return exp.column("n")
        argument = arguments(node)[0]
        if isinstance(argument, exp.Distinct):
            return exp.column(f"d{values.index(argument.expressions[0].sql('duckdb'))}")
        if name_of(node) in _BETTER:
            return exp.column(f"x{extremes.index(_extreme(node))}")
        position = places[argument.sql("duckdb")]
        if name_of(node) == "COUNT":
            return exp.column(f"n{position}")
        some = exp.GT(this=exp.column(f"n{position}"), expression=exp.Literal.number(0))
        return exp.Case(ifs=[exp.If(this=some, true=exp.column(f"s{position}"))])

    block = sums.block
    shown = rows.shown(replace(block, expressions=tuple(each.transform(from_sums) for each in block.expressions)))
    conditions = ["n > 0"] if block.group else []
    if block.having is not None:
        conditions.append(f"({block.having.transform(from_sums).sql('duckdb')})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    given = Constant(columns=block.columns, sql=f"SELECT {shown} FROM ({groups}) AS r{where}")
    return rows.text(_over(sums.root, given), NEW)


def shown_groups(sums: Sums) -> dict[str, int]:
    """For the columns of the group that are columns of the result: which."""
    found: dict[str, int] = {}
    for position, column in enumerate(sums.root.columns):
        name, node = column, sums.root
        while isinstance(node, (Project, Filter)):
            name = sources(node).get(name, "") if isinstance(node, Project) else name
            node = node.input
        name = sources(sums.block).get(name, "")
        if name in (sums.block.group or ()):
            found.setdefault(name, position)
    return found


def _over(node: Node, given: Constant) -> Node:
    """The tree with the grouping's rows given."""
    if isinstance(node, (Project, Filter)):
        return replace(node, input=_over(node.input, given))
    return given


def start(changes: Changes, sums: Sums, table_id: int) -> None:
    """Sum up everything anew."""
    changes.execute(f"DROP TABLE IF EXISTS {relation(table_id)}")
    changes.execute(f"CREATE TABLE {relation(table_id)} AS {initial(sums, changes.new)}")
