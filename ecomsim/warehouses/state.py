"""Which warehouses run, since when, and what that costs.

The state lives in memory, because every statement asks for it; starts and suspensions are events that are written in
batches. A warehouse whose idle time is over is suspended at exactly that moment, by the agenda or by whoever looks
next. Source: "Overview of warehouses", spec/tasks.md section 14.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.accounts import account_settings
from ecomsim.catalog.account_objects import ResourceMonitor, Warehouse
from ecomsim.catalog.store import Catalog
from ecomsim.histories.journal import Journal
from ecomsim.names import Name
from ecomsim.warehouses import notify
from ecomsim.warehouses.ledger import Ledger, Notice
from ecomsim.warehouses.metering import MINIMUM_SECONDS, SIZES, Charge, credits_per_hour

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

BATCH = 500
SERVERLESS = "serverless"
"""The key in `session.locals` of a session whose compute Snowflake manages (a task without a warehouse)."""


@dataclass(slots=True)
class State:
    """One warehouse at this moment: the charges still running up, the monitors that watch it (its own and that of the
    account), and how many statements are busy on it.
    """

    warehouse: Warehouse
    started: bool = False
    resumed_on: datetime | None = None
    last_used_on: datetime | None = None
    charges: list[Charge] = field(default_factory=list)
    monitors: tuple[ResourceMonitor, ...] = ()
    busy: int = 0

    def deadline(self) -> datetime | None:
        """When it is suspended unless somebody uses it before; idle time begins when the last statement ends."""
        if not self.started or self.busy or not self.warehouse.auto_suspend or self.last_used_on is None:
            return None
        return self.last_used_on + timedelta(seconds=self.warehouse.auto_suspend)


class Warehouses:
    """The warehouses of an account. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._catalog: Catalog | None = None
        self._states: dict[int, State] = {}
        self._names: dict[str, State] = {}
        self._charges = Journal("_ecomsim.warehouse_charges", Charge, lambda charge: charge.ended_on is None)
        self._next_key: int | None = None
        self._ledger = Ledger()

    # --- use ---------------------------------------------------------------------------------------------------

    def use(self, name: str | None, session: Session, at: datetime) -> None:
        """A statement needs compute: resume the warehouse when it may be, note its use until `release`.

        Raises 000606 without a usable warehouse, and the monitor's refusal when its quota is used up.
        """
        if self._catalog is not self._account.catalog:
            self._sync()
        state = self._names.get(name) if name is not None else None
        if state is None or not checks.visible(session, state.warehouse):
            if name is None and session.locals.get(SERVERLESS):
                return
            raise no_active_warehouse()
        if state.started and not state.monitors:
            deadline = state.deadline()
            if deadline is None or at < deadline:
                self._take(state, session, at)
                return
        with self._lock:
            self._settle(at)
            if not state.started:
                if not state.warehouse.auto_resume:
                    raise no_active_warehouse()
                self.start(state.warehouse, at)
            elif state.monitors:
                self._check_monitors(state, at)
            self._take(state, session, at)

    def release(self, used: list[State], at: datetime) -> None:
        """The statement that used them ended: idle time counts from here."""
        with self._lock:
            for state in used:
                state.busy -= 1
                if state.started and (state.last_used_on is None or state.last_used_on < at):
                    state.last_used_on = at
            used.clear()

    def _take(self, state: State, session: Session, at: datetime) -> None:
        with self._lock:
            state.last_used_on = at
            if not any(state is each for each in session.using):
                session.using.append(state)
                state.busy += 1

    def size(self, name: str | None) -> str | None:
        """The size as QUERY_HISTORY prints it; None for no or an unknown warehouse."""
        found = self._account.catalog.get("WAREHOUSE", Name("", "", name)) if name is not None else None
        return SIZES[found.size][0] if isinstance(found, Warehouse) else None

    # --- starting and suspending -------------------------------------------------------------------------------

    def state(self, warehouse: Warehouse) -> State:
        """The state at this moment."""
        with self._lock:
            self._sync()
            self._settle(self._account.clock.now())
            return self._states[warehouse.id]

    def start(self, warehouse: Warehouse, at: datetime) -> None:
        """Start a suspended warehouse. Raises when its resource monitor forbids it."""
        with self._lock:
            self._sync()
            state = self._states[warehouse.id]
            if state.started:
                return
            self._check_monitors(state, at)
            state.started, state.resumed_on, state.last_used_on = True, at, at
            self._charge(state, at, _rate(warehouse))
            self._noted()

    def suspend(self, warehouse: Warehouse, at: datetime) -> None:
        with self._lock:
            self._sync()
            self._stop(self._states[warehouse.id], at)
            self._noted()

    def resize(self, before: Warehouse, after: Warehouse, at: datetime) -> None:
        """Bill a running warehouse at its new rate: the growth for a minute at least, less from now on."""
        with self._lock:
            state = self._states.get(before.id)
            if state is None or not state.started:
                return
            old, new = _rate(before), _rate(after)
            if new > old:
                self._charge(state, at, new - old)
            elif new < old:
                self._end_charges(state, at)
                self._charge(state, at, new, minimum_seconds=0.0)
            self._noted()

    def forget(self, warehouse: Warehouse, at: datetime) -> None:
        """The warehouse is dropped: it stops running."""
        with self._lock:
            state = self._states.pop(warehouse.id, None)
            if state is not None:
                self._stop(state, at)

    # --- the agenda --------------------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """The next auto-suspension or the next moment at which a monitor's threshold is reached."""
        with self._lock:
            self._sync()
            idle = (state.deadline() for state in self._states.values())
            crossings = (
                self._ledger.next_crossing(monitor, charges, self._account.clock.now())
                for monitor, charges in self._monitored()
            )
            return min((due for due in (*idle, *crossings) if due is not None), default=None)

    def run_due(self, now: datetime) -> int:
        """Suspend what is idle, fire what monitors have to say; returns the number of events."""
        with self._lock:
            self._sync()
            return self._settle(now)

    def _settle(self, now: datetime) -> int:
        events = 0
        for state in self._states.values():
            deadline = state.deadline()
            if deadline is not None and deadline <= now:
                self._stop(state, deadline)
                events += 1
        for monitor, charges in self._monitored():
            for notice in self._ledger.fire(monitor, charges, now):
                events += 1
                self._act(monitor, notice)
        if events:
            self._noted()
        return events

    def _act(self, monitor: ResourceMonitor, notice: Notice) -> None:
        notify.post(monitor, notice, self._account)
        if notice.action == "NOTIFY":
            return
        for state in self._states.values():
            if state.started and monitor in state.monitors:
                self._stop(state, notice.sent_on)
                if notice.action == "SUSPEND_IMMEDIATE" and not self._account.clock.is_virtual:
                    self.abort(state.warehouse.name.last)

    def abort(self, warehouse: str, *, but: Session | None = None) -> None:
        """Stop every statement that runs on the warehouse."""
        for session in list(self._account.sessions.values()):
            if session is not but and session.warehouse == warehouse:
                session.stop(errors.canceled())

    # --- reading -----------------------------------------------------------------------------------------------

    def charges(self, begin: datetime) -> list[Charge]:
        """Every charge that was running at or after `begin`, those still running included."""
        self.flush()
        with self._account.internal() as duck:
            ended = "WHERE ended_on IS NULL OR ended_on >= ? - INTERVAL 1 MINUTE ORDER BY key"
            return self._charges.read(duck, ended, [begin])

    def used_credits(self, monitor: ResourceMonitor) -> float:
        """What the monitor's warehouses used in its present interval."""
        with self._lock:
            self._sync()
            now = self._account.clock.now()
            self._settle(now)
            return self._ledger.used(monitor, self._charges_of(monitor), now)

    def notices(self, monitor: ResourceMonitor) -> list[Notice]:
        """What the monitor has said, oldest first."""
        return self._ledger.notices(monitor)

    def flush(self) -> None:
        """Write states, charges and notices."""
        with self._lock:
            if self._next_key is None:
                return
            self._settle(self._account.clock.now())
            batch = self._charges.take()
            try:
                with self._account.internal() as duck:
                    self._charges.write(batch, duck)
                    duck.execute("DELETE FROM _ecomsim.warehouse_state")
                    for state in self._states.values():
                        duck.execute(
                            "INSERT INTO _ecomsim.warehouse_state VALUES (?, ?, ?, ?)",
                            [state.warehouse.id, state.started, state.resumed_on, state.last_used_on],
                        )
                    self._ledger.save(duck)
            except BaseException:
                self._charges.give_back(batch)
                raise

    # --- bookkeeping -------------------------------------------------------------------------------------------

    def _sync(self) -> None:
        """Follow the catalog; the first time also load what the file holds."""
        catalog = self._account.catalog
        if self._catalog is catalog:
            return
        with self._lock:
            if self._next_key is None:
                self._load()
            present: dict[int, State] = {}
            for item in catalog.all("WAREHOUSE"):
                assert isinstance(item, Warehouse)
                state = self._states.get(item.id) or State(item)
                state.warehouse, state.monitors = item, _monitors_of(item, catalog)
                present[item.id] = state
            for identifier, state in self._states.items():
                if identifier not in present:
                    self._stop(state, self._account.clock.now())
            self._states = present
            self._names = {state.warehouse.name.last: state for state in present.values()}
            self._catalog = catalog

    def _load(self) -> None:
        with self._account.internal() as duck:
            self._next_key = self._charges.highest_key(duck)
            running = self._charges.read(duck, "WHERE ended_on IS NULL ORDER BY key")
            states = duck.execute("SELECT * FROM _ecomsim.warehouse_state").fetchall()
            self._ledger.load(duck)
        self._charges.opened(running)
        for identifier, started, resumed_on, last_used_on in states:
            warehouse = self._account.catalog.by_id(identifier)
            if isinstance(warehouse, Warehouse):
                own = [charge for charge in running if charge.warehouse_id == identifier]
                self._states[identifier] = State(warehouse, started, resumed_on, last_used_on, own)

    def _charge(self, state: State, at: datetime, rate: float, *, minimum_seconds: float = MINIMUM_SECONDS) -> None:
        assert self._next_key is not None
        self._next_key += 1
        charge = Charge(
            key=self._next_key,
            warehouse_id=state.warehouse.id,
            warehouse_name=state.warehouse.name.last,
            started_on=at,
            minimum_seconds=minimum_seconds,
            credits_per_hour=rate,
        )
        state.charges.append(charge)
        self._charges.note(charge)

    def _end_charges(self, state: State, at: datetime) -> None:
        for charge in state.charges:
            ended = replace(charge, ended_on=max(at, charge.started_on))
            self._charges.note(ended)
            for monitor in state.monitors:
                self._ledger.add(monitor, ended)
        state.charges.clear()

    def _stop(self, state: State, at: datetime) -> None:
        if state.started:
            self._end_charges(state, at)
            state.started = False

    def _noted(self) -> None:
        if len(self._charges) >= BATCH or not self._account.clock.is_virtual:
            self.flush()

    def _monitored(self) -> list[tuple[ResourceMonitor, list[Charge]]]:
        """Monitors that watch at least one warehouse, and the running charges of what they watch."""
        found: dict[int, tuple[ResourceMonitor, list[Charge]]] = {}
        for state in self._states.values():
            for monitor in state.monitors:
                found.setdefault(monitor.id, (monitor, []))[1].extend(state.charges)
        return list(found.values())

    def _charges_of(self, monitor: ResourceMonitor) -> list[Charge]:
        return [charge for state in self._states.values() if monitor in state.monitors for charge in state.charges]

    def _check_monitors(self, state: State, at: datetime) -> None:
        for monitor in state.monitors:
            if self._ledger.blocks(monitor, self._charges_of(monitor), at):
                self._stop(state, at)
                raise errors.fail(
                    90073,
                    "22000",
                    f"Warehouse '{state.warehouse.name.last}' cannot be resumed because resource monitor "
                    f"'{monitor.name.last}' has exceeded its quota.",
                )


def _monitors_of(warehouse: Warehouse, catalog: Catalog) -> tuple[ResourceMonitor, ...]:
    """The warehouse's own monitor and the account's; one that is both watches once."""
    settings = account_settings.of(catalog)
    names = dict.fromkeys((warehouse.resource_monitor, settings.resource_monitor if settings else None))
    found = (catalog.get("RESOURCE MONITOR", Name("", "", name)) for name in names if name is not None)
    return tuple(monitor for monitor in found if isinstance(monitor, ResourceMonitor))


def _rate(warehouse: Warehouse) -> float:
    return credits_per_hour(warehouse.size, warehouse.min_cluster_count, warehouse.options.get("GENERATION", "1"))


def no_active_warehouse() -> errors.SnowflakeError:
    return errors.fail(
        606,
        "57P03",
        "No active warehouse selected in the current session.  "
        "Select an active warehouse with the 'use warehouse' command.",
    )
