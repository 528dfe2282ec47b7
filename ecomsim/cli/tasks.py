"""`ecomsim tasks`: the task graphs of an account, when each runs next and how its last run ended.

Everything comes from SHOW TASKS, SHOW ALERTS and their history functions, so it reads the same on either backend.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, AsJson, Backend, BackendName, ConnectionName, Database, connect

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

_COLOURS = {"SUCCEEDED": "green", "TRIGGERED": "green", "SKIPPED": "dim", "CONDITION_FALSE": "dim", "EXECUTING": "cyan"}
"""Of a last run's state; every other state is a failure."""


def tasks(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    name: Annotated[
        str | None, typer.Option("--like", metavar="PATTERN", help="Only graphs with a task of such a name (SQL LIKE).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Task graphs and alerts: what depends on what, next runs and last runs.

    Example: ecomsim tasks --like '%FACT%'
    """
    from ecomsim.cli import output

    with connect(database, backend, connection_name, must_exist=True) as connection:
        found = overview(connection)
    if name is not None:
        found["tasks"] = _graphs_like(found["tasks"], name)
        found["alerts"] = [alert for alert in found["alerts"] if _is_like(alert["name"], name)]
    if as_json:
        output.print_json(found)
        return
    if not found["tasks"] and not found["alerts"]:
        output.notes().print("No tasks and no alerts.")
    for tree in _trees(found["tasks"]):
        output.out().print(tree)
    if found["alerts"]:
        rows = [
            (alert["name"], alert["state"], alert["schedule"], _short(alert["next_run"]), _outcome(alert).plain)
            for alert in found["alerts"]
        ]
        output.print_table(["alert", "state", "schedule", "next run", "last run"], rows, "Alerts")


def overview(connection: Any) -> dict[str, list[dict[str, Any]]]:
    """`tasks` and `alerts` as plain values: full name, state, schedule, next and last run, runs of the last week."""
    from ecomsim.ecommerce.status import rows

    shown = rows(connection, "SHOW TASKS IN ACCOUNT")
    alerts = rows(connection, "SHOW ALERTS IN ACCOUNT")
    runs = _history(connection, "TASK_HISTORY", {row["database_name"] for row in shown})
    evaluations = _history(connection, "ALERT_HISTORY", {row["database_name"] for row in alerts})
    return {
        "tasks": [_task(row, runs.get(_full_name(row), [])) for row in shown],
        "alerts": [_entry(row, evaluations.get(_full_name(row), [])) for row in alerts],
    }


def _history(connection: Any, function: str, databases: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Runs by full name, newest first."""
    from ecomsim.ecommerce.status import rows

    found: dict[str, list[dict[str, Any]]] = {}
    for database in sorted(databases):
        quoted = database.replace('"', '""')
        for run in rows(
            connection,
            f'SELECT * FROM TABLE("{quoted}".INFORMATION_SCHEMA.{function}(RESULT_LIMIT => 10000)) '
            f"WHERE database_name = '{database}' ORDER BY scheduled_time DESC",
        ):
            found.setdefault(".".join((run["DATABASE_NAME"], run["SCHEMA_NAME"], run["NAME"])), []).append(run)
    return found


def _full_name(row: dict[str, Any]) -> str:
    return ".".join((row["database_name"], row["schema_name"], row["name"]))


def _task(row: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, Any]:
    relations = json.loads(row["task_relations"] or "{}")
    return {
        **_entry(row, runs),
        "condition": row["condition"],
        "predecessors": json.loads(row["predecessors"] or "[]"),
        "finalizes": relations.get("FinalizedRootTask"),
        "warehouse": row["warehouse"],
    }


def _entry(row: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, Any]:
    """What a task and an alert have in common."""
    waiting = [run for run in runs if run["STATE"] == "SCHEDULED"]
    done = [run for run in runs if run["STATE"] != "SCHEDULED"]
    last = done[0] if done else None
    return {
        "name": _full_name(row),
        "state": row["state"],
        "schedule": row["schedule"],
        "next_run": waiting[0]["SCHEDULED_TIME"] if waiting else None,
        "last_run": None
        if last is None
        else {
            "state": last["STATE"],
            "scheduled_time": last["SCHEDULED_TIME"],
            "completed_time": last["COMPLETED_TIME"],
            "error": last.get("ERROR_MESSAGE", last.get("SQL_ERROR_MESSAGE")),
        },
        "runs": dict(sorted(Counter(run["STATE"] for run in done).items())),
    }


def _graphs_like(found: list[dict[str, Any]], pattern: str) -> list[dict[str, Any]]:
    """Whole graphs in which some task's name is like `pattern`."""
    roots = {task["name"]: _root(task, {each["name"]: each for each in found}) for task in found}
    wanted = {roots[task["name"]] for task in found if _is_like(task["name"], pattern)}
    return [task for task in found if roots[task["name"]] in wanted]


def _root(task: dict[str, Any], known: dict[str, dict[str, Any]]) -> str:
    while (above := next(iter(task["predecessors"]), task["finalizes"])) is not None and above in known:
        task = known[above]
    return str(task["name"])


def _is_like(name: str, pattern: str) -> bool:
    """SQL LIKE on the last part of a name, in any case."""
    import re

    expression = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in pattern)
    return re.fullmatch(expression, name.rpartition(".")[2], re.IGNORECASE) is not None


# --- on the terminal --------------------------------------------------------------------------------------------


def _trees(found: list[dict[str, Any]]) -> list[Tree]:
    """One tree for each graph; a task with several predecessors hangs under the first."""
    from rich.tree import Tree

    names = {task["name"] for task in found}

    def above(task: dict[str, Any]) -> str | None:
        first = next(iter(task["predecessors"]), task["finalizes"])
        return first if first in names else None

    def grow(tree: Tree, name: str) -> None:
        for task in found:
            if above(task) == name:
                grow(tree.add(_line(task)), task["name"])

    trees = []
    for task in found:
        if above(task) is None:
            tree = Tree(_line(task))
            grow(tree, task["name"])
            trees.append(tree)
    return trees


def _line(task: dict[str, Any]) -> Text:
    """A task in one line: name, state, what starts it, next and last run."""
    from rich.text import Text

    line = Text(task["name"].rpartition(".")[2], style="bold")
    line.append(f"  {task['state']}", "green" if task["state"] == "started" else "yellow")
    if task["finalizes"]:
        line.append("  finalizer", "dim")
    elif len(task["predecessors"]) > 1:
        others = ", ".join(name.rpartition(".")[2] for name in task["predecessors"][1:])
        line.append(f"  also after {others}", "dim")
    if task["schedule"]:
        line.append(
            f"  every {task['schedule'].lower()}" if "CRON" not in task["schedule"] else f"  {task['schedule']}"
        )
    if task["next_run"] is not None:
        line.append(f"  next {_short(task['next_run'])}")
    line.append("  last ")
    return line.append_text(_outcome(task))


def _outcome(entry: dict[str, Any]) -> Text:
    from rich.text import Text

    last = entry["last_run"]
    if last is None:
        return Text("never", style="dim")
    said = f"{last['state']} {_short(last['scheduled_time'])}" + (f": {last['error']}" if last["error"] else "")
    return Text(said, style=_COLOURS.get(last["state"], "red"))


def _short(moment: datetime | None) -> str:
    """In UTC, as `ecomsim status` shows times."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
