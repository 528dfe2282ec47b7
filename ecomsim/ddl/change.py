"""A change of the catalog: one DDL statement's transaction.

Objects are added, replaced and dropped on a private snapshot; on commit the catalog table, the physical relations and
the new snapshot become visible together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.catalog import store
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Stream, Table, renamed
from ecomsim.catalog.store import Catalog, namespace
from ecomsim.lineage import definitions
from ecomsim.names import Name
from ecomsim.storage import layout, offsets, versions
from ecomsim.storage.offsets import Offset
from ecomsim.storage.versions import Version

if TYPE_CHECKING:
    import duckdb

    from ecomsim.sessions.session import Session

T = TypeVar("T", bound=CatalogObject)


class Change:
    """Use through `with session.ddl() as change`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.catalog: Catalog = session.account.catalog
        self.temporary: dict[Name, Table] = dict(session.temporary)
        self.transaction = session.begin(explicit=False)
        self.now = self.transaction.started_on
        self.copies_grants = False  # COPY GRANTS: a new object gets the grants of the one it replaces
        self._before: dict[int, CatalogObject | None] = {}  # what was touched, as it was when the change began
        self._restored: set[int] = set()
        self._dropped: dict[tuple[str, Name], CatalogObject] = {}
        self._forgotten_offsets: list[int] = []
        self._offsets: dict[int, Offset] = {}
        self._new_tables: list[tuple[int, Version]] = []

    @property
    def duck(self) -> duckdb.DuckDBPyConnection:
        """DuckDB inside this change's transaction; locks must have been taken before its first use."""
        if not self.transaction.open:
            self.transaction.begin()
            self.transaction.touched = True
        return self.session.duck

    def new_id(self) -> int:
        return self.session.account.new_id()

    # --- objects -----------------------------------------------------------------------------------------------

    def existing(self, kind: str, name: Name) -> CatalogObject | None:
        """Whatever occupies the name in the kind's namespace."""
        return self.catalog.occupant(kind, name)

    def add(self, item: CatalogObject) -> None:
        """Add a new object, owned by the session's role or the one that future objects are given to.

        Raises 002002 when its name is taken.
        """
        self.catalog.require_container(item.name)
        if self.existing(item.kind, item.name) is not None:
            raise errors.already_exists(item.name if item.name.database else item.name.last)
        checks.create(self.session, self.catalog, item)
        if item.owner == roles.ADMINISTRATOR:
            item = replace(item, owner=self.session.role)
        self._save(item)
        before = self._dropped.get((namespace(item.kind), item.name))
        if before is not None and self.copies_grants:
            self.copy_grants(before, item)
            return
        for role, grants in checks.future(self.catalog, item):
            given = tuple(each for each in grants if each.privilege != "OWNERSHIP")
            if given:
                self._save(replace(role, grants=(*role.grants, *given)))
            if len(given) < len(grants):
                self._save(replace(item, owner=role.name.last))

    def replace(self, item: CatalogObject) -> None:
        """Put a new state of an object (same id) in place of the old one, under a new name if it has one."""
        before = self.catalog.by_id(item.id)
        if before is not None:
            checks.change(self.session, before)
        if before is not None and before.name != item.name and self.existing(item.kind, item.name) is not None:
            raise errors.already_exists(item.name)
        self._save(item)

    def put(self, item: CatalogObject) -> None:
        """A new state of an object, whoever asks: grants, and what the engine itself keeps of an object."""
        self._save(item)

    def _save(self, item: CatalogObject) -> None:
        self._before.setdefault(item.id, self.catalog.by_id(item.id))
        store.save(self.duck, item)
        self.catalog = self.catalog.evolve(add=[item])

    def drop(self, item: CatalogObject, *, restorable: bool = True) -> None:
        """Drop an object; a restorable one stays in the graveyard with its data."""
        checks.own(self.session, item)
        self._dropped[(namespace(item.kind), item.name)] = item
        self._before.setdefault(item.id, item)
        gone = replace(item, dropped_on=self.now)
        if isinstance(item, Stream) and "DROPPED_WITH" not in item.options:
            self._forgotten_offsets.append(item.id)
            restorable = False
        if restorable:
            store.save(self.duck, gone)
        else:
            store.delete(self.duck, item.id)
        self.catalog = self.catalog.evolve(remove=[gone if restorable else replace(item, dropped_on=None)])
        if not restorable and isinstance(item, (Table, DynamicTable)):
            self.destroy(item.id)

    def swap(self, one: CatalogObject, other: CatalogObject) -> None:
        """Exchange the names of two objects of one kind."""
        self._before |= {one.id: one, other.id: other}
        self.catalog = self.catalog.evolve(remove=[one, other])
        for item in (renamed(one, other.name), renamed(other, one.name)):
            self._save(item)

    def restore(self, item: CatalogObject) -> None:
        """Bring a dropped object back under its name; when its owner is gone, to the role that restores it."""
        if self.existing(item.kind, item.name) is not None:
            raise errors.already_exists(item.name)
        self._restored.add(item.id)
        owner = item.owner if roles.find_role(self.catalog, item.owner) is not None else self.session.role
        self._save(replace(item, dropped_on=None, owner=owner))

    def add_temporary(self, table: Table) -> None:
        self.catalog.require_container(table.name)
        self.temporary[table.name] = table
        self._before.setdefault(table.id, None)

    def rename_temporary(self, table: Table, name: Name) -> None:
        """Raises 002002 when the session has another temporary table of that name."""
        if name in self.temporary:
            raise errors.already_exists(name)
        del self.temporary[table.name]
        self.add_temporary(replace(table, name=name))

    def drop_temporary(self, table: Table) -> None:
        del self.temporary[table.name]
        self._before.setdefault(table.id, table)
        self.destroy(table.id)

    def copy_grants(self, before: CatalogObject, after: CatalogObject) -> None:
        """Grant on `after` what is granted on `before`, but to no role of another database."""
        for role in roles.every(self.catalog):
            if role.name.database not in ("", after.name.database):
                continue
            copies = tuple(replace(each, object_id=after.id) for each in role.grants if each.object_id == before.id)
            if copies:
                self.put(replace(role, grants=(*role.grants, *copies)))

    # --- data --------------------------------------------------------------------------------------------------

    def create_storage(self, table_id: int, columns: tuple, *, rows: int = 0, next_row: int | None = None) -> None:
        """Register the first version of a new table whose relations exist; `rows` it was born with have version 1."""
        version = Version(1, self.now, 0, rows if next_row is None else next_row, self.session.query_id, rows > 0)
        self._new_tables.append((table_id, version))

    def destroy(self, table_id: int) -> None:
        """Remove a table's data and history for good."""
        layout.drop(self.duck, table_id)
        self.duck.execute("DELETE FROM _ecomsim.versions WHERE table_id = ?", [table_id])

    def set_offset(self, stream_id: int, offset: Offset) -> None:
        self._offsets[stream_id] = offset

    def lock(self, table_id: int) -> None:
        """Wait for writers of a table whose relations are about to change."""
        self.transaction.lock(table_id, "define")

    # --- end ---------------------------------------------------------------------------------------------------

    def commit(self) -> None:
        account = self.session.account
        with account.commit_lock:
            now = account.clock.now()
            created = [
                (table_id, replace(version, committed_at=now, sequence=account.sequence + 1))
                for table_id, version in self._new_tables
            ]
            versions.record(self.duck, created)
            stamped = {
                key: offset if offset.advanced_at else offset.advanced(now) for key, offset in self._offsets.items()
            }
            offsets.record(self.duck, stamped)
            for stream_id in self._forgotten_offsets:
                offsets.forget(self.duck, stream_id)

            def publish() -> None:
                for table_id, version in created:
                    account.timelines.append(table_id, version)
                account.offsets.update(stamped)
                for stream_id in self._forgotten_offsets:
                    account.offsets.pop(stream_id, None)
                account.catalog = self.catalog
                self.session.temporary = self.temporary

            self._note_definitions()
            self.transaction.commit(publish)
        account.agenda.catalog_changed()

    def _note_definitions(self) -> None:
        """For ACCESS_HISTORY."""
        temporary = {table.id: table for table in self.temporary.values()}
        changed = {key: (was, self.catalog.by_id(key) or temporary.get(key)) for key, was in self._before.items()}
        self.session.definitions += definitions.of(changed, self._restored, self.catalog.by_id)

    def rollback(self) -> None:
        self.transaction.rollback()
