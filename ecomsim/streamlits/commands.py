"""CREATE, ALTER and DROP STREAMLIT.

An app made with FROM copies its files into versions of its own; one with ROOT_LOCATION points to a stage. The engine
keeps and describes apps, it does not run them.
Source: Snowflake documentation, "CREATE STREAMLIT", "ALTER STREAMLIT", "DROP STREAMLIT".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import AppVersion, Streamlit
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.streamlits import files

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
WAREHOUSE_RUNTIME = "SYSTEM$WAREHOUSE_RUNTIME"

_TEXTS = {
    "MAIN_FILE": "main_file",
    "TITLE": "title",
    "COMMENT": "comment",
    "QUERY_WAREHOUSE": "query_warehouse",
    "ROOT_LOCATION": "root_location",
}
_EMPTY: dict[str, Any] = {"TITLE": None, "COMMENT": "", "QUERY_WAREHOUSE": None}


def create(statement: nodes.CreateStreamlit, session: Session) -> Result:
    """CREATE [OR REPLACE] STREAMLIT [IF NOT EXISTS]; replacing an app deletes its versions."""
    name = session.resolve(statement.name, "CREATE STREAMLIT")
    session.require_container(name)
    existing = session.catalog.get(Streamlit.kind, name)
    if statement.if_exists == "alter":
        raise errors.unsupported("CREATE OR ALTER STREAMLIT")
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    options = statement.options
    fields = _fields(options, session)
    if "ROOT_LOCATION" in options and "FROM" in options:
        raise errors.invalid_value("An app has either FROM or ROOT_LOCATION.")
    if "ROOT_LOCATION" in options and "MAIN_FILE" not in options:
        raise errors.compilation(2161, "42601", "Missing option(s): [MAIN_FILE]")
    with session.ddl() as change:
        if existing is not None:
            change.drop(existing, restorable=False)
        app = Streamlit(id=change.new_id(), name=name, created_on=change.now, owner=session.role, **fields)
        if app.root_location is None:
            app = _with_version(app, nodes.AddVersion(live=False, source=options.get("FROM", "")), change)
        change.add(app)
    if existing is not None:
        files.delete(existing.id, session.account)
    return status(f"Streamlit {name.last} successfully created.", "CREATE")


def _fields(options: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """The fields that properties set. Raises 002003 for a warehouse or stage that is not there, unsupported."""
    if TAGS in options:
        raise errors.unsupported("tags of a Streamlit app")
    for refused in ("EXTERNAL_ACCESS_INTEGRATIONS", "SECRETS", "COMPUTE_POOL"):
        if options.get(refused, ()) != ():
            raise errors.unsupported(f"{refused} of a Streamlit app")
    if str(options.get("RUNTIME_NAME", WAREHOUSE_RUNTIME)).upper() != WAREHOUSE_RUNTIME:
        raise errors.unsupported("container runtimes of a Streamlit app")
    for key in _TEXTS:
        if key in options and not isinstance(options[key], str):
            raise errors.compilation(1008, "42601", f"invalid value [{options[key]}] for parameter '{key}'")
    warehouse = options.get("QUERY_WAREHOUSE")
    if warehouse is not None and session.catalog.get("WAREHOUSE", Name("", "", warehouse)) is None:
        raise errors.does_not_exist("Warehouse", Name("", "", warehouse))
    fields = {field: options[key] for key, field in _TEXTS.items() if key in options}
    if "ROOT_LOCATION" in options:
        from ecomsim.staging import places

        place = places.resolve(options["ROOT_LOCATION"], session)
        fields["root_location"] = f"{place.origin}/{place.prefix}" if place.prefix else place.origin
    if "IMPORTS" in options:
        given = options["IMPORTS"]
        fields["imports"] = tuple(map(str, given)) if isinstance(given, tuple) else (str(given),)
    return fields


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER STREAMLIT [IF EXISTS]: SET, UNSET, RENAME TO, and what makes and ends versions."""
    name = session.resolve(statement.name, "ALTER STREAMLIT")
    (action,) = statement.actions
    if isinstance(action, nodes.AddVersion) and action.alias is not None:
        _check_alias(action.alias)
    if statement.if_exists and session.catalog.get(Streamlit.kind, name) is None:
        return status(DONE, "ALTER")
    app: Streamlit = session.find(Streamlit.kind, statement.name, "ALTER STREAMLIT")
    if isinstance(action, nodes.AddVersion):
        return _add_version(app, action, session)
    if isinstance(action, nodes.EndLiveVersion):
        return _end_live(app, action, session)
    changed = _altered(app, action, session)
    with session.ddl() as change:
        change.replace(changed)
    return status(DONE, "ALTER")


def _altered(app: Streamlit, action: Any, session: Session) -> Streamlit:
    match action:
        case nodes.RenameTo(name=wanted):
            new = session.resolve(wanted, "RENAME")
            if new != app.name and session.catalog.get(Streamlit.kind, new) is not None:
                raise errors.already_exists(new)
            return replace(app, name=new)
        case nodes.SetOptions(options=options):
            if "ROOT_LOCATION" in options and app.root_location is None:
                raise errors.invalid_value("ROOT_LOCATION cannot be set for an app that keeps its own files.")
            return replace(app, **_fields(options, session))
        case nodes.UnsetOptions(names=names):
            for each in names:
                if each not in _EMPTY:
                    raise errors.unsupported(f"ALTER STREAMLIT … UNSET {each}")
            return replace(app, **{_TEXTS[each]: _EMPTY[each] for each in names})
        case nodes.Verb(verb=verb):
            raise errors.unsupported(f"ALTER STREAMLIT … {verb}: Git repositories")
    raise errors.unsupported(f"ALTER STREAMLIT … {type(action).__name__}")


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP STREAMLIT [IF EXISTS]: its versions go too."""
    name = session.resolve(statement.name, "DROP")
    app = session.catalog.get(Streamlit.kind, name)
    if app is None:
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
        session.require_container(name)
        raise errors.does_not_exist("Streamlit", name)
    with session.ddl() as change:
        change.drop(app, restorable=False)
    files.delete(app.id, session.account)
    return status(f"{name.last} successfully dropped.", "DROP")


# --- versions --------------------------------------------------------------------------------------------------


def _add_version(app: Streamlit, action: nodes.AddVersion, session: Session) -> Result:
    kind = "Live version" if action.live else "Version"
    if app.root_location is not None:
        raise errors.invalid_value(f"{app.name.last} has a ROOT_LOCATION and no versions.")
    if app.live is not None:
        raise errors.fail(99106, "42710", "There is already a live version. Please commit it first.")
    if action.alias is not None and any(each.alias == action.alias for each in app.versions):
        text = f"There is already a version exists with alias {action.alias}."
        if action.if_not_exists:
            return status(text, "ALTER")
        raise errors.fail(99106, "42710", text)
    with session.ddl() as change:
        change.replace(_with_version(app, action, change))
    return status(f"{kind}{_called(action.alias)} successfully created.", "ALTER")


def _with_version(app: Streamlit, action: nodes.AddVersion, change: Change) -> Streamlit:
    """The app with one more version, whose files are there."""
    session = change.session
    name = files.LIVE if action.live else _next(app)
    version = AppVersion(name=name, created_on=change.now, alias=action.alias, comment=action.comment)
    target = files.folder(app.id, version, session.account)
    if action.source:
        version = replace(version, source=files.copy_from_stage(action.source, target, session))
    if not action.live:
        return replace(app, versions=(*app.versions, version))
    last = app.versions[-1]
    files.copy_version(app.id, last, version, session.account)
    return replace(app, live=replace(version, source=last.source))


def _next(app: Streamlit) -> str:
    return f"VERSION${len(app.versions) + 1}"


def _end_live(app: Streamlit, action: nodes.EndLiveVersion, session: Session) -> Result:
    """COMMIT: the live version becomes the last one. ABORT: its files are gone."""
    live = app.live
    if live is None:
        raise errors.fail(99107, "02000", "Live version is not found.")
    kept = app.versions
    if action.verb == "COMMIT":
        committed = replace(live, name=_next(app), comment=action.comment)
        files.copy_version(app.id, live, committed, session.account)
        kept = (*kept, committed)
    with session.ddl() as change:
        change.replace(replace(app, versions=kept, live=None))
    files.delete(app.id, session.account, live)
    done = {"COMMIT": "committed", "ABORT": "aborted"}[action.verb]
    return status(f"Live version{_called(live.alias)} successfully {done}.", "ALTER")


def _called(alias: str | None) -> str:
    return f" {alias}" if alias is not None else ""


def _check_alias(alias: str) -> None:
    upper = alias.upper()
    if upper.startswith("VERSION$") or "/" in alias or upper in ("FIRST", "LAST", "LIVE", "DEFAULT"):
        raise errors.invalid_value(
            f"Invalid version alias {alias}. Version alias must be a snowflake identifier. It cant start with "
            '"version$", contain slashes, or be FIRST, LAST, LIVE or DEFAULT.'
        )
