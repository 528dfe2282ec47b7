"""Sums kept beside the table: an aggregation into few groups follows the change without reading its other input rows.

For a grouping whose aggregates are counts, sums of exact numbers, counts of different values and extremes,
`_ecomsim.s_<id>` holds for every group how many rows it has and, for every argument, how many are not NULL and their
sum, or how many different values there are, or the least or greatest one. The signed change of the input is added to
it; result rows before and after are computed from the groups it touches. Which values came or went is told by the rows
that have them now; a group that lost its extreme is computed anew with all others. Invariant: the sums are those of the
query's input at the versions of the table's last refresh, or `Mark.summed` is false.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow.compute as pc

from ecomsim.dynamic_tables import rows
from ecomsim.dynamic_tables.algebra import Node, is_linear, is_multilinear, pruned, used
from ecomsim.dynamic_tables.rows import At, Key, Keys, listed
from ecomsim.dynamic_tables.signed import NUMBER, Changes, Relation
from ecomsim.dynamic_tables.summing import BETTER, Sums, with_values
from ecomsim.storage import layout


def relation(table_id: int) -> str:
    return layout.sums(table_id)


def initial(sums: Sums, version: At) -> str:
    """SQL of the sums of all groups."""
    return _initial(sums, rows.text(sums.block.input, version))


def _initial(sums: Sums, below: str) -> str:
    """The sums of the groups of some rows of the grouping's input."""
    return _summed(sums, below, "count(*)", "count({})", "sum({})", "count(DISTINCT {})", "{0}({1}) AS x{2}")


def of_change(sums: Sums, change: str) -> str:
    """SQL of what a signed change adds to the sums, but for the numbers of different values."""
    return _of_images(
        sums,
        f"SELECT *, CASE WHEN {NUMBER} > 0 THEN 1 ELSE -1 END AS w FROM "
        f"(SELECT *, unnest(range(abs({NUMBER}))) AS copy FROM ({change}) AS r) AS images",
    )


def _of_versions(changes: Changes, sums: Sums, change: str) -> str:
    """A change of the grouping's input for what it is added to: an extreme is a value of one version, so it must not be
    taken from rows that came in one part of the change and went in another; for what adds up these make no difference.
    """
    return changes.netted(sums.block.input.columns, change) if sums.extremes else change


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
    """SQL of what the change of the grouping's input adds to the sums; None when nothing. Where the rows that have a
    match tell it, of those rows alone.
    """
    below = sums.block.input
    if sums.matches is not None and sums.by_matches(changes.changed):
        below = sums.matches.inner
    if not sums.distinct:
        if is_linear(below) or (is_multilinear(below) and not sums.extremes):
            images = changes.images(below)
            return _of_images(sums, f"SELECT *, {NUMBER} AS w FROM ({images}) AS r") if images is not None else None
        change = changes.change(below)
        return of_change(sums, _of_versions(changes, sums, change)) if change is not None else None
    input_change = changes.at_hand(below)
    if input_change is None:
        return None
    sql = of_change(sums, _of_versions(changes, sums, f"SELECT * FROM {input_change.name}"))
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
        f"(d.g{i} {BETTER[name][1]} o.x{i} AND (d.x{i} {BETTER[name][1]} d.g{i}) IS NOT TRUE)"
        for i, (_, name) in enumerate(sums.extremes)
    )
    remains = "o.n + d.n > 0" if sums.block.group else "TRUE"
    is_lost = f"({remains} AND ({lost})) IS TRUE" if lost else "FALSE"
    group, additions = sums.block.group or (), _additions(sums, sums.by_matches(changes.changed))
    shown = [f"d.{column}" if column in group else f"{additions[column]} AS {column}" for column in sums.columns]
    shown += [f"o.{column} AS o_{column}" for column in additions]
    found = changes.relation(
        f'SELECT {listed(shown)}, o.rowid AS "$place", {is_lost} AS "$lost" FROM ({delta}) AS d '
        f"LEFT JOIN {relation(table_id)} AS o ON {_same(sums, 'o')}"
    )
    return _with_bare(changes, sums, found) if found is not None and sums.by_matches(changes.changed) else found


def _with_bare(changes: Changes, sums: Sums, found: Relation) -> Relation | None:
    """The touched groups, those that have no match now with the sums of their rows without one."""
    assert sums.matches is not None
    matched, group = sums.matched, sums.block.group or ()
    data = changes.tables[found.name]
    bare = changes.kept(data.filter(pc.equal(data.column(matched), 0)))
    if bare is None:
        return found
    shown = [f"d.{name}" if name in group else f"o.{name}" for name in sums.columns]
    shown += [f"d.o_{name}" for name in sums.columns if name not in group]
    alone = _initial(sums, rows.text(sums.matches.bare, changes.new, bare.keys(group)))
    return changes.relation(
        f'SELECT * FROM {found.name} WHERE {matched} <> 0 UNION ALL BY NAME SELECT {listed(shown)}, d."$place", '
        f'FALSE AS "$lost" FROM {bare.name} AS d JOIN ({alone}) AS o ON {_same(sums, "o")}'
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
    below = rows.text(_with_values(sums, position), changes.new, keys)
    now = f"SELECT {shown}{value} AS value, count(*) AS n FROM ({below}) AS r WHERE {value} IS NOT NULL GROUP BY ALL"
    same = " AND ".join(f"m.{name} IS NOT DISTINCT FROM c.{name}" for name in names)
    number = "sum((coalesce(c.n, 0) > 0)::INT - (coalesce(c.n, 0) > m.n)::INT) AS d"
    groups = "".join(f"m.{each}, " for each in group)
    by = f" GROUP BY {listed(f'm.{each}' for each in group)}" if group else ""
    return f"SELECT {groups}{number} FROM {moved.name} AS m LEFT JOIN ({now}) AS c ON {same}{by}"


@lru_cache(maxsize=512)
def _with_values(sums: Sums, position: int) -> Node:
    """The grouping's input without the rows that have no value to count: the same tree in every refresh."""
    argument, column = sums.distinct[position]
    return pruned(with_values(sums.block.input, column), frozenset((*(sums.block.group or ()), *used(argument))))


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


def _additions(sums: Sums, by_matches: bool) -> dict[str, str]:
    """For each column of the sums but the group's: the sums as they are (o) with a change (d). Where that is one of the
    rows that have a match, a group that had none begins anew.
    """

    def old(name: str) -> str:
        return f"CASE WHEN o.{sums.matched} > 0 THEN o.{name} END" if by_matches else f"o.{name}"

    found = {f"x{i}": f"{BETTER[name][0]}({old(f'x{i}')}, d.x{i})" for i, (_, name) in enumerate(sums.extremes)}
    group = sums.block.group or ()
    others = [name for name in sums.columns if name not in group and name not in found]
    return {name: f"coalesce({old(name)}, 0) + d.{name}" for name in others} | found


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


def start(changes: Changes, sums: Sums, table_id: int) -> None:
    """Sum up everything anew."""
    changes.execute(f"DROP TABLE IF EXISTS {relation(table_id)}")
    changes.execute(f"CREATE TABLE {relation(table_id)} AS {initial(sums, changes.new)}")
