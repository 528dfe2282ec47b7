"""Run the tests of every client: an environment for each, and one server for all.

    python tests/clients/run.py [client …]

Environments are made below .venv-clients/ the first time, which needs a package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "connector4": (
        ("snowflake-connector-python[pandas]>=4,<5",),
        "tests/server/test_connector.py tests/server/test_transfers.py",
    ),
    "snowpark": (("snowflake-snowpark-python[pandas]",), "tests/clients/test_snowpark.py"),
    "sqlalchemy": (("snowflake-sqlalchemy", "sqlalchemy<2.1", "pandas"), "tests/clients/test_sqlalchemy.py"),
    # later releases of dbt-core download a parser from elsewhere while they are installed
    "dbt": (("dbt-snowflake>=1.10,<1.11", "dbt-core>=1.10,<1.11"), "tests/clients/test_dbt.py"),
}
"""Client: what is installed, and the tests that are run with it."""


def main(names: list[str]) -> int:
    """Exit code 0 when every client's tests pass."""
    unknown = [name for name in names if name not in CLIENTS]
    if unknown:
        print(f"unknown clients {', '.join(unknown)}; there are {', '.join(CLIENTS)}", file=sys.stderr)
        return 2
    start = "from ecomsim.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", "--port", "0", "--database", ":memory:"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            port = server.stdout.readline().strip().rpartition(":")[2]
            failed = [name for name in names or CLIENTS if run(name, port)]
        finally:
            server.terminate()
    print("\n".join(f"{name}: {'FAILED' if name in failed else 'ok'}" for name in names or CLIENTS))
    return 1 if failed else 0


def run(name: str, port: str) -> int:
    """Run the tests of one client; returns pytest's exit code."""
    packages, tests = CLIENTS[name]
    python = environment(name, packages)
    options = ["-c", os.devnull, "--rootdir", str(ROOT), "-p", "no:cacheprovider", "--import-mode=importlib", "-q"]
    print(f"--- {name}", flush=True)
    return subprocess.run(
        [str(python), "-W", "ignore", "-m", "pytest", *options, *tests.split()],
        cwd=ROOT,
        env={**os.environ, "ECOMSIM_SERVER_PORT": port},
        check=False,
    ).returncode


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """The python of the client's own environment, made when it is missing."""
    folder = ROOT / ".venv-clients" / name
    python = folder / "bin" / "python"
    if not (folder / ".installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "pytest", *packages], check=True)
        (folder / ".installed").touch()
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
