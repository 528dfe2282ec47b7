"""dbt-snowflake: a project from its seed to its documentation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("dbt.adapters.snowflake")

import snowflake.connector

PROJECT = Path(__file__).parent / "dbt_project"


def test_project(port: int, tmp_path: Path) -> None:
    with snowflake.connector.connect(
        user="me", password="x", account="local", host="127.0.0.1", port=port, protocol="http"
    ) as connection:
        connection.cursor().execute("CREATE OR REPLACE DATABASE dbt_shop")
        project = tmp_path / "project"
        shutil.copytree(PROJECT, project)
        for command in ("debug", "seed", "run", "run", "snapshot", "snapshot", "test", "docs generate"):
            dbt = str(Path(sys.executable).parent / "dbt")
            done = subprocess.run(
                [dbt, "--no-use-colors", *command.split(), "--profiles-dir", "."],
                cwd=project,
                env={**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
            assert done.returncode == 0, f"dbt {command}\n{done.stdout}{done.stderr}"
        cursor = connection.cursor()
        totals = cursor.execute("SELECT customer, total FROM dbt_shop.dev.customer_totals ORDER BY 1").fetchall()
        assert [(name, float(total)) for name, total in totals] == [("ANN", 15.75), ("BOB", 20.0)]
        assert cursor.execute("SELECT COUNT(*) FROM dbt_shop.dev.orders_incremental").fetchone() == (3,)
        assert cursor.execute("SELECT COUNT(*) FROM dbt_shop.dev.live_totals").fetchone() == (2,)
