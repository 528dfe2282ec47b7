"""SHOW GRANTS: the engine has system roles only, so the one grant on an object is its owner's.

Source: spec/metadata.md section 2.1, GRANTS ON (recorded layout).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.metadata import grid
from ecomsim.names import parse_name
from ecomsim.result import Result
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.session import Session

_ON = re.compile(
    r"ON\s+(TABLE|VIEW|DYNAMIC\s+TABLE|STREAM|TASK|SEQUENCE|SCHEMA|DATABASE|WAREHOUSE|RESOURCE\s+MONITOR)\s+(.+)\Z",
    re.IGNORECASE | re.DOTALL,
)

COLUMNS = grid.show_columns(
    grid.names(
        "created_on, privilege, granted_on, name, granted_to, grantee_name, grant_option, granted_by, "
        "granted_by_role_type"
    )
)


def show(statement: Show, session: Session) -> Result:
    """SHOW GRANTS ON kind name; every other form is unsupported."""
    match = _ON.match(statement.rest.strip())
    if match is None:
        raise errors.unsupported(f"SHOW GRANTS {statement.rest}".strip())
    kind = " ".join(match.group(1).upper().split())
    try:
        name = parse_name(match.group(2))
    except ValueError as cause:
        raise errors.does_not_exist(kind.capitalize(), match.group(2)) from cause
    item = session.find(kind, name)
    row = {
        "created_on": item.created_on,
        "privilege": "OWNERSHIP",
        "granted_on": kind.replace(" ", "_"),
        "name": str(item.name),
        "granted_to": "ROLE",
        "grantee_name": item.owner,
        "grant_option": "true",
        "granted_by": item.owner,
        "granted_by_role_type": "ROLE",
    }
    return grid.result(COLUMNS, [row])
