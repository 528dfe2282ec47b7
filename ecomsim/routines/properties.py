"""Properties of a routine: which of them its language has, and which of them can be had here.

A property that would change nothing is refused, never kept for show. The release of a package and RUNTIME_VERSION are
those of this Python; only what is not installed at all is missed.
Source: Snowflake documentation, "CREATE FUNCTION", "CREATE PROCEDURE".
"""

from __future__ import annotations

import re

from ecomsim import errors
from ecomsim.catalog.objects import Routine
from ecomsim.metadata.rows_of_packages import installed

_OF_HANDLERS = frozenset({"RUNTIME_VERSION", "PACKAGES", "IMPORTS", "HANDLER"})
"""Properties of handlers in Python; a body in SQL or JavaScript has none of them."""

_RUNTIMES = ("3.9", "3.10", "3.11", "3.12", "3.13")

_ABSENT = frozenset(
    {"TARGET_PATH", "SECRETS", "LOG_LEVEL", "TRACE_LEVEL", "EXTERNAL_ACCESS_INTEGRATIONS", "ARTIFACT_REPOSITORY"}
    | {"RESOURCE_CONSTRAINT"}
)


def check(routine: Routine) -> None:
    """Raises 001008 for a property the language has not, 000002 for one the engine has not, 100357 for a package."""
    for name, value in routine.options.items():
        if name in _ABSENT and value not in ("", (), None):
            raise errors.unsupported(f"{name} of a {routine.kind.lower()}")
        if name in _OF_HANDLERS and routine.language != "PYTHON":
            raise errors.compilation(1008, "42601", f"invalid property '{name}' for '{routine.kind}'")
    runtime = routine.options.get("RUNTIME_VERSION")
    if runtime is not None and str(runtime) not in _RUNTIMES:
        raise errors.compilation(1008, "22023", f"invalid value '{runtime}' for property 'RUNTIME_VERSION'")
    wanted = routine.options.get("PACKAGES") or ()
    known = {name for name, _ in installed()}
    missing = [each for each in (wanted if isinstance(wanted, tuple) else (wanted,)) if _package(each) not in known]
    if missing:
        raise errors.fail(
            100357,
            "P0000",
            f"Cannot create a Python {routine.kind.lower()} with the specified packages. Please check your packages "
            f"specification and try again. '{', '.join(missing)}' is not installed beside ecomsim.",
        )


def _package(requirement: str) -> str:
    """The name of a package without its release, as package indexes write it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=<>!~\[;\s]", requirement.strip(), maxsplit=1)[0]).lower()
