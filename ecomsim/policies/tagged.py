"""Masking policies by tags: a column without one of its own is masked by those of the tags it has.

Of a tag's policies the one for the column's type counts; its further arguments are columns of their names. A tag may
stand on the column, on what the column stands in, or come down from further above. A column on which two tags bring
policies for its type stays closed. Source: Snowflake documentation, "Tag-based masking policies".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import Attached, CatalogObject, DynamicTable, Table, TableColumn, View
from ecomsim.catalog.policies import MaskingPolicy
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.tags.inherited import settings

if TYPE_CHECKING:
    from ecomsim.change import Change

Protected = Table | View | DynamicTable


def masked(item: Protected, catalog: Catalog) -> Protected:
    """A relation with the policies that tags bring, where its columns have none of their own."""
    found = {column.name: attached for column, attached, _ in uses(item, catalog)}
    if not found:
        return item
    columns = tuple(
        replace(column, masking=found[column.name]) if column.name in found else column for column in item.columns
    )
    return replace(item, columns=columns)


def uses(item: CatalogObject | None, catalog: Catalog) -> Iterator[tuple[TableColumn, Attached, Tag]]:
    """Every column that a tag masks, with the policy and the tag. Raises when two tags bring policies for its type."""
    if not isinstance(item, (Table, View, DynamicTable)):
        return
    above = any(each.tag.masking for each in settings(item, catalog))
    for column in item.columns:
        if (above or column.tags) and (found := _of_column(item, column, catalog)) is not None:
            yield column, *found


def of_column(item: Protected, column: TableColumn, catalog: Catalog) -> TableColumn:
    """A column of a relation with the policy that a tag brings, if it has none of its own."""
    found = _of_column(item, column, catalog)
    return column if found is None else replace(column, masking=found[0])


def _of_column(item: Protected, column: TableColumn, catalog: Catalog) -> tuple[Attached, Tag] | None:
    if column.masking is not None or column.expression is not None:
        return None
    own = [each.tag for each in settings(item, catalog, column) if each.tag.masking]
    chosen = [(policy, tag) for tag in own if (policy := for_type(tag, column, catalog)) is not None]
    if not chosen:
        return None
    if len({policy.id for policy, _ in chosen}) > 1:
        raise errors.compilation(
            3558,
            "42601",
            f"Column '{column.name}' of '{item.name}' has several tags with a masking policy for its data type.",
        )
    policy, tag = chosen[0]
    names = (column.name, *(each.name for each in policy.arguments[1:]))
    _check_present(names, item, policy)
    return Attached(policy=policy.id, columns=names), tag


def _check_present(names: tuple[str, ...], item: Protected, policy: MaskingPolicy) -> None:
    known = {column.name for column in item.columns}
    for name in names:
        if name not in known:
            raise errors.compilation(
                3559,
                "42601",
                f"Masking policy '{policy.name}' of a tag needs a column '{name}' that '{item.name}' does not have.",
            )


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
        for _, _, tag in uses(item, catalog) if item.id not in inside else ():
            if tag.id in own:
                raise errors.compilation(
                    3561,
                    "42601",
                    f"Tag {tag.name.last} cannot be dropped/replaced as masking policies are set on it.",
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


def _masks(item: CatalogObject | None, catalog: Catalog) -> list[tuple[str, Attached]]:
    return [(column.name, attached) for column, attached, _ in uses(item, catalog)]
