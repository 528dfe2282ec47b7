"""What is imported when: every door of a table leads somewhere, and a query imports no room that it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ecomsim.agenda import scheduler
from ecomsim.rooms import Door, Room
from ecomsim.sqltext import nodes, parse
from ecomsim.statements import handlers, statement_types

TABLES = (handlers.HANDLERS, handlers.PREPARED, handlers.ALTERS, handlers.DROPS, parse._STATEMENTS)


def test_every_door_opens() -> None:
    doors = [each for table in TABLES for each in table.values() if isinstance(each, Door)]
    assert len(doors) > 100
    for door in doors:
        assert callable(door.function()), (door.module, door.name)


@pytest.mark.parametrize("module", [handlers, parse, scheduler], ids=lambda module: module.__name__)
def test_every_room_is_a_module(module: object) -> None:
    rooms = [each for each in vars(module).values() if isinstance(each, Room)]
    assert rooms
    for room in rooms:
        __import__(room._module)


@pytest.mark.parametrize("module", ["ecomsim.metadata.describe", "ecomsim.dialect.conversions"])
def test_a_module_of_the_engine_is_imported_alone(module: str) -> None:
    """Both need some of the functions and are needed by others: whoever comes first must not meet half of the other."""
    done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_statement_has_a_handler() -> None:
    """Tables name classes by text: each name is a statement, and each statement that can run has a name."""
    for table in (handlers.HANDLERS, handlers.PREPARED, statement_types._TYPES):
        for name in table:
            assert issubclass(getattr(nodes, name), nodes.Statement)
    kinds = {name for name in dir(nodes) if isinstance(getattr(nodes, name), type)}
    assert {name for name in kinds if issubclass(getattr(nodes, name), nodes.Statement)} - set(handlers.HANDLERS) == {
        "Statement"
    }


def test_a_query_imports_little(tmp_path: Path) -> None:
    """An account that is opened for a query imports nothing of tasks' threads, refreshes, files or DML."""
    script = (
        "import sys, ecomsim\n"
        "from ecomsim.accounts.database_file import Opening\n"
        "wait = Opening.connection\n"
        "Opening.connection = lambda self: meanwhile.update(sys.modules) or wait(self)\n"
        "meanwhile = {}\n"
        f"with ecomsim.connect({str(tmp_path / 'account.duckdb')!r}, clock='virtual') as connection:\n"
        "    print(connection.cursor().execute('SELECT 1').fetchall())\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
        "print('then', *sorted(sys.modules.keys() - meanwhile), file=sys.stderr)\n"
    )
    for _ in range(2):  # the first run makes the account
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[(1,)]\n"
    loaded, then = (set(line.split()) for line in done.stderr.splitlines()[:2])
    assert then == {"then"}, "all of it is imported while DuckDB opens the file"
    assert "ecomsim.statements.execution" in loaded
    unused = {
        *("apscheduler", "polars", "pandas", "pyarrow", "numpy", "ecomsim.sqltext.nodes.pipeline"),
        *("ecomsim.dynamic_tables.refresh", "ecomsim.dml.insert", "ecomsim.staging.copy_into"),
        *("ecomsim.scripting.nodes", "ecomsim.metadata.show", "ecomsim.ddl.tables"),
        *("duckdb", "ssl", "http.client", "xml.etree"),
    }
    assert not loaded & unused
