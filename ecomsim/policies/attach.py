"""Attaching policies to columns and relations, and taking them away: who may, and what fits.

Invariant: at most one masking policy at a column and one row access policy at a relation; a column is an argument of
one of them alone, unless the masking policy is EXEMPT_OTHER_POLICIES. Virtual columns have no policies: what they
compute is protected by the columns they read.
Source: Snowflake documentation, "Understanding Column-level Security", "Understanding row access policies".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Attached, CatalogObject, DynamicTable, Table, TableColumn, View
from ecomsim.catalog.policies import MaskingPolicy, Policy, RowAccessPolicy
from ecomsim.catalog.store import Catalog
from ecomsim.policies import tagged
from ecomsim.sqltext import nodes
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from datetime import datetime

    from ecomsim.sessions.session import Session

Protected = Table | View | DynamicTable
"""What can have policies."""
Item = TypeVar("Item", Table, View, DynamicTable)

ACTIONS = (nodes.SetMasking, nodes.AddRowAccess, nodes.DropRowAccess)
"""The actions of ALTER that `altered` knows."""


def altered(item: Item, action: object, session: Session, now: datetime) -> Item:
    """The relation after one of ACTIONS."""
    match action:
        case nodes.SetMasking(policy=None):
            changed = _unmasked(item, action.column, session)
        case nodes.SetMasking(policy=nodes.PolicyUse() as used):
            changed = masked(item, action.column, used, session, force=action.force)
        case nodes.AddRowAccess():
            changed = with_rows(item, action.policy, session)
        case nodes.DropRowAccess():
            changed = _without_rows(item, action, session)
        case _:
            raise errors.unsupported(f"ALTER {item.kind} {type(action).__name__}")
    return replace(changed, protected_on=now)


def created(
    item: Item, columns: Sequence[nodes.ColumnDefinition], row_access: nodes.PolicyUse | None, session: Session
) -> Item:
    """A new relation, its creator's, with the policies that its CREATE names."""
    if row_access is None and all(column.masking is None for column in columns):
        return item
    found = with_masks(replace(item, owner=session.role), columns, session)
    if row_access is not None:
        found = replace(with_rows(found, row_access, session), protected_on=session.now)
    return found


def with_masks(item: Item, columns: Sequence[nodes.ColumnDefinition], session: Session) -> Item:
    """The relation with the masking policies that the definitions of some of its columns name."""
    for column in columns:
        if column.masking is not None:
            item = replace(masked(item, column.name, column.masking, session), protected_on=session.now)
    return item


# --- masking policies ------------------------------------------------------------------------------------------


def masked(item: Item, column: str, used: nodes.PolicyUse, session: Session, *, force: bool = False) -> Item:
    """The relation with a masking policy at a column. Raises when there is one and `force` does not replace it."""
    policy: MaskingPolicy = session.find(MaskingPolicy.kind, used.name)
    _may_apply(policy, item, session)
    found = _column(item, column)
    if found.masking is not None and not force:
        raise errors.compilation(
            3529,
            "42601",
            "Specified column already attached to another masking policy. A column cannot be attached to multiple "
            "masking policies. Please drop the current association in order to attach a new masking policy.",
        )
    columns = used.columns or (column,)
    if columns[0] != column:
        raise errors.compilation(
            3552, "42601", f"The first column of USING must be the column to mask: {column}, not {columns[0]}."
        )
    _check_signature(policy, columns, item)
    if item.row_access is not None and not policy.exempts_others:
        _refuse_shared(set(item.row_access.columns) & {column})
    attached = Attached(policy=policy.id, columns=columns)
    return _with_column(item, replace(found, masking=attached))


def _unmasked(item: Item, column: str, session: Session) -> Item:
    found = _column(item, column)
    if found.masking is None:
        return item
    policy = session.catalog.by_id(found.masking.policy)
    if isinstance(policy, Policy):
        _may_apply(policy, item, session)
    return _with_column(item, replace(found, masking=None))


def _with_column(item: Item, column: TableColumn) -> Item:
    return replace(item, columns=tuple(column if each.name == column.name else each for each in item.columns))


# --- row access policies ---------------------------------------------------------------------------------------


def with_rows(item: Item, used: nodes.PolicyUse, session: Session) -> Item:
    """The relation with a row access policy."""
    policy: RowAccessPolicy = session.find(RowAccessPolicy.kind, used.name)
    _may_apply(policy, item, session)
    if item.row_access is not None:
        raise errors.compilation(
            3549,
            "23505",
            f"Object {item.name.last} already has a ROW_ACCESS_POLICY. "
            "Only one ROW_ACCESS_POLICY is allowed at a time.",
        )
    _check_signature(policy, used.columns, item)
    shared = set()
    for column in item.columns:
        masking = session.catalog.by_id(column.masking.policy) if column.masking is not None else None
        if column.name in used.columns and isinstance(masking, MaskingPolicy) and not masking.exempts_others:
            shared.add(column.name)
    _refuse_shared(shared)
    return replace(item, row_access=Attached(policy=policy.id, columns=used.columns))


def _without_rows(item: Item, action: nodes.DropRowAccess, session: Session) -> Item:
    attached = item.row_access
    if action.name is not None:
        named: RowAccessPolicy = session.find(RowAccessPolicy.kind, action.name)
        if attached is None or named.id != attached.policy:
            raise errors.compilation(
                3548, "42601", f"Row access policy '{named.name}' is not attached to {item.kind.lower()} '{item.name}'."
            )
    policy = session.catalog.by_id(attached.policy) if attached is not None else None
    if isinstance(policy, Policy):
        _may_apply(policy, item, session)
    return replace(item, row_access=None)


# --- what fits -------------------------------------------------------------------------------------------------


def _refuse_shared(columns: set[str]) -> None:
    for name in sorted(columns):
        raise errors.compilation(
            3556,
            "42601",
            f"Column '{name}' cannot be in the signature of a row access policy and have a masking policy at the same "
            "time.",
        )


def _column(item: Protected, name: str) -> TableColumn:
    for column in item.columns:
        if column.name == name:
            if column.expression is not None:
                raise errors.unsupported("a policy on a virtual column")
            return column
    raise errors.invalid_identifier(name)


def _check_signature(policy: Policy, columns: tuple[str, ...], item: Protected) -> None:
    """As many columns as arguments, each of its argument's type; lengths and precisions may differ."""
    if len(columns) != len(policy.arguments):
        raise errors.compilation(
            3553,
            "42601",
            f"Policy '{policy.name.last}' takes {len(policy.arguments)} column(s) but {len(columns)} were given.",
        )
    for name, argument in zip(columns, policy.arguments, strict=True):
        found = _column(item, name)
        if not same_type(found.type, argument.type):
            raise errors.compilation(
                3554,
                "42601",
                f"Column '{name}' data type {found.type} does not match with argument '{argument.name}' data type "
                f"{argument.type} of policy '{policy.name.last}'.",
            )


def same_type(one: SnowflakeType, other: SnowflakeType) -> bool:
    """Whether both are of one kind, however long or precise."""
    return one.name == other.name


def _may_apply(policy: Policy, item: CatalogObject, session: Session) -> None:
    """APPLY on the account is enough; without it the role owns the relation and holds APPLY on the policy."""
    if checks.free(session) or f"APPLY {policy.kind}" in checks.held_on_account(session):
        return
    checks.use(session, policy, "APPLY")
    checks.own(session, item)


# --- where policies are attached -------------------------------------------------------------------------------


def uses(item: CatalogObject | None) -> Iterator[tuple[Attached, str | None]]:
    """Every policy at a relation, with the column it masks; None for a row access policy."""
    if not isinstance(item, (Table, View, DynamicTable)):
        return
    if item.row_access is not None:
        yield item.row_access, None
    for column in item.columns:
        if column.masking is not None:
            yield column.masking, column.name


def users_of(policies: Iterable[int], catalog: Catalog) -> list[CatalogObject]:
    """The live relations with any of these policies."""
    wanted = frozenset(policies)
    return [item for item in catalog.objects() if any(attached.policy in wanted for attached, _ in uses(item))]


def check_unused(policy: Policy, session: Session) -> None:
    """Refuse to drop or replace a policy that is attached."""
    own = [*session.temporary.values(), *session.temporary_views.values()]
    here = any(attached.policy == policy.id for item in own for attached, _ in uses(item))
    if here or users_of([policy.id], session.catalog) or tagged.tags_with(policy.id, session.catalog):
        raise in_use(policy)


def check_not_used_outside(contents: Sequence[CatalogObject], catalog: Catalog) -> None:
    """Refuse to drop a schema or database with a policy that protects something beyond it, or a tag that does."""
    inside = {item.id for item in contents}
    tagged.check_not_used_outside(contents, inside, catalog)
    policies = {item.id: item for item in contents if isinstance(item, Policy)}
    if not policies:
        return
    for item in users_of(policies, catalog):
        if item.id not in inside:
            raise in_use(next(policies[each.policy] for each, _ in uses(item) if each.policy in policies))
    for policy in policies.values():
        if any(tag.id not in inside for tag in tagged.tags_with(policy.id, catalog)):
            raise in_use(policy)


def in_use(policy: Policy) -> errors.SnowflakeError:
    return errors.compilation(
        3531,
        "42601",
        f"Policy {policy.name.last} cannot be dropped/replaced as it is associated with one or more entities.",
    )


# --- columns that change ---------------------------------------------------------------------------------------


def renamed_column(item: Table, old: str, new: str) -> Table:
    """The relation with `old` called `new` wherever a policy takes it for an argument."""

    def moved(attached: Attached | None) -> Attached | None:
        if attached is None:
            return None
        return replace(attached, columns=tuple(new if name == old else name for name in attached.columns))

    columns = tuple(replace(column, masking=moved(column.masking)) for column in item.columns)
    return replace(item, columns=columns, row_access=moved(item.row_access))


def check_droppable(item: Table, column: str) -> None:
    """Refuse to drop a column that a policy of another column, or of the rows, takes for an argument."""
    for attached, masks in uses(item):
        if column in attached.columns and masks != column:
            raise errors.compilation(
                3557, "42601", f"Column '{column}' cannot be dropped as it is used by a policy of '{item.name.last}'."
            )


def without_policies(item: Table) -> Table:
    """A definition as CREATE … LIKE takes it over: policies stay where they were attached."""
    return replace(item, columns=tuple(replace(column, masking=None) for column in item.columns), row_access=None)


def repointed(item: Protected, policies: dict[int, int]) -> Protected:
    """The relation with other policies in place of those in `policies`: those cloned together with it."""

    def moved(attached: Attached | None) -> Attached | None:
        return None if attached is None else replace(attached, policy=policies.get(attached.policy, attached.policy))

    columns = tuple(replace(column, masking=moved(column.masking)) for column in item.columns)
    return replace(item, columns=columns, row_access=moved(item.row_access))
