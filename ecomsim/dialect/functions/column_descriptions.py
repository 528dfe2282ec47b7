"""GENERATE_COLUMN_DESCRIPTION: INFER_SCHEMA's rows as the columns of a table, an external table or a view.

Source: Snowflake documentation, "GENERATE_COLUMN_DESCRIPTION".
"""

from __future__ import annotations

import json


def described(columns: str, kind: str) -> str:
    """columns: a JSON array of objects with COLUMN_NAME, TYPE, NULLABLE and EXPRESSION; kind: what is to be created."""
    wanted = kind.lower()
    if wanted not in ("table", "external_table", "view"):
        raise ValueError(f"[[1008|22023|invalid value [{kind}] for parameter 'object type']]")
    lines = []
    for each in json.loads(columns):
        name = '"' + str(each.get("COLUMN_NAME", "")).replace('"', '""') + '"'
        if wanted == "view":
            lines.append(f"{name} ")
        elif wanted == "external_table":
            lines.append(f"{name} {each.get('TYPE')} AS ({each.get('EXPRESSION')})")
        else:
            lines.append(f"{name} {each.get('TYPE')}{' NOT NULL' if each.get('NULLABLE') is False else ''}")
    return ",\n".join(lines).rstrip()


TABLE = {"GENERATE_COLUMN_DESCRIPTION": described}
