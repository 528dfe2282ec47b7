"""The dashboard as Streamlit in Snowflake: its files on a stage of the project, and the statement that makes it an app.

The app has the same files as the page that runs here, with the questions of sql/dashboard beside them. Everything is in
the project's own database, so a teardown takes it away. It needs the container runtime, which is chosen on the account
(docs/guides/deploy-to-snowflake.md).
Source: Snowflake documentation, "CREATE STREAMLIT", "Organize your Streamlit app files".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ecomsim.ecommerce.project_files import project_dir
from ecomsim.ecommerce.record import WAREHOUSE
from ecomsim.ecommerce.status import DATABASE

STAGE = f"{DATABASE}.ANALYTICS.DASHBOARD_FILES"
APP = f"{DATABASE}.ANALYTICS.DASHBOARD"
_KINDS = ("*.py", "*.sql", "*.json", "*.toml")
_SETTINGS = ".streamlit"
"""The one hidden folder that belongs to the app."""


def statements(dashboard: Path | None = None, questions: Path | None = None) -> tuple[str, ...]:
    """What uploads the app and creates it, in order; running it again replaces the app by the present files."""
    app = dashboard or project_dir("dashboard")
    sql = questions or project_dir("sql") / "dashboard"
    return (
        f"CREATE STAGE IF NOT EXISTS {STAGE} COMMENT = 'Files of the e-commerce dashboard'",
        f"REMOVE @{STAGE}",
        *_puts(app, ""),
        *_puts(sql, "sql/dashboard"),
        f"""CREATE OR REPLACE STREAMLIT {APP}
    FROM '@{STAGE}'
    MAIN_FILE = 'app.py'
    QUERY_WAREHOUSE = {WAREHOUSE}
    TITLE = 'E-commerce pipeline'
    COMMENT = 'Dashboard of the e-commerce project'""",
        f"ALTER STREAMLIT {APP} ADD LIVE VERSION FROM LAST",
    )


def upload(connection: Any, on_statement: Callable[[str], None] = lambda _: None) -> int:
    """Run them; returns how many there were. `on_statement` hears of each before it runs."""
    plan = statements()
    with connection.cursor() as cursor:
        for statement in plan:
            on_statement(statement)
            cursor.execute(statement)
    return len(plan)


def _puts(folder: Path, prefix: str) -> list[str]:
    """One PUT for each kind of file in each folder below `folder`, hidden and generated ones left out."""
    found = []
    inside = [path for path in sorted(folder.rglob("*")) if path.is_dir()]
    for place in (folder, *inside):
        relative = place.relative_to(folder)
        if any(part.startswith((".", "__")) and part != _SETTINGS for part in relative.parts):
            continue
        target = "/".join(part for part in (prefix, *relative.parts) if part)
        source = place.as_posix().replace("'", "\\'")
        found += [
            f"PUT 'file://{source}/{kind}' @{STAGE}/{target}{'/' if target else ''} "
            "AUTO_COMPRESS = FALSE OVERWRITE = TRUE"
            for kind in _KINDS
            if any(place.glob(kind))
        ]
    return found
