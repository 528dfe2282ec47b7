"""The deployment record: which files have run to their end, kept in the account itself.

A file's record is written by a statement that follows its last one, so a deployment that stopped anywhere goes on with
the first file that has no record, or another text than the recorded one; that file and all after it run. The statements
of the record are a part of the plan: nothing is sent that `--dry-run` does not show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ecomsim.ecommerce.scripts import Script
from ecomsim.ecommerce.status import DATABASE, rows

TABLE = f"{DATABASE}.STREAMS_TASKS.DEPLOYMENTS"
WAREHOUSE = "DE_PROJECT_WH"
FIRST_RECORDED = 2
"""The file that makes the record's database; what ran before it is recorded with it."""

CREATE = f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    file           VARCHAR(80)   NOT NULL COMMENT 'SQL file that has run to its end',
    checksum       VARCHAR(64)   NOT NULL COMMENT 'SHA-256 of its statements',
    deployed_at    TIMESTAMP_NTZ NOT NULL COMMENT 'UTC',
    CONSTRAINT pk_deployments PRIMARY KEY (file)
)
COMMENT = 'Deployment record of the e-commerce project: a deployment that stopped goes on from here'"""


def recorded(files: Sequence[Script]) -> tuple[Script, ...]:
    """`files` with the statements that record them at their ends."""
    waiting: list[str] = []
    found = []
    is_first = True
    for script in files:
        waiting.append(_merge(script))
        if script.number >= FIRST_RECORDED:
            own = [*([CREATE] if is_first else []), *waiting]
            line = script.statements[-1][0] if script.statements else 1
            script = replace(script, statements=(*script.statements, *((line, text) for text in own)))
            waiting, is_first = [], False
        found.append(script)
    return tuple(found)


def remaining(files: Sequence[Script], known: Mapping[str, str]) -> tuple[Script, ...]:
    """The files from the first on that is not recorded as it is now."""
    for position, script in enumerate(files):
        if known.get(script.name) != checksum(script):
            return tuple(files[position:])
    return ()


def known(connection: Any) -> dict[str, str]:
    """File names to checksums, as recorded in the account; empty when nothing is, or the warehouse is gone.

    Leaves the session with the project's warehouse, which files after the first expect.
    """
    is_there = (
        rows(connection, f"SHOW WAREHOUSES LIKE '{WAREHOUSE}'")
        and rows(connection, f"SHOW DATABASES LIKE '{DATABASE}'")
        and rows(connection, f"SHOW TABLES LIKE 'DEPLOYMENTS' IN DATABASE {DATABASE}")
    )
    if not is_there:
        return {}
    use_warehouse(connection)
    return {row["FILE"]: row["CHECKSUM"] for row in rows(connection, f"SELECT file, checksum FROM {TABLE}")}


def use_warehouse(connection: Any) -> None:
    """Let the session compute with the project's warehouse."""
    with connection.cursor() as cursor:
        cursor.execute(f"USE WAREHOUSE {WAREHOUSE}")


def checksum(script: Script) -> str:
    """Of the statements alone: a comment above them changes nothing."""
    return hashlib.sha256("\0".join(text for _, text in script.statements).encode()).hexdigest()


def _merge(script: Script) -> str:
    return f"""MERGE INTO {TABLE} AS t
USING (SELECT '{script.name}' AS file, '{checksum(script)}' AS checksum, SYSDATE() AS deployed_at) AS s
    ON t.file = s.file
WHEN MATCHED THEN UPDATE SET t.checksum = s.checksum, t.deployed_at = s.deployed_at
WHEN NOT MATCHED THEN INSERT (file, checksum, deployed_at) VALUES (s.file, s.checksum, s.deployed_at)"""
