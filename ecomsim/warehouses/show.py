"""What SHOW WAREHOUSES says beyond a definition. Source: "SHOW WAREHOUSES", spec/tasks.md W-14.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim.catalog.account_objects import Warehouse
from ecomsim.warehouses.metering import SIZES

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def describe(warehouse: Warehouse, session: Session) -> dict[str, Any]:
    """State, size as printed, clusters, resumed_on, and is_current, as SHOW WAREHOUSES prints them."""
    state = session.account.warehouses.state(warehouse)
    started = state.started
    clusters = warehouse.min_cluster_count if started else 0
    return {
        "state": "STARTED" if started else "SUSPENDED",
        "type": "STANDARD",
        "size": SIZES[warehouse.size][0],
        "started_clusters": clusters,
        "running": 0,
        "queued": 0,
        "is_default": "N",
        "is_current": "Y" if session.warehouse == warehouse.name.last else "N",
        "available": "100" if started else "",
        "provisioning": "0" if started else "",
        "quiescing": "0" if started else "",
        "other": "0" if started else "",
        "resumed_on": state.resumed_on,
        "updated_on": warehouse.options.get("UPDATED_ON", warehouse.created_on),
        "resource_monitor": warehouse.resource_monitor or "null",
        "actives": clusters,
        "pendings": 0,
        "failed": 0,
        "suspended": 0 if started else warehouse.min_cluster_count,
        "scaling_policy": warehouse.options.get("SCALING_POLICY", "STANDARD"),
        "enable_query_acceleration": str(warehouse.options.get("ENABLE_QUERY_ACCELERATION", False)).lower(),
        "query_acceleration_max_scale_factor": warehouse.options.get("QUERY_ACCELERATION_MAX_SCALE_FACTOR", 8),
        "generation": warehouse.options.get("GENERATION", "1"),
        "resource_constraint": None,
    }
