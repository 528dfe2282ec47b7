"""ALTER MATERIALIZED VIEW.

A materialized view is computed when it is read, like any view, so suspending its maintenance keeps no old rows: it is
its use that is refused until it is resumed. Source: Snowflake documentation, "ALTER MATERIALIZED VIEW".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import View, renamed
from ecomsim.ddl import checks
from ecomsim.ddl.containers import check_options
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def alter(statement: nodes.Alter, session: Session) -> Result:
    """RENAME TO, CLUSTER BY and its kin, SUSPEND, RESUME, SET and UNSET. Raises 002003 where there is no such view."""
    done = status("Statement executed successfully.", "ALTER_VIEW")
    view = session.catalog.get("VIEW", session.resolve(statement.name, "ALTER"))
    if not isinstance(view, View) or not view.materialized:
        if statement.if_exists:
            return done
        raise errors.does_not_exist("Materialized view", statement.name)
    (action,) = statement.actions
    with session.ddl() as change:
        change.replace(_changed(view, action, session))
    return done


def _changed(view: View, action: nodes.AlterAction, session: Session) -> View:
    match action:
        case nodes.RenameTo():
            return renamed(view, session.resolve(action.name, "RENAME"))
        case nodes.ClusterBy() | nodes.Verb(verb="DROP CLUSTERING KEY" | "SUSPEND RECLUSTER" | "RESUME RECLUSTER"):
            return checks.clustered(view, action, session)
        case nodes.Verb(verb="SUSPEND" | "RESUME"):  # reclustering with it
            resumes = action.verb == "RESUME"
            return replace(view, options={**view.options, "SUSPENDED": not resumes, "AUTOMATIC_CLUSTERING": resumes})
        case nodes.SetOptions():
            check_options(action.options, frozenset({"COMMENT", "SECURE"}), "ALTER MATERIALIZED VIEW SET")
            comment = str(action.options.get("COMMENT", view.comment))
            return replace(view, comment=comment, secure=bool(action.options.get("SECURE", view.secure)))
        case nodes.UnsetOptions():
            comment = "" if "COMMENT" in action.names else view.comment
            return replace(view, comment=comment, secure=view.secure and "SECURE" not in action.names)
    raise errors.unsupported(f"ALTER MATERIALIZED VIEW {type(action).__name__}")
