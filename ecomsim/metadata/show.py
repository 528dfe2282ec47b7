"""SHOW: find the kind, take its entries through the shared filters, make a row of each.

The kinds are one literal table; each names its columns in Snowflake's order. Rows are made only for entries that the
filters leave, because a row may have to count. Source: spec/metadata.md section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, show_grants
from ecomsim.access import show as access
from ecomsim.alerts import show as show_alerts
from ecomsim.catalog.account_objects import Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata import filters, grid, show_account, show_columns, show_pipeline, show_tables
from ecomsim.metadata.listing import Listing
from ecomsim.notifications import show as show_integrations
from ecomsim.pipes import show as show_pipes
from ecomsim.policies import show as policies
from ecomsim.routines import listing as routines
from ecomsim.sqltext.grammar_show import TOKENS
from ecomsim.sqltext.nodes import Show
from ecomsim.staging import listing as staging
from ecomsim.statements.result import Result
from ecomsim.streamlits import show as streamlits
from ecomsim.tags import show as tags

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def show(statement: Show, session: Session) -> Result:
    """Run a SHOW statement.

    Raises 002043 for a scope that does not exist, 090105 without a current database where one is needed, and
    unsupported for kinds the engine does not know.
    """
    if statement.kind in ("GRANTS", "FUTURE GRANTS"):
        return show_grants.grants(statement, session)
    if statement.kind == TOKENS[0]:
        return access.access_tokens(statement, session)
    listing = LISTINGS.get(statement.kind)
    if listing is None:
        raise errors.unsupported(f"SHOW {statement.kind}")
    if statement.rest and statement.kind not in TAILS:
        raise errors.unsupported(f"SHOW {statement.kind} {statement.rest}")
    seen = [entry for entry in listing.entries(statement, session) if _may_see(entry, session)]
    entries = filters.select(statement, seen, listing.name)
    rows = [listing.describe(entry, statement, session) for entry in entries]
    return grid.result(grid.show_columns(listing.layout(statement)), rows)


def _may_see(entry: Any, session: Session) -> bool:
    """SHOW lists what the role holds any privilege on; roles and users are listed to everybody."""
    first = entry[0] if isinstance(entry, tuple) and entry else entry
    item = getattr(first, "item", first)
    return not isinstance(item, CatalogObject) or isinstance(item, (Role, User)) or checks.visible(session, item)


TAILS = frozenset({"PARAMETERS", "TASKS"})
"""Kinds with clauses of their own: IN TASK t, ROOT ONLY."""


LISTINGS: dict[str, Listing] = {
    **show_account.LISTINGS,
    **show_tables.LISTINGS,
    **show_columns.LISTINGS,
    **show_pipeline.LISTINGS,
    **access.LISTINGS,
    **show_alerts.LISTINGS,
    **show_pipes.LISTINGS,
    **show_integrations.LISTINGS,
    **routines.LISTINGS,
    **staging.LISTINGS,
    **streamlits.LISTINGS,
    **policies.LISTINGS,
    **tags.LISTINGS,
}
