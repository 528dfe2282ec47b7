"""Masking policies by tags: a column without one of its own is masked by those of the tags it has.

Of a tag's policies the one for the column's type counts; its further arguments are columns of their names. A tag may
stand on the column, on what the column stands in, or come down from further above. A relation with a column to which
two tags bring policies for its type, or whose policy needs a column that is not there, stays closed.
Source: Snowflake documentation, "Tag-based masking policies", "POLICY_REFERENCES" (POLICY_STATUS).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import Attached, CatalogObject, DynamicTable, Table, TableColumn, View
from ecomsim.catalog.policies import MaskingPolicy
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.tags.inherited import settings

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change

Protected = Table | View | DynamicTable


ACTIVE = "ACTIVE"
SEVERAL = "MULTIPLE_MASKING_POLICY_ASSIGNED_TO_THE_COLUMN"
MISSING = "COLUMN_IS_MISSING_FOR_SECONDARY_ARG"
MISMATCH = "COLUMN_DATATYPE_MISMATCH_FOR_SECONDARY_ARG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A policy that a tag brings to a column, with its POLICY_STATUS."""

    column: TableColumn
    attached: Attached
    tag: Tag
    status: str


def masked(item: Protected, catalog: Catalog) -> Protected:
    """A relation with the policies that tags bring, where its columns have none of their own. Raises for one that
    cannot be applied.
    """
    found = {use.column.name: _applicable(use, item) for use in uses(item, catalog)}
    if not found:
        return item
    columns = tuple(
        replace(column, masking=found[column.name]) if column.name in found else column for column in item.columns
    )
    return replace(item, columns=columns)


def of_column(item: Protected, column: TableColumn, catalog: Catalog) -> TableColumn:
    """A column of a relation with the policy that a tag brings, if it has none of its own."""
    found = [_applicable(use, item) for use in _of_column(item, column, catalog)]
    return replace(column, masking=found[0]) if found else column


def _applicable(use: Use, item: Protected) -> Attached:
    if use.status == ACTIVE:
        return use.attached
    raise errors.compilation(
        3558,
        "42601",
        f"Column '{use.column.name}' of '{item.name}' cannot be read: the masking policy of tag '{use.tag.name}' has "
        f"the status {use.status}.",
    )


def uses(item: CatalogObject | None, catalog: Catalog) -> Iterator[Use]:
    """Every policy that a tag brings to a column, also where it cannot be applied."""
    if not isinstance(item, (Table, View, DynamicTable)):
        return
    above = any(each.tag.masking for each in settings(item, catalog))
    for column in item.columns:
        if above or column.tags or column.propagated:
            yield from _of_column(item, column, catalog)


def _of_column(item: Protected, column: TableColumn, catalog: Catalog) -> list[Use]:
    if column.masking is not None or column.expression is not None:
        return []
    own = [each.tag for each in settings(item, catalog, column) if each.tag.masking]
    chosen = [(policy, tag) for tag in own if (policy := for_type(tag, column, catalog)) is not None]
    several = len({policy.id for policy, _ in chosen}) > 1
    return [
        Use(
            column=column,
            attached=Attached(policy=policy.id, columns=(column.name, *(each.name for each in policy.arguments[1:]))),
            tag=tag,
            status=SEVERAL if several else _status(policy, item),
        )
        for policy, tag in chosen
    ]


def _status(policy: MaskingPolicy, item: Protected) -> str:
    """Whether the relation has the columns that the further arguments of a policy name."""
    types = {column.name: column.type.name for column in item.columns}
    for argument in policy.arguments[1:]:
        if argument.name not in types:
            return MISSING
        if types[argument.name] != argument.type.name:
            return MISMATCH
    return ACTIVE


def for_type(tag: Tag, column: TableColumn, catalog: Catalog) -> MaskingPolicy | None:
    """The masking policy of a tag for the type of a column."""
    for identifier in tag.masking:
        policy = catalog.by_id(identifier)
        if isinstance(policy, MaskingPolicy) and policy.arguments[0].type.name == column.type.name:
            return policy
    return None


def tags_with(policy: int, catalog: Catalog) -> list[Tag]:
    """The tags that a masking policy is set on."""
    return [tag for tag in catalog.all(Tag.kind) if isinstance(tag, Tag) and policy in tag.masking]


def check_not_used_outside(contents: Iterable[CatalogObject], inside: set[int], catalog: Catalog) -> None:
    """Refuse to drop a schema or database with a tag that masks columns beyond it."""
    own = {item.id for item in contents if isinstance(item, Tag) and item.masking}
    if not own:
        return
    for item in catalog.objects():
        for use in uses(item, catalog) if item.id not in inside else ():
            if use.tag.id in own:
                raise errors.compilation(
                    3561,
                    "42601",
                    f"Tag {use.tag.name.last} cannot be dropped/replaced as masking policies are set on it.",
                )


def note_changed_masks(before: Catalog, change: Change) -> None:
    """Mark the relations that tags mask otherwise than before: what was computed from them is to be computed anew."""
    if not any(isinstance(tag, Tag) and tag.masking for each in (before, change.catalog) for tag in each.all(Tag.kind)):
        return
    for item in change.catalog.objects():
        if isinstance(item, (Table, View, DynamicTable)) and _masks(item, change.catalog) != _masks(
            before.by_id(item.id), before
        ):
            change.put(replace(item, protected_on=change.now))


def _masks(item: CatalogObject | None, catalog: Catalog) -> list[tuple[str, Attached, str]]:
    return [(use.column.name, use.attached, use.status) for use in uses(item, catalog)]
