"""Safety: what a script destroys, and that it is the project's own.

Decided from the statements alone, before anything is sent: a deployment or teardown that would drop, replace or empty
something outside the project's names is refused, whatever the answer to a question would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ecomsim.ecommerce.scripts import Script
from ecomsim.ecommerce.status import DATABASE, rows
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse

OWN = frozenset({DATABASE, "DE_PROJECT_WH", "DE_PROJECT_MONITOR", "ECOMMERCE_EMAIL"})
"""Account-level objects that belong to the project; everything inside its database does too."""

_ACCOUNT_LEVEL = frozenset(
    {
        *("DATABASE", "WAREHOUSE", "RESOURCE MONITOR", "ROLE", "USER", "SHARE", "NETWORK POLICY"),
        *("INTEGRATION", "NOTIFICATION INTEGRATION"),
    }
)


class NotOwnError(Exception):
    """A script would destroy something that is not the project's. `str()` says what, and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A statement that takes something away. action: DROP, REPLACE, EMPTY or DELETE FROM; name: as far as known."""

    action: str
    kind: str
    name: str
    file: str
    line: int

    @property
    def is_own(self) -> bool:
        return self.name.split(".", 1)[0] in OWN

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.name}"


def losses(files: Sequence[Script]) -> list[Loss]:
    """Every statement of `files` that takes something away if it is there, in order.

    Views, functions and procedures hold no rows and no past: replacing one is no loss.
    """
    found = []
    for script in files:
        context: tuple[str, ...] = ()
        for line, text in script.statements:
            statement = parse(text)
            context = _context(statement, context)
            for action, kind, name in _taken(statement):
                full = str(name) if kind in _ACCOUNT_LEVEL else ".".join((*context, *name.parts)[-3:])
                if kind == "SCHEMA":
                    full = ".".join((*context[:1], *name.parts)[-2:])
                found.append(Loss(action=action, kind=kind, name=full, file=script.name, line=line))
    return found


def require_own(files: Sequence[Script]) -> list[Loss]:
    """The losses of `files`. Raises NotOwnError for the first that is not the project's own."""
    found = losses(files)
    for loss in found:
        if not loss.is_own:
            raise NotOwnError(f"{loss.file}, line {loss.line}: {loss} is outside this project and is not run.")
    return found


def _context(statement: nodes.Statement, before: tuple[str, ...]) -> tuple[str, ...]:
    """Database and schema that a name after this statement is completed with."""
    if isinstance(statement, nodes.CreateContainer):
        return statement.name.parts if statement.kind == "SCHEMA" else (*statement.name.parts, "PUBLIC")
    if not isinstance(statement, nodes.Use):
        return before
    if statement.kind == "SCHEMA":
        return (*before[:1], *statement.name.parts)[-2:]
    if statement.kind == "DATABASE":
        return (*statement.name.parts, "PUBLIC")
    return before


_STATEFUL: dict[type, str] = {
    nodes.CreateTable: "TABLE",
    nodes.CreateStream: "STREAM",
    nodes.CreateDynamicTable: "DYNAMIC TABLE",
    nodes.CreateTask: "TASK",
    nodes.CreateSequence: "SEQUENCE",
    nodes.CreateStage: "STAGE",
    nodes.CreateAlert: "ALERT",
    nodes.CreatePipe: "PIPE",
    nodes.CreateWarehouse: "WAREHOUSE",
    nodes.CreateResourceMonitor: "RESOURCE MONITOR",
    nodes.CreateIntegration: "INTEGRATION",
    nodes.CreateStreamlit: "STREAMLIT",
}


def _taken(statement: nodes.Statement) -> Iterator[tuple[str, str, ObjectName]]:
    if isinstance(statement, nodes.Drop):
        yield "DROP", statement.kind, statement.name
    elif isinstance(statement, nodes.Truncate):
        yield "EMPTY", "TABLE", statement.name
    elif isinstance(statement, nodes.Delete):
        yield "DELETE FROM", "TABLE", statement.target
    elif isinstance(statement, nodes.Insert) and statement.overwrite:
        yield "EMPTY", "TABLE", statement.target
    elif isinstance(statement, nodes.CreateContainer) and statement.if_exists == "replace":
        yield "REPLACE", statement.kind, statement.name
    elif type(statement) in _STATEFUL and getattr(statement, "if_exists", "error") == "replace":
        name = statement.name  # type: ignore[attr-defined]
        yield "REPLACE", _STATEFUL[type(statement)], name


# --- what is there now -----------------------------------------------------------------------------------------


def present(connection: Any, found: Sequence[Loss]) -> list[Loss]:
    """Those of `found` that take something away now, because it is there; asked with SHOW, which costs nothing."""
    if not rows(connection, f"SHOW DATABASES LIKE '{DATABASE}'"):
        return []
    names = {
        kind: {
            f"{row['database_name']}.{row['schema_name']}.{row['name']}"
            for row in rows(connection, f"SHOW {kind}S IN DATABASE {DATABASE}")
        }
        for kind in {loss.kind for loss in found if loss.kind not in _ACCOUNT_LEVEL}
    }
    return [loss for loss in found if loss.kind in _ACCOUNT_LEVEL or loss.name in names[loss.kind]]


def existing(connection: Any, found: Sequence[Loss]) -> list[dict[str, Any]]:
    """Those account-level objects of `found` that exist: kind, name, created_on, comment and, of a database, what it
    holds.
    """
    shown: list[dict[str, Any]] = []
    for loss in found:
        if loss.kind not in _ACCOUNT_LEVEL:
            continue
        plural = "INTEGRATIONS" if loss.kind.endswith("INTEGRATION") else f"{loss.kind}S"
        shown += [
            {
                "kind": loss.kind,
                "name": row["name"],
                "created_on": row.get("created_on"),
                "comment": row.get("comment"),
                "holds": contents(connection, loss.name) if loss.kind == "DATABASE" else "",
            }
            for row in rows(connection, f"SHOW {plural} LIKE '{loss.name}'")
        ]
    return shown


def contents(connection: Any, database: str) -> str:
    """What goes with a database, in a few words."""
    counts = {
        kind: len(rows(connection, f"SHOW {kind} IN DATABASE {database}"))
        for kind in ("TABLES", "DYNAMIC TABLES", "VIEWS", "STREAMS", "TASKS")
    }
    return ", ".join(f"{count} {kind.lower()}" for kind, count in counts.items() if count) or "nothing"
