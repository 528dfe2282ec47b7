"""The dashboard of a database file on the virtual clock, for the browser tests: served.py DATABASE PORT.

Reads lines from standard input, each a JSON list of SQL statements; runs them in a session of their own and
answers with one line, `ROWS` and the rows of the last statement as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import ecomsim
from ecomsim.ecommerce import live


def answer(connection: Any) -> None:
    for line in sys.stdin:
        rows: list[Any] = []
        with connection.cursor() as cursor:
            for statement in json.loads(line):
                rows = cursor.execute(statement).fetchall()
        print("ROWS " + json.dumps(rows, default=str), flush=True)


def main(database: str, port: int) -> None:
    with ecomsim.connect(database, clock="virtual") as connection:
        threading.Thread(target=answer, args=(connection,), daemon=True).start()
        live.serve(database, port=port, browser=False, seed=None, clock="virtual")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
