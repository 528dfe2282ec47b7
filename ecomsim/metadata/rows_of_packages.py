"""Rows of INFORMATION_SCHEMA.PACKAGES: what a Python handler can import, which is what this process can.

Snowpark asks it before it registers a function. Source: Snowflake documentation, "PACKAGES view".
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from ecomsim.metadata.grid import Row

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

PACKAGES = "PACKAGE_NAME, VERSION, LANGUAGE, RUNTIME_VERSION"

SNOWPARK = "snowflake-snowpark-python"
SNOWPARK_VERSION = "1.0.0"
"""What the engine's own small `snowflake.snowpark` passes for when the real one is not installed."""


def packages(database: str, session: Session) -> Iterator[Row]:
    """One row for each package of this Python; names as package indexes write them."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for name, release in installed():
        yield {"PACKAGE_NAME": name, "VERSION": release, "LANGUAGE": "python", "RUNTIME_VERSION": version}


@cache
def installed() -> tuple[tuple[str, str], ...]:
    """Name and release of each package of this Python."""
    found = {SNOWPARK: SNOWPARK_VERSION}
    for each in metadata.distributions():
        name = each.metadata["Name"]
        if name:
            found[re.sub(r"[-_.]+", "-", name).lower()] = each.version
    return tuple(sorted(found.items()))
