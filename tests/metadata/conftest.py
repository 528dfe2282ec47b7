"""A session made by hand: frozen catalog objects, and the facts that move with data given as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from ecomsim import errors
from ecomsim.catalog.account_objects import ResourceMonitor, Warehouse
from ecomsim.catalog.objects import (
    CatalogObject,
    Database,
    DynamicTable,
    Key,
    Schema,
    Sequence,
    Stream,
    Table,
    TableColumn,
    Task,
    View,
)
from ecomsim.catalog.store import Catalog
from ecomsim.metadata import describe, facts, show
from ecomsim.names import Name, ObjectName
from ecomsim.sqltext.nodes import Describe, Show
from ecomsim.sqltext.parse import parse
from ecomsim.staging import history as loads
from ecomsim.statements.result import Result
from ecomsim.values.types import FLOAT, INTEGER, TEXT, number, timestamp_ntz, varchar

BORN = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)


@contextmanager
def _bookkeeping() -> Iterator[duckdb.DuckDBPyConnection]:
    """An account that has not loaded anything."""
    with duckdb.connect() as duck:
        duck.execute("CREATE SCHEMA _ecomsim")
        for text in loads.TABLES:
            duck.execute(text)
        yield duck


class StubSession:
    """What metadata asks of a session, on a catalog that does not change."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.database: str | None = "DB1"
        self.schema: str | None = "S1"
        self.warehouse: str | None = "WH"
        self.role = "SYSADMIN"
        self.secondary_roles = ()
        self.user = "TESTER"
        self.acting = "ACCOUNTADMIN"  # nothing is hidden from it
        self.id = 7
        self.now = BORN + timedelta(days=1)
        self.parameters: dict[str, Any] = {"TIMEZONE": "America/Los_Angeles", "AUTOCOMMIT": True}
        self.variables: dict[str, Any] = {}
        self.variable_times: dict[str, Any] = {}
        self.temporary: dict[Name, Any] = {}
        self.results: dict[str, Result] = {}
        self.last_query_id: str | None = None
        self.transaction: Any = None
        head = SimpleNamespace(committed_at=BORN + timedelta(hours=2))
        self.account = SimpleNamespace(
            sessions={7: self}, timelines=SimpleNamespace(head=lambda _: head), internal=_bookkeeping
        )

    def result_of(self, query_id: str) -> Result | None:
        return self.results.get(query_id)

    def resolve(self, name: ObjectName, action: str = "SELECT") -> Name:
        parts = name.parts
        if len(parts) == 3:
            return Name(parts[0], parts[1] or "PUBLIC", parts[2])
        assert self.database is not None
        if len(parts) == 2:
            return Name(self.database, parts[0], parts[1])
        assert self.schema is not None
        return Name(self.database, self.schema, parts[0])

    def full_name(self, kind: str, name: ObjectName, action: str = "SELECT") -> Name:
        return self.resolve(name, action)

    def find(self, kind: str, name: ObjectName) -> CatalogObject:
        if kind in ("DATABASE", "WAREHOUSE", "RESOURCE MONITOR"):
            full = Name("", "", name.last)
        elif kind == "SCHEMA":
            full = Name(name.parts[0] if len(name.parts) == 2 else str(self.database), "", name.last)
        else:
            full = self.resolve(name)
        found = self.temporary.get(full) if kind == "TABLE" else None
        found = found or self.catalog.get(kind, full)
        if found is None:
            raise errors.does_not_exist(kind.capitalize(), name)
        return found

    def require_container(self, name: Name) -> None:
        return None


def _column(name: str, kind: Any = INTEGER, **more: Any) -> TableColumn:
    return TableColumn(name=name, type=kind, **more)


def objects() -> list[CatalogObject]:
    """Two databases; DB1.S1 holds one of everything."""

    def named(last: str, schema: str = "S1", database: str = "DB1") -> dict[str, Any]:
        return {"name": Name(database, schema, last), "created_on": BORN}

    def account_level(last: str) -> dict[str, Any]:
        return {"name": Name("", "", last), "created_on": BORN}

    return [
        Database(id=1, **account_level("DB1"), comment="first"),
        Database(id=2, **account_level("DB2"), data_retention_time_in_days=7),
        Schema(id=3, **named("PUBLIC", "")),
        Schema(id=4, **named("S1", ""), data_retention_time_in_days=3),
        Schema(id=5, **named("PUBLIC", "", "DB2")),
        Table(id=10, **named("T"), columns=(_column("A"), _column("B", TEXT)), cluster_by=("A", "B")),
        Table(id=11, **named("t"), columns=(_column("A"),)),
        Table(id=12, **named("TR"), columns=(_column("A"),), durability="TRANSIENT"),
        Table(
            id=13,
            **named("D"),
            comment="it's d",
            columns=(
                _column("C1", nullable=False),
                _column("C2", number(10, 2)),
                _column("C3", FLOAT),
                _column("C4", varchar(30), default="'n/a'", comment="x"),
                _column("C5", identity=(1, 1, False)),
                _column("C6", timestamp_ntz(), default="CURRENT_TIMESTAMP()"),
                _column("C7", expression="C2 * 2"),
            ),
            keys=(
                Key(kind="PRIMARY KEY", name="SYS_CONSTRAINT_1", columns=("C1",)),
                Key(kind="UNIQUE", name="UQ", columns=("C3",)),
            ),
        ),
        Table(
            id=14,
            **named("K"),
            columns=(_column("A", nullable=False), _column("B", nullable=False)),
            keys=(
                Key(kind="PRIMARY KEY", name="PK", columns=("A", "B")),
                Key(kind="FOREIGN KEY", name="FK", columns=("A",), references=(Name("DB1", "S1", "D"), ("C1",))),
            ),
        ),
        Table(id=15, **named("FAR", "PUBLIC", "DB2"), columns=(_column("A"),)),
        View(
            id=20,
            **named("V"),
            columns=(_column("A"),),
            query="SELECT a FROM t",
            text="CREATE VIEW v AS SELECT a FROM t",
        ),
        View(
            id=21,
            **named("A_VIEW"),
            columns=(_column("A"),),
            query="SELECT a FROM v",
            text="CREATE SECURE VIEW a_view AS SELECT a FROM v",
            secure=True,
        ),
        Sequence(id=30, **named("SQ"), start=5, increment=2),
        Stream(
            id=40, **named("ST"), source=Name("DB1", "S1", "T"), source_id=10, base_tables=(10,), mode="APPEND_ONLY"
        ),
        DynamicTable(
            id=50,
            **named("DT"),
            columns=(_column("A"), _column("N", comment="how many")),
            query="SELECT a, COUNT(*) AS n FROM t GROUP BY a",
            text="CREATE DYNAMIC TABLE dt …",
            target_lag="5 minutes",
            warehouse="WH",
            resolved_refresh_mode="INCREMENTAL",
        ),
        Task(
            id=60,
            **named("ROOT"),
            definition="INSERT INTO t VALUES ('it''s')",
            schedule="10 MINUTES",
            warehouse="WH",
            config='{"a": 1}',
        ),
        Task(
            id=61,
            **named("CHILD"),
            definition="CALL p()",
            warehouse="WH",
            predecessors=(Name("DB1", "S1", "ROOT"),),
            condition="SYSTEM$STREAM_HAS_DATA('ST')",
        ),
        Warehouse(id=70, **account_level("WH"), auto_suspend=60),
        ResourceMonitor(id=80, **account_level("RM"), credit_quota=5000, triggers=((75, "NOTIFY"), (100, "SUSPEND"))),
    ]


def snapshot(*more: CatalogObject, dropped: tuple[CatalogObject, ...] = ()) -> Catalog:
    live = [*objects(), *more]
    return Catalog().evolve(add=live).evolve(remove=dropped)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> StubSession:
    """The facts are fixed: 3 rows and 24 bytes a table."""
    monkeypatch.setattr(facts.Sizes, "rows", lambda sizes, table: 3)
    monkeypatch.setattr(facts.Sizes, "active_bytes", lambda sizes, table: 24)
    monkeypatch.setattr(facts.Sizes, "history_bytes", lambda sizes, table: 8)
    monkeypatch.setattr(facts, "next_value", lambda item, session: item.start)
    monkeypatch.setattr(
        facts, "dynamic_table", lambda item, session: {"data_timestamp": BORN, "last_suspended_on": None}
    )
    monkeypatch.setattr(
        facts,
        "stream",
        lambda item, session: {
            "table_name": str(item.source),
            "source_type": "Table",
            "base_tables": str(item.source),
            "type": "DELTA",
            "stale": "false",
            "mode": item.mode,
            "stale_after": None,
            "invalid_reason": "N/A",
        },
    )
    return StubSession(snapshot())


Run = Callable[[str], Result]


@pytest.fixture
def run(session: StubSession) -> Run:
    """SHOW and DESCRIBE from their text."""

    def execute(sql: str) -> Result:
        statement = parse(sql)
        if isinstance(statement, Show):
            return show.show(statement, session)  # type: ignore[arg-type]
        assert isinstance(statement, Describe)
        return describe.describe(statement, session)  # type: ignore[arg-type]

    return execute


def records(result: Result) -> list[dict[str, Any]]:
    """Rows by column name."""
    names = [column.name for column in result.columns]
    return [dict(zip(names, row, strict=True)) for row in result.rows()]
