"""What the query history must not keep."""

from __future__ import annotations

import ecomsim


def test_a_password_is_not_kept() -> None:
    with ecomsim.connect(clock="virtual") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE USER ada PASSWORD = 'Swordfish''1' COMMENT = 'mathematician'")
        cursor.execute("ALTER USER ada SET password='other'")
        texts = [
            row[0]
            for row in cursor.execute(
                "SELECT query_text FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE query_text ILIKE '% USER ada %'"
            ).fetchall()
            if "QUERY_HISTORY" not in row[0]
        ]
    assert sorted(texts) == [
        "ALTER USER ada SET password='********'",
        "CREATE USER ada PASSWORD = '********' COMMENT = 'mathematician'",
    ]
