"""CREATE, ALTER and EXECUTE ALERT. New, replaced and cloned alerts are suspended.

Source: the commands' pages, spec/tasks.md section 16.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.alerts import arrivals
from ecomsim.alerts.book import SUSPEND
from ecomsim.catalog.objects import Alert
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tags import tagging
from ecomsim.tasks import privileges
from ecomsim.tasks.schedule import REFUSED
from ecomsim.tasks.schedule import parse as parse_schedule

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
_TEXTS = ("SCHEDULE", "WAREHOUSE", "COMMENT", "CONFIG", "RUNBOOK")


def create(statement: nodes.CreateAlert, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] ALERT [IF NOT EXISTS], and CLONE."""
    name = session.resolve(statement.name, "CREATE ALERT")
    session.require_container(name)
    existing = session.catalog.get("ALERT", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_ALERT")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    wanted = _clone(statement, session) if statement.clone is not None else _described(statement, name, session)
    with session.ddl() as change:
        if isinstance(existing, Alert) and statement.if_exists == "alter":
            _check_kind(existing, wanted)
            change.replace(
                replace(
                    wanted,
                    id=existing.id,
                    name=name,
                    created_on=existing.created_on,
                    owner=existing.owner,
                    state=existing.state,
                    resumed_on=existing.resumed_on,
                    was_auto_suspended=existing.was_auto_suspended,
                    tags=existing.tags,
                )
            )
        else:
            if existing is not None:
                change.drop(existing, restorable=False)
            change.add(replace(wanted, id=change.new_id(), name=name, created_on=change.now, owner=session.role))
    return status(f"Alert {name.last} successfully created.", "CREATE_ALERT")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER ALERT [IF EXISTS] name RESUME | SUSPEND | SET … | UNSET … | MODIFY CONDITION … | MODIFY ACTION …"""
    name = session.resolve(statement.name, "ALTER ALERT")
    if statement.if_exists and session.catalog.get("ALERT", name) is None:
        return status(DONE, "ALTER")
    before: Alert = session.find("ALERT", statement.name, "ALTER ALERT")
    for action in statement.actions:
        if not isinstance(action, nodes.Verb):
            checks.own(session, before)
        with session.ddl() as change:
            alert = change.catalog.get("ALERT", name)
            assert isinstance(alert, Alert)
            wanted = _after(alert, action, change.now, session)
            change.replace(wanted)
        if (alert.state, wanted.state) == ("suspended", "started"):
            session.account.agenda.alerts.resumed(wanted)
    return status(DONE, "ALTER")


def _after(alert: Alert, action: Any, now: datetime, session: Session) -> Alert:
    """The alert after one action."""
    match action:
        case nodes.Verb(verb="RESUME"):
            privileges.check(alert, session.catalog)
            base = now.replace(microsecond=0)
            resumed = replace(alert, state="started", resumed_on=base, was_auto_suspended=False)
            return resumed if alert.state == "suspended" else alert
        case nodes.Verb(verb="SUSPEND"):
            return replace(alert, state="suspended", resumed_on=None)
    return _applied(alert, action, session)


def execute_alert(statement: nodes.ExecuteAlert, session: Session) -> Result:
    """EXECUTE ALERT: run it once, whether it is started or not."""
    name = session.resolve(statement.name, "EXECUTE ALERT")
    session.require_container(name)
    alert = session.catalog.get("ALERT", name)
    if not isinstance(alert, Alert):
        raise errors.does_not_exist("Alert", name)
    privileges.operate(session, alert)
    if alert.schedule is None:
        raise errors.fail(REFUSED, "22000", f"Alert {alert.name.last} runs on new data and cannot be executed.")
    privileges.check(alert, session.catalog)
    session.account.agenda.execute_alert(alert, session)
    return status(f"Alert {name.last} is scheduled to run immediately.", "EXECUTE_ALERT")


# --- what a statement describes --------------------------------------------------------------------------------


def _described(statement: nodes.CreateAlert, name: Name, session: Session) -> Alert:
    given = _checked(statement.options, session)
    if "SCHEDULE" in given:
        _check_condition(statement.condition)
    else:
        arrivals.find(statement.condition, name, session.catalog)
    _check_action(statement.action)
    return Alert(
        id=0,
        name=Name("", "", ""),
        created_on=session.now,
        comment=given.get("COMMENT", ""),
        condition=statement.condition,
        action=statement.action,
        schedule=given.get("SCHEDULE"),
        warehouse=given.get("WAREHOUSE"),
        config=given.get("CONFIG"),
        runbook=given.get("RUNBOOK"),
        options={key: value for key, value in given.items() if key == SUSPEND},
        tags=tagging.given(given.get(TAGS, ()), session),
    )


def _clone(statement: nodes.CreateAlert, session: Session) -> Alert:
    assert statement.clone is not None
    if statement.if_exists == "alter":
        raise errors.unsupported("CREATE OR ALTER ALERT … CLONE")
    source: Alert = session.find("ALERT", statement.clone)
    return replace(source, state="suspended", resumed_on=None, was_auto_suspended=False)


def _applied(alert: Alert, action: Any, session: Session) -> Alert:
    """The alert after SET, UNSET or MODIFY."""
    match action:
        case nodes.SetOptions(options=options):
            given = _checked(options, session)
            if "SCHEDULE" in given and alert.schedule is None:
                raise _another_kind()
            return replace(
                alert,
                comment=given.get("COMMENT", alert.comment),
                schedule=given.get("SCHEDULE", alert.schedule),
                warehouse=given.get("WAREHOUSE", alert.warehouse),
                config=given.get("CONFIG", alert.config),
                runbook=given.get("RUNBOOK", alert.runbook),
                options={**alert.options, **{key: value for key, value in given.items() if key == SUSPEND}},
            )
        case nodes.UnsetOptions(names=names):
            if "SCHEDULE" in names and alert.schedule is not None:
                raise _another_kind()
            emptied: dict[str, Any] = {name.lower(): None for name in names if name in _TEXTS}
            if "comment" in emptied:
                emptied["comment"] = ""
            return replace(
                alert, options={key: value for key, value in alert.options.items() if key not in names}, **emptied
            )
        case nodes.ModifyCondition(condition=condition):
            if alert.schedule is None:
                arrivals.find(condition, alert.name, session.catalog)
            else:
                _check_condition(condition)
            return replace(alert, condition=condition)
        case nodes.ModifyAction(action=text):
            _check_action(text)
            return replace(alert, action=text)
    raise errors.unsupported(f"ALTER ALERT … {type(action).__name__}")


def _check_kind(before: Alert, after: Alert) -> None:
    if (before.schedule is None) != (after.schedule is None):
        raise _another_kind()


def _another_kind() -> errors.SnowflakeError:
    return errors.unsupported("making an alert on a schedule one on new data, or the reverse: create it anew")


def _checked(options: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """The properties that were given, of the right kind. Raises 001008 and Snowflake's refusals of schedules."""
    for key in _TEXTS:
        if key in options and not isinstance(options[key], str):
            raise errors.compilation(1008, "42601", f"invalid value [{options[key]}] for parameter '{key}'")
    if "SCHEDULE" in options:
        parse_schedule(options["SCHEDULE"])
    if "WAREHOUSE" in options and session.catalog.get("WAREHOUSE", Name("", "", options["WAREHOUSE"])) is None:
        raise errors.does_not_exist("Warehouse", Name("", "", options["WAREHOUSE"]))
    if "CONFIG" in options:
        _check_config(options["CONFIG"])
    failures = options.get(SUSPEND, 0)
    if isinstance(failures, bool) or not isinstance(failures, int) or failures < 0:
        raise errors.compilation(1008, "42601", f"invalid value [{failures}] for parameter '{SUSPEND}'")
    return dict(options)


def _check_config(text: str) -> None:
    try:
        config = json.loads(text)
    except ValueError as cause:
        raise errors.invalid_value(f"CONFIG of an alert must be a JSON object: {cause}.") from cause
    if not isinstance(config, dict):
        raise errors.invalid_value("CONFIG of an alert must be a JSON object.")


def _check_condition(text: str) -> None:
    """SELECT, SHOW or CALL; parsed when it is stored, never resolved: the objects it names need not exist."""
    from ecomsim.sqltext.parse import parse

    if not isinstance(parse(text), (nodes.Query, nodes.Show, nodes.Call, nodes.Flow)):
        raise errors.compilation(1003, "42601", "The condition of an alert must be a SELECT, SHOW or CALL statement.")


def _check_action(text: str) -> None:
    from ecomsim.sqltext.parse import parse

    parse(text)
