"""SHOW and DESCRIBE."""

from __future__ import annotations

from dataclasses import dataclass

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.access import GrantsShown
from ecomsim.sqltext.nodes.base import Level, Statement
from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Statement):
    """SHOW [TERSE] kind [HISTORY] [LIKE …] [IN …] [STARTS WITH …] [LIMIT n [FROM …]].

    kind: plural as written, upper-case: TABLES, 'DYNAMIC TABLES', 'RESOURCE MONITORS', 'PRIMARY KEYS', GRANTS …
    scope: (level, name or None), or None when there is no IN.
    """

    kind: str
    terse: bool = False
    history: bool = False
    like: str | None = None
    scope: tuple[Level, ObjectName | None] | None = None
    starts_with: str | None = None
    limit: int | None = None
    limit_from: str | None = None
    rest: str = ""  # kind-specific tail as text: PARAMETERS IN TASK t, …
    grants: GrantsShown | None = None  # of SHOW [FUTURE] GRANTS alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe(Statement):
    kind: str
    name: ObjectName
    stage_properties: bool = False  # DESCRIBE TABLE t TYPE = STAGE
    argument_types: tuple[SnowflakeType, ...] | None = None
