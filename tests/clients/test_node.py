"""The Node driver: what `node_client.js` does with it, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MODULES = Path(sys.prefix) / "node_modules"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    script, folder = Path(__file__).with_name("node_client.js"), tmp_path_factory.mktemp("files")
    done = subprocess.run(
        ["node", str(script), os.environ["ECOMSIM_SERVER_PORT"], str(folder)],
        cwd=folder,  # the driver writes a log where it is started
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


EXPECTED: dict[str, Any] = {
    "context": [True, True],
    "binds": [
        3, [{"A": 1, "B": "x"}, {"A": 2, "B": "y"}, {"A": 3, "B": None}, {"A": 4, "B": "it's"}],
    ],
    "cast_binds": [{"K": None, "N": 42, "B": True}],  # a text as VARIANT is a string, and has no keys
    "values": [
        {
            "I": 1, "N": 1.5, "F": 2.5, "S": "é", "B": True, "D": "2024-02-29", "T": "01:02:03",
            "NTZ": "2024-01-01 01:02:03.000", "LTZ": "2024-01-01 01:02:03.000 -0800",
            "TZ": "2024-01-01 01:02:03.000 +0100", "V": {"a": 1}, "X": {"type": "Buffer", "data": [255]}, "L": [1, 2],
            "NOTHING": None,
        }
    ],
    "columns": [["N", "fixed", 5, 2], ["S", "text", None, None]],
    "stream": [60000, 59999],
    "range": [50000, 50001, 50002],
    "error": ["002003", "42S02", "SQL compilation error:\nObject 'NOPE' does not exist or not authorized."],
    "several": [[{"A": 1}], True],
    "later": [{"W": "waited 300 milliseconds"}],
    "cancel": "000604",
    "files": ["UPLOADED", [{"S": 30}], "up.csv.gz"],
}  # fmt: skip


@pytest.mark.parametrize("step", EXPECTED)
def test_step(results: dict[str, Any], step: str) -> None:
    assert results[step] == EXPECTED[step]
