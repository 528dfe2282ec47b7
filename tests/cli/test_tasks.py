"""`ecomsim tasks` and `ecomsim simulate --days` on a small shop."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ecomsim
from ecomsim.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A deployed shop with little history, on a virtual clock."""
    file = str(tmp_path / "shop.duckdb")
    for arguments in (("deploy", "-d", file), ("load", "-d", file, "--scale", "0.02")):
        code, _, err = run(capsys, *arguments)
        assert code == 0, err
    return file


@pytest.mark.slow
def test_a_simulated_day_and_its_tasks(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "simulate", "-d", shop, "--days", "1", "--json")
    assert code == 0, err
    document = json.loads(out)
    assert document["minutes"] == 1440
    assert set(document["traffic"]) >= {"orders", "order_items", "movements"}
    code, out, err = run(capsys, "tasks", "-d", shop, "--json")
    assert code == 0, err
    found = {task["name"].rpartition(".")[2]: task for task in json.loads(out)["tasks"]}
    assert len(found) == 6
    checks = found["RUN_QUALITY_CHECKS"]
    assert checks["state"] == "started"
    assert checks["runs"] == {"SUCCEEDED": 24}
    assert checks["next_run"] is not None
    assert found["LOAD_FACT_SALES"]["runs"].keys() <= {"SUCCEEDED", "SKIPPED"}
    code, out, _ = run(capsys, "tasks", "-d", shop, "--like", "%FACT%")
    assert code == 0
    assert "LOAD_FACT_SALES" in out
    assert "RUN_QUALITY_CHECKS" not in out


def test_a_graph_is_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "graph.duckdb"
    with ecomsim.connect(file, clock="virtual", start=datetime(2026, 1, 5, 8, tzinfo=UTC)) as connection:
        connection.execute_string(
            "CREATE DATABASE db; CREATE TASK r SCHEDULE = '1 HOUR' AS SELECT 1; CREATE TASK a AFTER r AS SELECT 1; "
            "CREATE TASK b AFTER a AS SELECT 1; CREATE TASK f FINALIZE = r AS SELECT 1; "
            "ALTER TASK r RESUME"
        )
    code, out, err = run(capsys, "tasks", "-d", str(file))
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0].startswith("R  started")
    assert "next 2026-01-05 09:00 UTC" in lines[0]
    assert [line.strip("│├└─ ").split()[0] for line in lines[1:4]] == ["A", "B", "F"]
    assert "finalizer" in lines[3]
