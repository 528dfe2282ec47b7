"""What is shown of policies: SHOW, DESCRIBE, GET_DDL, and POLICY_REFERENCES, which says where they are attached.

Source: Snowflake documentation, "SHOW MASKING POLICIES", "DESCRIBE MASKING POLICY", "POLICY_REFERENCES", and the same
for row access policies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Attached, CatalogObject
from ecomsim.catalog.policies import KINDS, MaskingPolicy, Policy, RowAccessPolicy
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.metadata import grid
from ecomsim.metadata.arguments import Arguments
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, names
from ecomsim.metadata.listing import Listing
from ecomsim.metadata.literals import text
from ecomsim.names import ObjectName, parse_name, quote_if_needed
from ecomsim.policies import tagged
from ecomsim.policies.attach import uses
from ecomsim.sqltext.nodes import Describe, Show
from ecomsim.statements.result import Result, of_rows
from ecomsim.tags.show import clause
from ecomsim.values.types import TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DESCRIBED = grid.show_columns(names("name, signature, return_type, body"))


def signature(policy: Policy) -> str:
    """(VAL VARCHAR, REGION VARCHAR)."""
    return "(" + ", ".join(f"{quote_if_needed(each.name)} {_plain(str(each.type))}" for each in policy.arguments) + ")"


def _plain(kind: str) -> str:
    """A type without its size, as Snowflake shows it in a policy's signature."""
    return kind.partition("(")[0]


# --- SHOW and DESCRIBE -----------------------------------------------------------------------------------------


def _entries(kind: str) -> Callable[[Show, Session], list[Any]]:
    def entries(statement: Show, session: Session) -> list[Any]:
        where = scope(statement, session)
        return session.catalog.all(kind, where.database, where.schema)

    return entries


def row(item: Policy, session: Session) -> Row:
    """One row of SHOW … POLICIES."""
    exempt = isinstance(item, MaskingPolicy) and item.exempts_others
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "kind": item.kind.replace(" ", "_"),
        "owner": item.owner,
        "comment": item.comment,
        "owner_role_type": "ROLE",
        "options": json.dumps({"EXEMPT_OTHER_POLICIES": "TRUE"}, separators=(",", ":")) if exempt else "",
    }


def describe(statement: Describe, session: Session) -> Result:
    """DESCRIBE … POLICY: one row. The body is shown to who may apply the policy."""
    policy: Policy = session.find(statement.kind, statement.name)
    checks.use(session, policy, "APPLY")
    found = {
        "name": policy.name.last,
        "signature": signature(policy),
        "return_type": str(policy.returns),
        "body": policy.body,
    }
    return grid.result(DESCRIBED, [found], statement_type="DESCRIBE")


LISTINGS: dict[str, Listing] = {
    plural: Listing(
        columns=names("created_on, name, database_name, schema_name, kind, owner, comment, owner_role_type, options"),
        entries=_entries(kind),
        row=row,
        terse=None,
    )
    for plural, kind in (("MASKING POLICIES", MaskingPolicy.kind), ("ROW ACCESS POLICIES", RowAccessPolicy.kind))
}


# --- GET_DDL ---------------------------------------------------------------------------------------------------


def find_any(name: ObjectName, session: Session) -> Policy:
    """The policy that GET_DDL('POLICY', name) means, of whatever kind."""
    full = session.resolve(name, "GET_DDL")
    for kind in KINDS:
        found = session.catalog.get(kind, full)
        if isinstance(found, Policy):
            return found
    session.require_container(full)
    raise errors.does_not_exist("Policy", name)


def ddl(policy: Policy, name: str) -> str:
    """The statement that would create the policy again."""
    arguments = ", ".join(f"{quote_if_needed(each.name)} {each.type}" for each in policy.arguments)
    head = f"create or replace {policy.kind.lower()} {name} as ({arguments}) returns {policy.returns} ->"
    tail = f"\ncomment = {text(policy.comment)}" if policy.comment else ""
    if isinstance(policy, MaskingPolicy) and policy.exempts_others:
        tail += "\nexempt_other_policies = true"
    return f"{head}\n{policy.body.strip()}{tail};"


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses by which a CREATE statement attaches policies and sets tags: by column, and of the relation."""

    columns: Mapping[str, str] = field(default_factory=dict)
    relation: str = ""

    def of(self, column: str) -> str:
        """The clause of a column after a blank, or nothing."""
        found = self.columns.get(column)
        return "" if found is None else f" {found}"


def clauses(item: CatalogObject, catalog: Catalog) -> Clauses:
    columns: dict[str, str] = {}
    relation = ""
    for attached, column in uses(item):
        policy = catalog.by_id(attached.policy)
        if not isinstance(policy, Policy):
            continue
        listed = ", ".join(map(quote_if_needed, attached.columns))
        if column is None:
            relation = f" with row access policy {policy.name} on ({listed})"
        else:
            using = f" using ({listed})" if len(attached.columns) > 1 else ""
            columns[column] = f"with masking policy {policy.name}{using}"
    for each in getattr(item, "columns", ()):
        if tags := clause(each.tags, catalog):
            columns[each.name] = f"{columns[each.name]} {tags}" if each.name in columns else tags
    if tags := clause(item.tags, catalog):
        relation += f" {tags}"
    return Clauses(columns, relation)


# --- POLICY_REFERENCES -----------------------------------------------------------------------------------------

REFERENCES = tuple(
    Column(name, TEXT)
    for name in (
        *("POLICY_DB", "POLICY_SCHEMA", "POLICY_NAME", "POLICY_KIND", "REF_DATABASE_NAME", "REF_SCHEMA_NAME"),
        *("REF_ENTITY_NAME", "REF_ENTITY_DOMAIN", "REF_COLUMN_NAME", "REF_ARG_COLUMN_NAMES", "TAG_DATABASE"),
        *("TAG_SCHEMA", "TAG_NAME", "POLICY_STATUS"),
    )
)
_DOMAINS = {"TABLE": ("TABLE", "DYNAMIC TABLE"), "VIEW": ("VIEW",), "TAG": (Tag.kind,)}


def policy_references(given: Mapping[str | int, Any], session: Session) -> Result:
    """POLICY_REFERENCES(POLICY_NAME => p) or (REF_ENTITY_NAME => t, REF_ENTITY_DOMAIN => 'TABLE' | 'VIEW' | 'TAG')."""
    arguments = Arguments(
        "POLICY_REFERENCES", given, ("POLICY_NAME", "REF_ENTITY_NAME", "REF_ENTITY_DOMAIN", "POLICY_KIND")
    )
    name, entity = arguments.text("POLICY_NAME"), arguments.text("REF_ENTITY_NAME")
    domain = arguments.text("REF_ENTITY_DOMAIN")
    if arguments.text("POLICY_KIND") is not None:
        raise errors.unsupported("POLICY_REFERENCES with POLICY_KIND")
    if (name is None) == (entity is None) or (entity is None) != (domain is None):
        raise errors.invalid_value("POLICY_REFERENCES takes POLICY_NAME, or REF_ENTITY_NAME with REF_ENTITY_DOMAIN.")
    if name is not None:
        policy = find_any(_written(name), session)
        rows = _references(session.catalog.objects(), session, policy.id)
    else:
        rows = _references([_entity(str(entity), str(domain).upper(), session)], session)
    return of_rows(REFERENCES, sorted(rows, key=lambda each: tuple(map(str, each))))


def _written(text: str) -> ObjectName:
    try:
        return parse_name(text)
    except ValueError as cause:
        raise errors.invalid_value(f"Invalid object name '{text}'.") from cause


def _entity(name: str, domain: str, session: Session) -> CatalogObject:
    kinds = _DOMAINS.get(domain)
    if kinds is None:
        raise errors.unsupported(f"POLICY_REFERENCES with REF_ENTITY_DOMAIN '{domain}'")
    written = _written(name)
    full = session.resolve(written)
    for kind in kinds:
        found = session.catalog.get(kind, full)
        if found is not None and checks.visible(session, found):
            return found
    raise errors.does_not_exist(domain.capitalize(), written)


def _references(
    items: Iterable[CatalogObject], session: Session, only: int | None = None
) -> list[tuple[str | None, ...]]:
    """A row for each attachment, also by a tag and to a tag; of one policy when `only` is its id."""
    return [row for item in items for policy, row in attachments(item, session.catalog) if only in (None, policy.id)]


def attachments(item: CatalogObject, catalog: Catalog) -> Iterator[tuple[Policy, tuple[str | None, ...]]]:
    """The policies of an object, each with its row under REFERENCES."""
    for attached, column, tag, state in _attached(item, catalog):
        policy = catalog.by_id(attached.policy)
        if isinstance(policy, Policy):
            yield policy, (*_reference(item, attached, column, policy, tag), state)


def _attached(item: CatalogObject, catalog: Catalog) -> Iterator[tuple[Attached, str | None, Tag | None, str]]:
    """Policies of a relation, with the column they mask, the tag that brings them and their status; those of a tag."""
    if isinstance(item, Tag):
        for identifier in item.masking:
            yield Attached(policy=identifier, columns=()), None, item, tagged.ACTIVE
        return
    for attached, column in uses(item):
        yield attached, column, None, tagged.ACTIVE
    for use in tagged.uses(item, catalog):
        yield use.attached, use.column.name, use.tag, use.status


def _reference(
    item: CatalogObject, attached: Attached, column: str | None, policy: Policy, tag: Tag | None
) -> tuple[str | None, ...]:
    arguments = attached.columns if column is None else attached.columns[1:]
    listed = "[ " + ", ".join(json.dumps(name) for name in arguments) + " ]" if arguments else None
    own = (None, None, None) if tag is None else (tag.name.database, tag.name.schema, tag.name.last)
    domain = item.kind if item.kind in ("VIEW", Tag.kind) else "TABLE"
    return (
        *(policy.name.database, policy.name.schema, policy.name.last, policy.kind.replace(" ", "_")),
        *(item.name.database, item.name.schema, item.name.last, domain, column, listed, *own),
    )


FUNCTIONS: dict[str, Callable[[Mapping[str | int, Any], Session], Result]] = {"POLICY_REFERENCES": policy_references}
