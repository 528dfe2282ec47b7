"""Histories of SNOWFLAKE.ACCOUNT_USAGE: statements, runs of tasks and alerts, refreshes, loads and credits of a year.

Ids of containers are those of today's objects of that name, NULL when there is none.
Source: spec/metadata.md section 6, spec/tasks.md T-12.14; the documentation page of each view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from ecomsim.catalog.account_objects import Warehouse
from ecomsim.metadata import grid, query_history, rows, rows_of_files
from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView, view
from ecomsim.names import Name
from ecomsim.staging import history as loads
from ecomsim.tasks import privileges
from ecomsim.tasks import versions as task_versions
from ecomsim.values.types import INTEGER, OBJECT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

YEAR = timedelta(days=365)

FINISHED = ("SUCCEEDED", "FAILED", "FAILED_AND_AUTO_SUSPENDED", "CANCELLED", "SKIPPED")


def _refreshes(session: Session) -> Iterator[Row]:
    """Refreshes that were begun; ids of a table's containers are those of today's objects of that name."""
    from ecomsim.dynamic_tables import table_functions

    since = session.now - YEAR
    states = session.account.dynamic_tables
    described = table_functions.Described(states.graphs())
    for each in states.refreshes("data_timestamp >= ? AND state <> 'SKIPPED'", (since,)):
        name = Name(each.database_name, each.schema_name, each.name)
        ids = rows.container_ids(name, session)
        yield {
            **table_functions.refresh_row(each, described),
            "ID": each.table_id,
            "SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "DATABASE_ID": ids["TABLE_CATALOG_ID"],
        }


def _task_versions(session: Session) -> Iterator[Row]:
    """Tasks by version of their graph; ids of their containers are those of today's objects of that name."""
    for row in task_versions.rows(session):
        ids = rows.container_ids(Name(row["DATABASE_NAME"], row["SCHEMA_NAME"], row["NAME"]), session)
        yield {**row, "SCHEMA_ID": ids["TABLE_SCHEMA_ID"], "DATABASE_ID": ids["TABLE_CATALOG_ID"]}


def _task_runs(session: Session) -> Iterator[Row]:
    """Finished runs; ids of a task's containers are those of today's objects of that name."""
    from ecomsim.tasks import graph

    since = session.now - YEAR
    places = ", ".join("?" for _ in FINISHED)
    runs = session.account.agenda.history.read(f"scheduled_time >= ? AND state IN ({places})", [since, *FINISHED])
    for run in runs:
        ids = rows.container_ids(Name(run.database_name, run.schema_name, run.name), session)
        yield {
            **dict.fromkeys(
                (
                    "INSTANCE_ID",
                    "QUERY_HASH",
                    "QUERY_HASH_VERSION",
                    "QUERY_PARAMETERIZED_HASH",
                    "QUERY_PARAMETERIZED_HASH_VERSION",
                    "BACKFILL_INFO",
                    "SPCS_JOB_ID",
                )
            ),
            "NAME": run.name,
            "QUERY_TEXT": run.query_text,
            "CONDITION_TEXT": run.condition_text,
            "SCHEMA_NAME": run.schema_name,
            "TASK_SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "DATABASE_NAME": run.database_name,
            "TASK_DATABASE_ID": ids["TABLE_CATALOG_ID"],
            "SCHEDULED_TIME": run.scheduled_time,
            "COMPLETED_TIME": run.completed_time,
            "STATE": run.state,
            "RETURN_VALUE": run.return_value,
            "QUERY_ID": run.query_id,
            "QUERY_START_TIME": run.query_start_time,
            "ERROR_CODE": run.error_code,
            "ERROR_MESSAGE": run.error_message,
            "GRAPH_VERSION": run.graph_version,
            "RUN_ID": run.run_id,
            "ROOT_TASK_ID": graph.task_uuid(run.root_task_id),
            "SCHEDULED_FROM": run.scheduled_from,
            "ATTEMPT_NUMBER": run.attempt_number,
            "CONFIG": run.config,
            "GRAPH_RUN_GROUP_ID": run.graph_run_group_id,
        }


def _alert_runs(session: Session) -> Iterator[Row]:
    """Evaluations that ended; ids of an alert's containers are those of today's objects of that name."""
    sees = privileges.history_filter(session)
    history = session.account.agenda.alerts.history
    for run in history.read("scheduled_time >= ? AND completed_time IS NOT NULL", [session.now - YEAR]):
        if not sees(run.alert_id):
            continue
        ids = rows.container_ids(Name(run.database_name, run.schema_name, run.name), session)
        yield {
            "NAME": run.name,
            "DATABASE_NAME": run.database_name,
            "SCHEMA_NAME": run.schema_name,
            "CONDITION": run.condition,
            "CONDITION_QUERY_ID": run.condition_query_id,
            "ACTION": run.action,
            "ACTION_QUERY_ID": run.action_query_id,
            "ERROR_CODE": None if run.sql_error_code is None else int(run.sql_error_code),
            "ERROR_MESSAGE": run.sql_error_message,
            "STATE": run.state,
            "DATABASE_ID": ids["TABLE_CATALOG_ID"],
            "SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "SCHEDULED_TIME": run.scheduled_time,
            "COMPLETED_TIME": run.completed_time,
            "SCHEDULED_FROM": run.scheduled_from,
        }


def _metering(session: Session) -> Iterator[Row]:
    """Hours with use of the last year, by warehouse and hour. There are no cloud services to bill."""
    from ecomsim.warehouses import metering

    warehouses = {item.name.last: item.id for item in session.catalog.all(Warehouse.kind)}
    begin = session.now - YEAR
    charges = session.account.warehouses.charges(begin)
    for hour, name, used in metering.hourly(charges, begin, session.now, session.now):
        yield {
            "START_TIME": hour,
            "END_TIME": hour + timedelta(hours=1),
            "WAREHOUSE_ID": warehouses.get(name),
            "WAREHOUSE_NAME": name,
            "CREDITS_USED": grid.credits(used),
            "CREDITS_USED_COMPUTE": grid.credits(used),
            "CREDITS_USED_CLOUD_SERVICES": grid.credits(0),
            "CREDITS_ATTRIBUTED_COMPUTE_QUERIES": None,
        }


def _days(session: Session) -> Iterator[Row]:
    """Credits of warehouses by day (UTC). Nothing is rebated, as there are no cloud services to bill."""
    from ecomsim.warehouses import metering

    begin = session.now - YEAR
    totals: dict[date, float] = {}
    for hour, _, used in metering.hourly(session.account.warehouses.charges(begin), begin, session.now, session.now):
        day = hour.astimezone(UTC).date()
        totals[day] = totals.get(day, 0.0) + used
    for day, used in sorted(totals.items()):
        yield {
            "SERVICE_TYPE": "WAREHOUSE_METERING",
            "USAGE_DATE": day,
            **dict.fromkeys(("CREDITS_USED_COMPUTE", "CREDITS_USED", "CREDITS_BILLED"), grid.credits(used)),
            **dict.fromkeys(("CREDITS_USED_CLOUD_SERVICES", "CREDITS_ADJUSTMENT_CLOUD_SERVICES"), grid.credits(0)),
        }


def _loads(session: Session) -> Iterator[tuple[Row, Row]]:
    """Loads with the ids of their tables' containers."""
    for load in loads.of_account(session.now - YEAR, session):
        yield load, rows.container_ids(Name(load["database"], load["schema"], load["table_name"]), session)


def _pipe_usage(session: Session) -> Iterator[Row]:
    from ecomsim.pipes import table_functions

    return table_functions.account_usage(session.now - YEAR, session)


def _graphs(session: Session) -> Iterator[Row]:
    from ecomsim.tasks import graph_functions

    for row in graph_functions.finished_graphs(session.now - YEAR, session):
        code = row["FIRST_ERROR_CODE"]
        yield {**row, "FIRST_ERROR_CODE": None if code is None else int(code)}


def _serverless(session: Session) -> Iterator[Row]:
    """Hours of today's tasks; nobody is billed for what runs them."""
    from ecomsim.tasks import serverless

    for hour, task in serverless.of_account(session.now - YEAR, session):
        ids = rows.container_ids(task.name, session)
        yield {
            "START_TIME": hour,
            "END_TIME": hour + timedelta(hours=1),
            "CREDITS_USED": grid.credits(0),
            "TASK_ID": task.id,
            "TASK_NAME": task.name.last,
            "SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "SCHEMA_NAME": task.name.schema,
            "DATABASE_ID": ids["TABLE_CATALOG_ID"],
            "DATABASE_NAME": task.name.database,
            "INSTANCE_ID": None,
        }


def _services(session: Session) -> Iterator[Row]:
    """METERING_HISTORY: what warehouses and tasks without one used, hour by hour."""
    nothing = dict.fromkeys(("DATABASE_ID", "DATABASE_NAME", "SCHEMA_ID", "SCHEMA_NAME", "BYTES", "ROWS", "FILES"))
    for row in _metering(session):
        own = {"ENTITY_ID": row["WAREHOUSE_ID"], "ENTITY_TYPE": "WAREHOUSE", "NAME": row["WAREHOUSE_NAME"]}
        yield {**nothing, **row, **own, "SERVICE_TYPE": "WAREHOUSE_METERING", "BUDGET_ID": None}
    for row in _serverless(session):
        own = {"ENTITY_ID": row["TASK_ID"], "ENTITY_TYPE": "TASK", "NAME": row["TASK_NAME"]}
        credits = dict.fromkeys(("CREDITS_USED_COMPUTE", "CREDITS_USED_CLOUD_SERVICES"), row["CREDITS_USED"])
        yield {**nothing, **row, **own, **credits, "SERVICE_TYPE": "SERVERLESS_TASK", "BUDGET_ID": None}


def _warehouse_load(session: Session) -> Iterator[Row]:
    """Intervals of five minutes in which a warehouse ran something; nothing ever queues."""
    from ecomsim.warehouses import table_functions

    warehouses = {item.name.last: item.id for item in session.catalog.all(Warehouse.kind)}
    found = table_functions.running_average(session.now - YEAR, session.now, 300, None, session)
    for start, name, running in found:
        yield {
            "START_TIME": start,
            "END_TIME": start + timedelta(minutes=5),
            "WAREHOUSE_ID": warehouses.get(name),
            "WAREHOUSE_NAME": name,
            "AVG_RUNNING": running,
            **dict.fromkeys(("AVG_QUEUED_LOAD", "AVG_QUEUED_PROVISIONING", "AVG_BLOCKED"), grid.credits(0)),
        }


def _copies(session: Session) -> Iterator[Row]:
    for load, ids in _loads(session):
        yield {**loads.copy_row(load), **ids, "TABLE_ID": load["table_id"]}


def _load_history(session: Session) -> Iterator[Row]:
    """What COPY INTO loaded; not what pipes did."""
    for load, ids in _loads(session):
        if load["pipe_id"] is not None:
            continue
        yield {
            **rows_of_files.load_row(load),
            "TABLE_ID": load["table_id"],
            "SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "CATALOG_ID": ids["TABLE_CATALOG_ID"],
            "CATALOG_NAME": load["database"],
        }


def _clusterings(session: Session) -> Iterable[Row]:
    """None: a table with a clustering key is not reclustered here, and nothing is billed for it."""
    return ()


def _queries(session: Session) -> Iterable[Row]:
    return query_history.account_rows(session, session.now - YEAR)


_VERSION_COLUMNS = view_columns(
    task_versions.COLUMNS,
    typed(times=", ".join(task_versions.TIMES), integers="DATABASE_ID, SCHEMA_ID, GRAPH_VERSION"),
)
_REFRESH_COLUMNS = view_columns(
    names(
        "NAME, SCHEMA_NAME, DATABASE_NAME, ID, SCHEMA_ID, DATABASE_ID, STATE, STATE_CODE, STATE_MESSAGE, QUERY_ID, "
        "DATA_TIMESTAMP, REFRESH_START_TIME, REFRESH_END_TIME, COMPLETION_TARGET, QUALIFIED_NAME, "
        "LAST_COMPLETED_DEPENDENCY, STATISTICS, REFRESH_ACTION, REFRESH_TRIGGER, TARGET_LAG_SEC, "
        "GRAPH_HISTORY_VALID_FROM"
    ),
    {
        **typed(
            times="DATA_TIMESTAMP, REFRESH_START_TIME, REFRESH_END_TIME, COMPLETION_TARGET, GRAPH_HISTORY_VALID_FROM",
            integers="ID, SCHEMA_ID, DATABASE_ID, TARGET_LAG_SEC",
        ),
        **dict.fromkeys(("LAST_COMPLETED_DEPENDENCY", "STATISTICS"), OBJECT),
    },
)

VIEWS: dict[str, UsageView] = {
    "ALERT_HISTORY": UsageView(
        view_columns(
            names(
                "NAME, DATABASE_NAME, SCHEMA_NAME, CONDITION, CONDITION_QUERY_ID, ACTION, ACTION_QUERY_ID, "
                "ERROR_CODE, ERROR_MESSAGE, STATE, DATABASE_ID, SCHEMA_ID, SCHEDULED_TIME, COMPLETED_TIME, "
                "SCHEDULED_FROM"
            ),
            {**TYPES, "ERROR_CODE": INTEGER},
        ),
        _alert_runs,
    ),
    "AUTOMATIC_CLUSTERING_HISTORY": UsageView(
        view_columns(
            names(
                "START_TIME, END_TIME, CREDITS_USED, NUM_BYTES_RECLUSTERED, NUM_ROWS_RECLUSTERED, TABLE_ID, "
                "TABLE_NAME, SCHEMA_ID, SCHEMA_NAME, DATABASE_ID, DATABASE_NAME, INSTANCE_ID, VERSION"
            ),
            {**TYPES, **dict.fromkeys(("NUM_BYTES_RECLUSTERED", "NUM_ROWS_RECLUSTERED"), INTEGER)},
        ),
        _clusterings,
    ),
    "COMPLETE_TASK_GRAPHS": view(
        "ROOT_TASK_NAME, DATABASE_NAME, SCHEMA_NAME, STATE, SCHEDULED_FROM, FIRST_ERROR_TASK_NAME, FIRST_ERROR_CODE, "
        "FIRST_ERROR_MESSAGE, SCHEDULED_TIME, QUERY_START_TIME, NEXT_SCHEDULED_TIME, COMPLETED_TIME, ROOT_TASK_ID, "
        "GRAPH_VERSION, RUN_ID, ATTEMPT_NUMBER, CONFIG, GRAPH_RUN_GROUP_ID, BACKFILL_INFO",
        _graphs,
    ),
    "SERVERLESS_TASK_HISTORY": view(
        "START_TIME, END_TIME, CREDITS_USED, TASK_ID, TASK_NAME, SCHEMA_ID, SCHEMA_NAME, DATABASE_ID, DATABASE_NAME, "
        "INSTANCE_ID",
        _serverless,
    ),
    "WAREHOUSE_LOAD_HISTORY": view(
        "START_TIME, END_TIME, WAREHOUSE_ID, WAREHOUSE_NAME, AVG_RUNNING, AVG_QUEUED_LOAD, AVG_QUEUED_PROVISIONING, "
        "AVG_BLOCKED",
        _warehouse_load,
    ),
    "COPY_HISTORY": view(
        "FILE_NAME, STAGE_LOCATION, LAST_LOAD_TIME, ROW_COUNT, ROW_PARSED, FILE_SIZE, FIRST_ERROR_MESSAGE, "
        "FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POS, FIRST_ERROR_COLUMN_NAME, ERROR_COUNT, ERROR_LIMIT, "
        "STATUS, TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA_NAME, TABLE_CATALOG_ID, TABLE_CATALOG_NAME, "
        "PIPE_CATALOG_NAME, PIPE_SCHEMA_NAME, PIPE_NAME, PIPE_RECEIVED_TIME, FIRST_COMMIT_TIME",
        _copies,
    ),
    "LOAD_HISTORY": view(
        "TABLE_ID, TABLE_NAME, SCHEMA_ID, SCHEMA_NAME, CATALOG_ID, CATALOG_NAME, FILE_NAME, LAST_LOAD_TIME, STATUS, "
        "ROW_COUNT, ROW_PARSED, FIRST_ERROR_MESSAGE, FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POSITION, "
        "FIRST_ERROR_COL_NAME, ERROR_COUNT, ERROR_LIMIT",
        _load_history,
    ),
    "PIPE_USAGE_HISTORY": UsageView(
        view_columns(
            names(
                "PIPE_ID, PIPE_NAME, START_TIME, END_TIME, CREDITS_USED, BYTES_INSERTED, FILES_INSERTED, BYTES_BILLED"
            ),
            {**TYPES, **dict.fromkeys(("PIPE_ID", "BYTES_INSERTED", "FILES_INSERTED", "BYTES_BILLED"), INTEGER)},
        ),
        _pipe_usage,
    ),
    "METERING_DAILY_HISTORY": view(
        "SERVICE_TYPE, USAGE_DATE, CREDITS_USED_COMPUTE, CREDITS_USED_CLOUD_SERVICES, CREDITS_USED, "
        "CREDITS_ADJUSTMENT_CLOUD_SERVICES, CREDITS_BILLED",
        _days,
    ),
    "METERING_HISTORY": UsageView(
        view_columns(
            names(
                "SERVICE_TYPE, START_TIME, END_TIME, ENTITY_ID, ENTITY_TYPE, NAME, DATABASE_ID, DATABASE_NAME, "
                "SCHEMA_ID, SCHEMA_NAME, CREDITS_USED_COMPUTE, CREDITS_USED_CLOUD_SERVICES, CREDITS_USED, BYTES, "
                "ROWS, FILES, BUDGET_ID"
            ),
            {**TYPES, **dict.fromkeys(("ENTITY_ID", "ROWS", "FILES"), INTEGER)},
        ),
        _services,
    ),
    "QUERY_HISTORY": UsageView(query_history.ACCOUNT_COLUMNS, _queries),
    "DYNAMIC_TABLE_REFRESH_HISTORY": UsageView(_REFRESH_COLUMNS, _refreshes),
    "TASK_HISTORY": view(
        "NAME, QUERY_TEXT, CONDITION_TEXT, SCHEMA_NAME, TASK_SCHEMA_ID, DATABASE_NAME, TASK_DATABASE_ID, "
        "SCHEDULED_TIME, COMPLETED_TIME, STATE, RETURN_VALUE, QUERY_ID, QUERY_START_TIME, ERROR_CODE, ERROR_MESSAGE, "
        "GRAPH_VERSION, RUN_ID, ROOT_TASK_ID, SCHEDULED_FROM, ATTEMPT_NUMBER, INSTANCE_ID, CONFIG, QUERY_HASH, "
        "QUERY_HASH_VERSION, QUERY_PARAMETERIZED_HASH, QUERY_PARAMETERIZED_HASH_VERSION, GRAPH_RUN_GROUP_ID, "
        "BACKFILL_INFO, SPCS_JOB_ID",
        _task_runs,
    ),
    "TASK_VERSIONS": UsageView(_VERSION_COLUMNS, _task_versions),
    "WAREHOUSE_METERING_HISTORY": view(
        "START_TIME, END_TIME, WAREHOUSE_ID, WAREHOUSE_NAME, CREDITS_USED, CREDITS_USED_COMPUTE, "
        "CREDITS_USED_CLOUD_SERVICES, CREDITS_ATTRIBUTED_COMPUTE_QUERIES",
        _metering,
    ),
}
