"""CREATE, ALTER and DROP of masking and row access policies.

A body is bound when it is given, so one that cannot work is refused; it takes effect with the next statement. A policy
that is attached can be changed and renamed, but neither dropped nor replaced.
Source: Snowflake documentation, "CREATE MASKING POLICY", "ALTER MASKING POLICY", "DROP MASKING POLICY" and the same for
row access policies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Parameter
from ecomsim.catalog.policies import MaskingPolicy, Policy, RowAccessPolicy
from ecomsim.policies import attach, protect
from ecomsim.sqltext import nodes
from ecomsim.statements.resolver import SessionResolver
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
_CLASSES: dict[str, type[MaskingPolicy | RowAccessPolicy]] = {
    MaskingPolicy.kind: MaskingPolicy,
    RowAccessPolicy.kind: RowAccessPolicy,
}


def create(statement: nodes.CreatePolicy, session: Session) -> Result:
    """CREATE [OR REPLACE] MASKING POLICY | ROW ACCESS POLICY [IF NOT EXISTS] …"""
    name = session.resolve(statement.name, f"CREATE {statement.kind}")
    session.require_container(name)
    existing = session.catalog.get(statement.kind, name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name.last)
    if isinstance(existing, Policy):
        checks.own(session, existing)
        attach.check_unused(existing, session)
    _check_signature(statement)
    policy = _CLASSES[statement.kind](
        id=session.account.new_id(),
        name=name,
        created_on=session.now,
        comment=statement.comment or "",
        options={"EXEMPT_OTHER_POLICIES": True} if statement.exempt_other_policies else {},
        arguments=tuple(Parameter(name=argument, type=kind) for argument, kind in statement.arguments),
        returns=statement.returns,
        body=statement.body,
    )
    _check_body(policy, session)
    with session.ddl() as change:
        if existing is not None:
            change.drop(existing, restorable=False)
        change.add(replace(policy, created_on=change.now))
    label = "Masking policy" if statement.kind == MaskingPolicy.kind else "Row access policy"
    return status(f"{label} '{name.last}' successfully created.", "CREATE")


def _check_signature(statement: nodes.CreatePolicy) -> None:
    """A masking policy returns what it masks, a row access policy says whether."""
    names = [name for name, _ in statement.arguments]
    for name in names:
        if names.count(name) > 1:
            raise errors.compilation(2025, "42S21", f"duplicate argument name '{name}'")
    if statement.kind == RowAccessPolicy.kind and statement.returns.name != "BOOLEAN":
        raise errors.compilation(3551, "42601", "A row access policy must return BOOLEAN.")
    if statement.kind == MaskingPolicy.kind and not attach.same_type(statement.arguments[0][1], statement.returns):
        raise errors.compilation(3551, "42601", "Masking policy function argument and return type mismatch.")


def _check_body(policy: Policy, session: Session) -> None:
    inner = SessionResolver(session, home=policy.name.container)
    context = replace(session.context(), resolver=inner, database=policy.name.database, schema=policy.name.schema)
    protect.check_body(policy, context)


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER … POLICY name RENAME TO | SET BODY | SET COMMENT | UNSET COMMENT."""
    done = status(DONE, "ALTER")
    policy = session.catalog.get(statement.kind, session.resolve(statement.name, "ALTER"))
    if not isinstance(policy, Policy):
        if statement.if_exists:
            return done
        raise errors.does_not_exist(statement.kind.capitalize(), statement.name)
    for action in statement.actions:
        with session.ddl() as change:
            if isinstance(action, nodes.RenameTo):
                name = session.resolve(action.name, "RENAME")
                change.catalog.require_container(name)
                policy = replace(policy, name=name)
            elif isinstance(action, nodes.SetBody):
                policy = replace(policy, body=action.body, changed_on=change.now)
                _check_body(policy, session)
            elif isinstance(action, (nodes.SetOptions, nodes.UnsetOptions)):
                given = action.options.get("COMMENT", "") if isinstance(action, nodes.SetOptions) else ""
                policy = replace(policy, comment=str(given))
            else:
                raise errors.unsupported(f"ALTER {statement.kind} {type(action).__name__}")
            change.replace(policy)
    return done


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP … POLICY [IF EXISTS] name. Raises when it is attached to anything."""
    full = session.resolve(statement.name, "DROP")
    policy = session.catalog.get(statement.kind, full)
    if not isinstance(policy, Policy):
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({full.last} already dropped).", "DROP")
        session.require_container(full)
        raise errors.does_not_exist(statement.kind.capitalize(), statement.name)
    checks.own(session, policy)
    attach.check_unused(policy, session)
    with session.ddl() as change:
        change.drop(policy, restorable=False)
    return status(f"{full.last} successfully dropped.", "DROP")
