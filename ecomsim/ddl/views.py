"""CREATE VIEW and ALTER VIEW."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import TableColumn, View, renamed
from ecomsim.catalog.store import Catalog
from ecomsim.ddl.containers import check_options
from ecomsim.ddl.new_columns import check_names
from ecomsim.dml import target
from ecomsim.names import quote_if_needed
from ecomsim.policies import attach, tagged
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import CreateView
from ecomsim.sqltext.options import TAGS
from ecomsim.sqltext.queries import parse_query
from ecomsim.statements.result import Result, status
from ecomsim.storage.columns import placed
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def create(statement: CreateView, session: Session) -> Result:
    """CREATE [OR REPLACE] [SECURE] [MATERIALIZED] VIEW: the query is bound now, so one that cannot work is refused."""
    name = session.resolve(statement.name, "CREATE VIEW")
    session.require_container(name)
    if statement.recursive:
        statement = _over_itself(statement)
    check_options(statement.options, frozenset({"CHANGE_TRACKING", "COPY_GRANTS", TAGS}), "CREATE VIEW")
    existing = session.temporary_views.get(name) if statement.temporary else session.catalog.relation(name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_VIEW")
    if existing is not None and (existing.kind != "VIEW" or statement.if_exists == "error"):
        raise errors.already_exists(name.last)
    if statement.materialized:
        _check_materialized(statement.query, name.last)
    if statement.if_exists == "alter" and existing is not None and any(attach.uses(existing)):
        raise errors.unsupported("CREATE OR ALTER VIEW of a view with policies")
    source = target.bind_source(statement.query, session)
    if statement.materialized and any(_is_protected(table, session.catalog) for table in source.tables):
        raise errors.compilation(
            2224, "42601", f"Materialized view {name.last} cannot be created on a table with a policy."
        )
    columns = _columns(statement, source.bound.columns)
    view = View(
        id=session.account.new_id(),
        name=name,
        created_on=session.now,
        comment=statement.comment or "",
        columns=columns,
        query=statement.query_text,
        text=statement.text,
        secure=statement.secure,
        materialized=statement.materialized,
        cluster_by=statement.cluster_by,
        change_tracking=bool(statement.options.get("CHANGE_TRACKING", False)),
        tags=tagging.given(statement.options.get(TAGS, ()), session),
    )
    if isinstance(existing, View) and statement.if_exists == "alter":
        view = tagging.kept(view, existing)
    view = tagging.with_columns(view, statement.columns, session)
    view = attach.created(view, statement.columns, statement.row_access, session)
    if statement.temporary:  # it lives in the session alone and hides a permanent one of its name
        session.commit()
        session.temporary_views[name] = view
        return status(f"View {name.last} successfully created.", "CREATE_VIEW")
    with session.ddl() as change:
        change.copies_grants = statement.if_exists == "alter" or "COPY_GRANTS" in statement.options
        if existing is not None and statement.if_exists in ("replace", "alter"):
            change.drop(existing, restorable=False)
        change.add(replace(view, created_on=change.now))
    label = "Materialized view" if view.materialized else "View"
    return status(f"{label} {name.last} successfully created.", "CREATE_VIEW")


def _over_itself(statement: CreateView) -> CreateView:
    """CREATE RECURSIVE VIEW: the view of a recursive common table expression that has the view's name and columns."""
    name = quote_if_needed(statement.name.last)
    columns = ", ".join(quote_if_needed(column.name) for column in statement.columns)
    inner = statement.query_text[1:-1] if isinstance(statement.query, exp.Subquery) else statement.query_text
    text = f"with recursive {name}{f' ({columns})' if columns else ''} as (\n{inner}\n) select * from {name}"
    return replace(statement, query=parse_query(text), query_text=text)


def _is_protected(table: int, catalog: Catalog) -> bool:
    """Whether a relation has a policy of its own, or one that a tag brings."""
    item = catalog.by_id(table)
    return any(attach.uses(item)) or any(tagged.uses(item, catalog))


_NOT_MATERIALIZED = ("joins", "having", "qualify", "order", "limit", "offset", "with_", "connect", "match", "laterals")


def _check_materialized(query: exp.Expr, name: str) -> None:
    """A materialized view reads one table, without joins, windows, HAVING, ORDER BY, LIMIT or subqueries.

    Source: "Working with Materialized Views", limitations on creating materialized views.
    """
    plain = (
        isinstance(query, exp.Select)
        and not any(query.args.get(clause) for clause in _NOT_MATERIALIZED)
        and len(list(query.find_all(exp.Table))) == 1
        and query.find(exp.Window) is None
        and len(list(query.find_all(exp.Select))) == 1
    )
    if not plain:
        raise errors.compilation(
            2224,
            "42601",
            f"Invalid materialized view definition of {name}: it must read one table, without joins, window functions, "
            "subqueries, HAVING, QUALIFY, ORDER BY or LIMIT.",
        )


def _columns(statement: CreateView, found: Any) -> tuple[TableColumn, ...]:
    if statement.columns and len(statement.columns) != len(found):
        raise errors.compilation(
            2026,
            "42601",
            f"Invalid column definition list: {len(statement.columns)} names for {len(found)} columns.",
        )
    written = statement.columns or (None,) * len(found)
    columns = tuple(
        TableColumn(name=each.name if each else column.name, type=column.type, comment=each.comment if each else None)
        for each, column in zip(written, found, strict=True)
    )
    check_names([column.name for column in columns])
    return placed(columns)


def alter_view(statement: nodes.Alter, session: Session) -> Result:
    """ALTER VIEW … RENAME TO | SET [SECURE | COMMENT | CHANGE_TRACKING] | UNSET."""
    done = status("Statement executed successfully.", "ALTER_VIEW")
    view: Any = session.lookup("VIEW", session.resolve(statement.name, "ALTER"))
    if view is None:
        if statement.if_exists:
            return done
        raise errors.does_not_exist("View", statement.name)
    for action in statement.actions:
        if isinstance(action, nodes.RenameTo):
            view = renamed(view, session.resolve(action.name, "RENAME"))
        elif isinstance(action, nodes.SetOptions):
            check_options(action.options, frozenset({"COMMENT", "SECURE", "CHANGE_TRACKING"}), "ALTER VIEW SET")
            values = action.options
            view = replace(
                view,
                comment=str(values.get("COMMENT", view.comment)),
                secure=bool(values.get("SECURE", view.secure)),
                change_tracking=bool(values.get("CHANGE_TRACKING", view.change_tracking)),
            )
        elif isinstance(action, nodes.UnsetOptions):
            view = replace(
                view,
                comment="" if "COMMENT" in action.names else view.comment,
                secure=False if "SECURE" in action.names else view.secure,
                change_tracking=False if "CHANGE_TRACKING" in action.names else view.change_tracking,
            )
        elif isinstance(action, attach.ACTIONS):
            view = attach.altered(view, action, session, session.now)
        else:
            raise errors.unsupported(f"ALTER VIEW {type(action).__name__}")
        with session.ddl() as change:
            if isinstance(action, attach.ACTIONS):  # as for tables
                change.put(view)
            else:
                change.replace(view)
    return done
