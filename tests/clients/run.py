"""Run the tests of every client: an environment for each, and one server for all.

    python tests/clients/run.py [client …]

Environments are made below .venv-clients/ the first time, which needs a package index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What is installed beside pytest from the indexes of Python and of Node, and the tests that are run with it."""

    tests: str
    packages: tuple[str, ...] = ()
    node: tuple[str, ...] = ()


CLIENTS: dict[str, Client] = {
    "connector4": Client(
        packages=("snowflake-connector-python[pandas]>=4,<5", "aiohttp"),  # its asyncio interface needs the second
        tests="tests/server/test_connector.py tests/server/test_connector_aio.py tests/server/test_transfers.py",
    ),
    "snowpark": Client(
        packages=("snowflake-snowpark-python[pandas]",),
        tests="tests/clients/test_snowpark.py tests/clients/test_snowpark_code.py",
    ),
    "sqlalchemy": Client(
        packages=("snowflake-sqlalchemy", "sqlalchemy<2.1", "pandas"), tests="tests/clients/test_sqlalchemy.py"
    ),
    # later releases of dbt-core download a parser from elsewhere while they are installed
    "dbt": Client(packages=("dbt-snowflake>=1.10,<1.11", "dbt-core>=1.10,<1.11"), tests="tests/clients/test_dbt.py"),
    "snowcli": Client(packages=("snowflake-cli",), tests="tests/clients/test_snow_cli.py"),
    "adbc": Client(packages=("adbc-driver-snowflake", "pyarrow"), tests="tests/clients/test_adbc.py"),
    "node": Client(node=("snowflake-sdk@3",), tests="tests/clients/test_node.py"),
}


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
    python = environment(name, CLIENTS[name])
    options = ["-c", os.devnull, "--rootdir", str(ROOT), "-p", "no:cacheprovider", "--import-mode=importlib", "-q"]
    print(f"--- {name}", flush=True)
    return subprocess.run(
        [str(python), "-W", "ignore", "-m", "pytest", *options, *CLIENTS[name].tests.split()],
        cwd=ROOT,
        env={**os.environ, "ECOMSIM_SERVER_PORT": port},
        check=False,
    ).returncode


def environment(name: str, client: Client) -> Path:
    """The python of the client's own environment, made when it is missing or of other packages."""
    folder = ROOT / ".venv-clients" / name
    python = folder / "bin" / "python"
    stamp, wanted = folder / ".installed", "\n".join((*client.packages, *client.node))
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "pytest", *client.packages], check=True)
        if client.node and shutil.which("npm"):
            subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), *client.node], check=True)
        stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
