"""Text that is not Unicode ends as one clear error and never takes the history of other statements with it."""

from __future__ import annotations

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

HALF = "\ud800"


def test_half_a_surrogate_pair_is_refused_and_the_history_is_kept(session: Session) -> None:
    session.execute("CREATE TABLE t (v VARCHAR)")
    for run in (
        lambda: session.execute(f"INSERT INTO t VALUES ('{HALF}')"),
        lambda: session.execute("INSERT INTO t VALUES (?)", [HALF]),
        lambda: session.execute_array("INSERT INTO t VALUES (?)", [["a", HALF]]),
        lambda: session.execute(f'SELECT 1 AS "{HALF}"'),
    ):
        with pytest.raises(SnowflakeError, match="Invalid UTF8 detected in string") as caught:
            run()
        assert caught.value.errno == 100078
    assert session.execute("SELECT COUNT(*) FROM t").rows() == [(0,)]
    session.account.history.flush()
    found = session.execute(
        "SELECT query_text, error_code FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE query_text LIKE 'INSERT%'"
    ).rows()
    assert sorted(found) == [
        ("INSERT INTO t VALUES ('?')", "100078"),
        ("INSERT INTO t VALUES (?)", "100078"),
        ("INSERT INTO t VALUES (?)", "100078"),
    ]
