"""The Snowflake side of every command, through the real connector, against a server of this process.

One account lives through the whole story: deployed, loaded, simulated, looked at, torn down. Everything that reaches
the server is recorded as it came over HTTP, and must be Snowflake's language alone.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from ecomsim.cli import main
from ecomsim.client import binding
from ecomsim.ecommerce import deploy, load, record, scripts, simulate, status, upload
from ecomsim.ecommerce.generator.dataset import Counts
from ecomsim.ecommerce.project_files import project_dir
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings

SCALE = "0.02"
CONNECTION = """
[emulated]
account = "local"
user = "me"
password = "secret"
host = "127.0.0.1"
port = {port}
protocol = "http"
"""


@dataclass(frozen=True)
class Recorder:
    """An ASGI application that keeps the JSON body of each request to another."""

    app: Any
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = bytearray()

        async def listen() -> Any:
            message = await receive()
            body.extend(message.get("body", b""))
            if message["type"] == "http.request" and not message.get("more_body") and body:
                self._keep(bytes(body), dict(scope["headers"]))
            return message

        await self.app(scope, listen, send)

    def _keep(self, body: bytes, headers: Mapping[bytes, bytes]) -> None:
        if headers.get(b"content-encoding") == b"gzip":
            body = gzip.decompress(body)
        try:
            self.bodies.append(json.loads(body))
        except (UnicodeDecodeError, json.JSONDecodeError):
            return  # the bytes of a file

    def statements(self) -> list[str]:
        return [body["sqlText"] for body in self.bodies if "sqlText" in body]


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """A server that records, and a connections.toml that names it."""
    home = tmp_path_factory.mktemp("snowflake")
    server = Server(Settings(port=0))
    recorder = Recorder(server._uvicorn.config.app)
    server._uvicorn.config.app = recorder
    with server, pytest.MonkeyPatch.context() as patch:
        (home / "connections.toml").write_text(CONNECTION.format(port=server.port))
        (home / "connections.toml").chmod(0o600)
        patch.setenv("SNOWFLAKE_HOME", str(home))
        patch.setenv("COLUMNS", "200")
        for name in ("SNOWFLAKE_ACCOUNT", "SNOWFLAKE_DEFAULT_CONNECTION_NAME", "ECOMSIM_BACKEND"):
            patch.delenv(name, raising=False)
        yield recorder


@pytest.fixture
def run(recorder: Recorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command on the account: exit code, standard output, standard error."""

    def run_one(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody answers
        code = main.run([*arguments, "--backend", "snowflake", "--connection", "emulated"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_one


# --- one account's life, step by step ------------------------------------------------------------------------------


def nothing_is_there_yet(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    code, _, err = run("load")
    assert code == 1
    assert "ecomsim deploy" in err
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # the connector warns of defaults that will be others
        code, _, err = run("teardown", "--yes")
    assert (code, err) == (0, "Nothing of the project is there.\n")


def a_deployment_that_stops_goes_on_where_it_stopped(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """The fifth file fails at its second statement; the next deployment begins with the fifth file."""
    own = scripts.numbered

    def broken(folder: Path | None = None, *, first: int = 1, last: int = 8) -> tuple[scripts.Script, ...]:
        found = list(own(folder, first=first, last=last))
        at = next(place for place, script in enumerate(found) if script.number == 5)
        lines = (found[at].statements[0], (7, "CREATE STREAM S ON TABLE NOWHERE"))
        found[at] = scripts.Script(number=5, path=found[at].path, statements=lines)
        return tuple(found)

    with patch.context() as until_repaired:
        until_repaired.setattr(scripts, "numbered", broken)
        code, out, err = run("deploy", "--json")
    assert (code, out) == (1, "")
    assert "05_streams.sql, line 7" in err
    assert "go on with: ecomsim deploy" in err
    code, out, err = run("deploy", "--json")
    assert code == 0, err
    assert [name[:2] for name in json.loads(out)["files"]] == ["05", "06", "07", "08"]


def what_it_costs_is_said_before_the_first_statement(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """A deployment of everything again replaces dynamic tables and tasks, and asks; nobody answers here."""
    code, _, err = run("deploy", "--from", "1")
    assert code == 1
    assert "Snowflake: account local, user me" in err
    assert "DE_PROJECT_WH (XSMALL) costs 1 credit for each hour" in err
    assert "3 dynamic tables and 6 tasks" in err
    assert "ENRICHED_ORDERS" in err
    assert "--yes" in err


def a_second_deployment_has_nothing_to_do(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    before = len(recorder.statements())
    code, out, err = run("deploy", "--json")
    assert code == 0, err
    assert json.loads(out)["statements"] == 0
    assert [text for text in recorder.statements()[before:] if text.upper().startswith("CREATE")] == []


def the_dry_run_is_what_a_deployment_sends(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    code, out, _ = run("deploy", "--dry-run", "--json")
    assert code == 0
    planned = [text for entry in json.loads(out)["plan"] for text in entry["statements"]]
    before = len(recorder.bodies)
    assert run("deploy", "--dry-run")[0] == 0
    assert len(recorder.bodies) == before, "a dry run sends nothing"
    assert run("deploy", "--from", "1", "--yes", "--json")[0] == 0
    statements = recorder.statements()
    at = statements.index(planned[0], len(statements) - len(planned))
    assert statements[at:] == planned


def loading_by_files(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    code, out, err = run("load", "--scale", SCALE, "--json")
    assert code == 0, err
    expected = Counts.at(float(SCALE))
    assert json.loads(out)["counts"] == {
        "CUSTOMERS": expected.customers,
        "PRODUCTS": expected.products,
        "ORDERS": expected.orders,
        "ORDER_ITEMS": expected.order_items,
        "INVENTORY_MOVEMENTS": expected.inventory_movements,
    }
    sent = recorder.statements()
    assert sum(text.startswith("PUT ") for text in sent) == 5
    assert sum(text.startswith("COPY INTO ") for text in sent) == 5
    assert not [text for text in sent if text.startswith("INSERT INTO ECOMMERCE_DB.RAW_DATA")]
    code, _, err = run("load", "--scale", SCALE)
    assert code == 1
    assert "--replace" in err
    code, _, err = run("load", "--scale", SCALE, "--replace")
    assert code == 1
    assert "DE_PROJECT_WH runs meanwhile, for 1 credit an hour" in err
    assert "Delete the" in err
    assert "--yes" in err
    code, _, err = run("load", "--scale", SCALE, "--replace", "--yes", "--json")
    assert code == 0, err


def traffic_in_real_time(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """Shorter waits in a busier shop: at least 0.6 seconds pass, with seventeen price changes, moves and the like."""
    patch.setattr(simulate.time, "sleep", lambda seconds: threading.Event().wait(0.1))
    code, out, err = run("simulate", "--minutes", "1", "--pace", "600000", "--json")
    assert code == 0, err
    assert sum(json.loads(out)["traffic"].values()) > 0


def the_clock_of_snowflake_is_not_moved(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    for option in (("--days", "2"), ("--settle",)):
        code, _, err = run("simulate", *option)
        assert code == 2
        assert "nobody can move Snowflake's" in err
    code, _, err = run("sql", "-q", "SELECT 1", "--clock", "virtual")
    assert code == 2
    assert "its own clock" in err


def status_tasks_and_sql(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    code, out, err = run("status", "--json")
    assert code == 0, err
    report = json.loads(out)
    assert report["counts"]["RAW_DATA.PRODUCTS"] == 200
    assert len(report["streams"]) == 9
    assert {task["state"] for task in report["tasks"]} == {"started"}
    code, out, err = run("tasks", "--json")
    assert code == 0, err
    assert len(json.loads(out)["tasks"]) == 6
    code, out, err = run("sql", "--format", "json", "-q", "SELECT COUNT(*) AS N FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS")
    assert (code, json.loads(out)) == (0, [{"N": 200}])


def the_questions_of_the_dashboard(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """Every file of sql/dashboard, asked with values for its filters."""
    import ecomsim

    folder = project_dir("sql") / "dashboard"
    with ecomsim.connect(backend="snowflake", connection_name="emulated", warehouse="DE_PROJECT_WH") as connection:
        asked = 0
        for path in sorted(folder.rglob("*.sql")):
            text = path.read_text()
            if path.stem == "place_order":
                continue  # several statements: an order that somebody places
            values = {name: FILTERS[name] for name in re.findall(r"%\((\w+)\)s", text)}
            connection.cursor().execute(binding.interpolate(text, values or None)).fetchall()
            asked += 1
    assert asked > 50


FILTERS = {
    "days": 30,
    "grain": "day",
    "coarse_grain": "month",
    **{f"every_{kind}": True for kind in ("category", "country", "segment", "place")},
    **dict.fromkeys(("categories", "countries", "segments"), ("",)),
    "place": "",
    "customer_id": 1,
    "product_id": 1,
}
"""What the page asks with when nothing is chosen."""


def the_dashboard_as_an_app(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """Its files reach the stage and, from there, the app, which a second, confirmed upload replaces."""
    import ecomsim

    code, _, err = run("dashboard", "--upload")
    assert code == 0, err
    code, _, err = run("dashboard", "--upload")
    assert code == 1
    assert "--yes" in err
    code, _, err = run("dashboard", "--upload", "--yes")
    assert code == 0, err

    with ecomsim.connect(backend="snowflake", connection_name="emulated") as connection:
        names = {row["name"] for row in status.rows(connection, f"LIST @{upload.STAGE}")}
        (app,) = status.rows(connection, f"DESCRIBE STREAMLIT {upload.APP}")
        live = {row["name"] for row in status.rows(connection, f"LIST '{app['live_version_location_uri']}'")}
    assert (app["main_file"], app["query_warehouse"]) == ("app.py", "DE_PROJECT_WH")
    assert {name.removeprefix("versions/live/") for name in live} == {
        name.removeprefix("dashboard_files/") for name in names
    }
    assert {f"dashboard_files/{name}" for name in ("app.py", "pyproject.toml", ".streamlit/config.toml")} <= names
    assert "dashboard_files/tabs/overview.py" in names
    assert "dashboard_files/sql/dashboard/overview/kpis.sql" in names
    assert not [name for name in names if "__pycache__" in name]


def teardown_lists_what_goes_and_asks(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    code, out, err = run("teardown")
    assert code == 1
    for name in ("ECOMMERCE_DB", "DE_PROJECT_WH", "DE_PROJECT_MONITOR"):
        assert name in out
    assert "9 streams" in out
    assert "--yes" in err
    assert not [text for text in recorder.statements() if text.startswith("DROP DATABASE")]
    code, out, err = run("teardown", "--yes", "--json")
    assert code == 0, err
    assert json.loads(out)["dropped"] == ["ECOMMERCE_DB", "DE_PROJECT_WH", "DE_PROJECT_MONITOR"]
    code, out, _ = run("sql", "--format", "json", "-q", "SHOW DATABASES LIKE 'ECOMMERCE_DB'")
    assert json.loads(out) == []


# --- what was sent ------------------------------------------------------------------------------------------------

KINDS = (
    *("SELECT", "WITH", "SHOW", "DESCRIBE", "USE", "BEGIN TRANSACTION", "COMMIT", "ROLLBACK", "ALTER SESSION"),
    *("CREATE WAREHOUSE IF NOT EXISTS", "CREATE RESOURCE MONITOR IF NOT EXISTS", "CREATE DATABASE IF NOT EXISTS"),
    *("CREATE SCHEMA IF NOT EXISTS", "CREATE TABLE IF NOT EXISTS", "CREATE SEQUENCE IF NOT EXISTS"),
    *("CREATE STREAM IF NOT EXISTS", "CREATE STAGE IF NOT EXISTS", "CREATE OR REPLACE TEMPORARY STAGE"),
    *("CREATE OR REPLACE VIEW", "CREATE OR REPLACE DYNAMIC TABLE", "CREATE OR REPLACE TASK"),
    *("CREATE OR REPLACE PROCEDURE", "CREATE OR REPLACE FUNCTION", "CREATE OR REPLACE STREAMLIT"),
    *("ALTER WAREHOUSE DE_PROJECT_WH", "ALTER TABLE", "ALTER TASK", "ALTER DYNAMIC TABLE", "ALTER STREAMLIT"),
    *("INSERT INTO ECOMMERCE_DB.", "UPDATE ECOMMERCE_DB.", "DELETE FROM ECOMMERCE_DB.", "MERGE INTO", "CALL"),
    *("INSERT INTO", "EXECUTE TASK", "COPY INTO ECOMMERCE_DB.", "PUT", "REMOVE @ECOMMERCE_DB.", "LIST"),
    *("DROP STAGE IF EXISTS ECOMMERCE_DB.", "DROP DATABASE IF EXISTS ECOMMERCE_DB"),
    *("DROP WAREHOUSE IF EXISTS DE_PROJECT_WH", "DROP RESOURCE MONITOR IF EXISTS DE_PROJECT_MONITOR"),
    *("DROP NOTIFICATION INTEGRATION IF EXISTS ECOMMERCE_EMAIL", "CREATE STREAM S ON TABLE NOWHERE"),
)
"""How a statement of this project may begin."""


_LEFT_OUT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'", re.DOTALL)


def plain(text: str) -> str:
    """A statement on one line, without its comments and what its texts say."""
    return " ".join(_LEFT_OUT.sub(lambda found: "''" if found.group().startswith("'") else " ", text).split())


def nothing_that_only_the_emulator_knows_was_sent(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    statements = recorder.statements()
    assert len(statements) > 200
    for body in recorder.bodies:
        outside = {key: value for key, value in body.items() if key not in ("sqlText", "data")}
        assert "ECOMSIM" not in json.dumps(outside).upper()
        login = body.get("data")
        if isinstance(login, dict):
            assert "ECOMSIM" not in json.dumps(login.get("SESSION_PARAMETERS") or {}).upper()
    for text in statements:
        assert "ECOMSIM" not in plain(text).upper(), text
        assert plain(text).upper().startswith(KINDS), text


def queries_and_changes_are_snowflake_sql(run: Any, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """An independent reader of the dialect takes each of them, and as a query or a change, not as a mere command."""
    checked = 0
    for text in set(recorder.statements()):
        if not plain(text).upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE")):
            continue
        (tree,) = sqlglot.parse(text, read="snowflake", error_level=sqlglot.ErrorLevel.RAISE)
        assert isinstance(tree, (exp.Query, exp.DML)), text
        checked += 1
    assert checked > 80


STORY = (
    nothing_is_there_yet,
    a_deployment_that_stops_goes_on_where_it_stopped,
    what_it_costs_is_said_before_the_first_statement,
    a_second_deployment_has_nothing_to_do,
    the_dry_run_is_what_a_deployment_sends,
    loading_by_files,
    traffic_in_real_time,
    the_clock_of_snowflake_is_not_moved,
    status_tasks_and_sql,
    the_questions_of_the_dashboard,
    the_dashboard_as_an_app,
    teardown_lists_what_goes_and_asks,
    nothing_that_only_the_emulator_knows_was_sent,
    queries_and_changes_are_snowflake_sql,
)


def test_the_life_of_an_account(run: Any, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in STORY:
        step(run, recorder, monkeypatch)


# --- without a connection -----------------------------------------------------------------------------------------


def test_a_file_and_an_account_in_one_command_are_refused(run: Any) -> None:
    code, _, err = run("status", "--database", "x.duckdb")
    assert code == 2
    assert "leave one of them out" in err


def test_an_unknown_connection_is_one_line(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["status", "--backend", "snowflake", "--connection", "prod"]) == 1
    err = capsys.readouterr().err
    assert "no Snowflake connection named 'prod'. The files define: emulated." in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", [("deploy",), ("teardown",), ("load",), ("dashboard", "--upload")])
def test_a_dry_run_needs_no_connection(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SNOWFLAKE_HOME", str(tmp_path))
    assert main.run([*command, "--backend", "snowflake", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.rstrip().endswith(";")
    assert "ECOMSIM" not in plain(out).upper()


def test_the_record_is_a_part_of_the_plan() -> None:
    files = deploy.planned(None)
    assert [script.number for script in files] == list(range(1, 9))
    assert sum(text.startswith(f"MERGE INTO {record.TABLE}") for each in files for _, text in each.statements) == 8
    assert record.remaining(scripts.numbered(), {}) == scripts.numbered()
    known = {script.name: record.checksum(script) for script in scripts.numbered()}
    assert record.remaining(scripts.numbered(), known) == ()
    changed = {**known, "04_star_schema.sql": "another text"}
    assert [script.number for script in record.remaining(scripts.numbered(), changed)] == [4, 5, 6, 7, 8]


def test_the_load_plan_names_every_table() -> None:
    plan = load.plan("/files", emptied=["ORDERS"])
    assert [table for table, _ in plan.copies] == list(load.TABLES)
    assert plan.deletes == ("DELETE FROM ECOMMERCE_DB.RAW_DATA.ORDERS",)
    assert plan.statements()[-1] == f"DROP STAGE IF EXISTS {load.STAGE}"
