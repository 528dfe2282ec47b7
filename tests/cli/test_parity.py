"""`ecomsim parity`: what it runs, what it writes, and how a real account's answers become expected ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecomsim.cli import main
from ecomsim.parity import page
from ecomsim.parity.account import Account, touches_account, waiting
from ecomsim.parity.cases import Case, Step, collect, read
from ecomsim.parity.record import recorded
from ecomsim.parity.report import result
from ecomsim.parity.runner import run as differing
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings

PASSES = """-- source: "SELECT"
-- fixture: numbers

SELECT n FROM numbers ORDER BY n;
----
N
1
2
"""
DIFFERS = """-- source: "SELECT", <tags> & such
-- case: 2

CREATE TABLE db1.s1.t (a INTEGER);

SELECT 1 AS a, '<b>' AS b;
----
A | B
1 | <b>

-- a remark that stays
SELECT 'x' AS a, 2 AS b UNION ALL SELECT 'y', 3;
----
A | B
~[xz] | 2
z | 3

SELECT CURRENT_DATABASE() AS d, * FROM db1.s1.nowhere;
----
D
1

INSERT INTO t VALUES ('no number');
"""
WAITS = """-- source: "TASKS"
-- needs: virtual clock

-- advance 1 second
SELECT 1 AS a;
----
A
1
"""
ON_ACCOUNT = "-- source: none\n\nCREATE WAREHOUSE w;\n"
EMULATOR = "-- source: none\n\nSELECT SYSTEM$ECOMSIM_CLOCK() AS a;\n"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    (folder / "query").mkdir(parents=True)
    (folder / "tasks").mkdir()
    (folder / "_numbers.sql").write_text("CREATE TABLE numbers AS SELECT 1 AS n UNION ALL SELECT 2;\n")
    (folder / "query" / "001_good.sql").write_text(PASSES)
    (folder / "query" / "002_bad.sql").write_text(DIFFERS)
    (folder / "tasks" / "001_waits.sql").write_text(WAITS)
    (folder / "tasks" / "002_warehouse.sql").write_text(ON_ACCOUNT)
    (folder / "tasks" / "003_clock.sql").write_text(EMULATOR)
    return folder


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server as the account of a named connection."""
    with Server(Settings(port=0)) as server:
        place = f'host = "127.0.0.1"\nport = {server.port}\nprotocol = "http"\n'
        text = f'[emulated]\naccount = "local"\nuser = "me"\npassword = "secret"\n{place}'
        (tmp_path / "connections.toml").write_text(text)
        (tmp_path / "connections.toml").chmod(0o600)
        monkeypatch.setenv("SNOWFLAKE_HOME", str(tmp_path))
        monkeypatch.delenv("SNOWFLAKE_ACCOUNT", raising=False)
        yield


def test_every_difference_side_by_side(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report"
    code = main.run(["parity", "--cases", str(cases), "--area", "query", "--report", str(report)])
    captured = capsys.readouterr()
    assert code == 1
    assert "1 of 2 cases differ" in captured.err
    assert "query/002_bad" in captured.out
    document = json.loads((report / "parity.json").read_text())
    assert document["totals"] == {"cases": 2, "passes": 1, "differs": 1, "gap": 0, "skipped": 0}
    bad = next(case for case in document["cases"] if case["name"] == "query/002_bad")
    sides = [(each["expected"].split("\n")[-1], each["actual"].split("\n")[-1]) for each in bad["differences"]]
    assert sides[0] == ("z | 3", "y | 3")
    assert sides[1][1].startswith("Object 'DB1.S1.NOWHERE' does not exist")
    assert bad["differences"][2]["expected"] == "success"
    text = (report / "parity.html").read_text()
    assert "&lt;tags&gt; &amp; such" in text
    assert "<tags>" not in text
    assert "<span class='own'>z | 3</span>" in text
    assert not re.search(r"https?://|<script", text)


def test_json_is_one_document_and_areas_are_checked(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["parity", "--cases", str(cases), "--like", "good", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert json.loads(captured.out)["totals"]["passes"] == 1
    assert main.run(["parity", "--cases", str(cases), "--area", "nope"]) == 2
    assert "there are query, tasks" in capsys.readouterr().err
    assert main.run(["parity", "--cases", str(cases), "--like", "nope"]) == 1
    assert main.run(["parity", "--wait", "5"]) == 2


def test_the_shipped_cases_are_the_standard_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["parity", "--area", "windows", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["totals"]["cases"] > 15


def test_a_page_of_nothing_wrong_says_so() -> None:
    empty = {"cases": 0, "passes": 0, "differs": 0, "gap": 0, "skipped": 0}
    head = {"backend": "duckdb", "version": "v", "began": "b", "ended": "e"}
    assert "<p>Nothing.</p>" in page.page({**head, "totals": empty, "areas": {}, "cases": []})


# --- a real account, played by a server -----------------------------------------------------------------------------


@pytest.mark.usefixtures("served")
def test_a_real_account_is_left_as_it_was(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Recorded answers make the differing case pass, say when and by whom, and leave what agreed untouched."""
    before = databases()
    target = tmp_path / "recorded"
    code = main.run(
        [
            *("parity", "--backend", "snowflake", "--connection", "emulated", "--cases", str(cases)),
            *("--record", str(target), "--json", "--yes"),
        ]
    )
    document = json.loads(capsys.readouterr().out)
    assert code == 1
    reasons = {case["name"]: case.get("reason", "") for case in document["cases"]}
    assert document["totals"] == {"cases": 5, "passes": 1, "differs": 1, "gap": 0, "skipped": 3}
    assert "needs virtual time" in reasons["tasks/001_waits"]
    assert "changes the account itself" in reasons["tasks/002_warehouse"]
    assert "only the emulator has" in reasons["tasks/003_clock"]
    assert document["version"].startswith("Snowflake ")
    assert databases() == before

    found = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.sql"))
    assert found == ["_numbers.sql", "query/001_good.sql", "query/002_bad.sql"]
    header = f"-- recorded: {datetime.now(UTC):%Y-%m-%d}, {document['version']}\n"
    good = (target / "query" / "001_good.sql").read_text()
    assert good == PASSES.replace("-- fixture: numbers\n", f"-- fixture: numbers\n{header}")
    bad = (target / "query" / "002_bad.sql").read_text()
    assert "-- a remark that stays" in bad
    assert "x | 2\ny | 3\n" in bad
    assert "error 002003 (42S02): SQL compilation error:\nObject 'DB1.S1.NOWHERE' does not exist" in bad
    assert main.run(["parity", "--cases", str(target), "--json"]) == 0
    again = Account(connection_name="emulated")
    with again:
        one = result(read(target / "query" / "002_bad.sql"), again)
    assert one.outcome == "passes"
    assert recorded(bad, one.played, version=document["version"], when=datetime.now(UTC)) == bad


@pytest.mark.usefixtures("served")
def test_a_case_may_wait_when_it_is_let(cases: Path) -> None:
    case = read(cases / "tasks" / "001_waits.sql")
    with Account(connection_name="emulated", longest_wait=timedelta(seconds=2)) as account:
        assert account.refuses(case) is None
        with account.place(case) as place:
            assert differing(case, place.connect, place.advance) == []


@pytest.mark.usefixtures("served")
def test_a_run_on_an_account_asks_first(
    cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert main.run(["parity", "--backend", "snowflake", "--connection", "emulated", "--cases", str(cases)]) == 130


def databases() -> set[str]:
    import ecomsim

    with ecomsim.connect(backend="snowflake", connection_name="emulated") as connection:
        return {row[1] for row in connection.cursor().execute("SHOW DATABASES").fetchall()}


@pytest.mark.parametrize(
    ("sql", "does"),
    [
        ("CREATE OR REPLACE WAREHOUSE w", True),
        ("DROP DATABASE db1", True),
        ("create role r", True),
        ("GRANT SELECT ON TABLE t TO ROLE r", True),
        ("ALTER ACCOUNT SET TIMEZONE = 'UTC'", True),
        ("ALTER SESSION SET TIMEZONE = 'UTC'", False),
        ("CREATE TABLE warehouses (role INTEGER)", False),
        ("CREATE TASK t WAREHOUSE = w SCHEDULE = '1 MINUTE' AS SELECT 1", False),
        ("CREATE VIEW v AS SELECT 1 AS role", False),
        ("DROP TABLE t", False),
        ("SHOW WAREHOUSES", False),
    ],
)
def test_what_touches_the_account(sql: str, does: bool) -> None:
    assert touches_account(sql) is does


def test_waiting_adds_up() -> None:
    steps = (Step("SELECT 1", 1, advance="1 minute"), Step("SELECT 1", 2), Step("", 3, advance="30 seconds"))
    assert waiting(steps) == timedelta(seconds=90)
    assert waiting((Step("", 1, advance="to 2026-01-01 00:00:00"),)) is None


def test_most_shipped_cases_can_run_on_an_account() -> None:
    from ecomsim.ecommerce.project_files import project_dir

    account = Account()
    cases: list[Case] = [read(path) for path in collect(project_dir("parity"))]
    refused = [case for case in cases if account.refuses(case)]
    assert len(cases) - len(refused) > 800
