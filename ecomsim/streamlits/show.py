"""SHOW STREAMLITS, DESCRIBE STREAMLIT and GET_DDL of an app.

Source: "SHOW STREAMLITS", "DESCRIBE STREAMLIT", spec/metadata.md 2.2.
"""

from __future__ import annotations

import itertools
import json
import uuid
from typing import TYPE_CHECKING

from ecomsim.catalog.objects import AppVersion, Streamlit
from ecomsim.metadata import grid
from ecomsim.metadata.grid import Row, names
from ecomsim.metadata.listing import Listing, in_scope, placed
from ecomsim.names import quote_if_needed
from ecomsim.sqltext.nodes import Describe
from ecomsim.staging import places
from ecomsim.statements.result import Result
from ecomsim.streamlits import files
from ecomsim.streamlits.commands import WAREHOUSE_RUNTIME

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

PACKAGES = "python==3.11.*,snowflake-snowpark-python,streamlit"

_COMMON = names("default_packages, user_packages, import_urls, external_access_integrations, external_access_secrets")
_VERSION = ("name", "alias", "location_uri", "source_location_uri", "git_commit_hash")
VERSIONED = grid.show_columns(
    (
        *names("title, main_file, query_warehouse, runtime_name, compute_pool, url_id"),
        *_COMMON,
        *names("name, comment, default_version"),
        *(f"default_version_{each}" for each in _VERSION),
        *(f"last_version_{each}" for each in _VERSION),
        "live_version_location_uri",
    )
)
ROOTED = grid.show_columns((*names("name, title, root_location, main_file, query_warehouse, url_id"), *_COMMON))


def url_id(item: Streamlit) -> str:
    """Part of the app's address in Snowsight: the same for as long as the object lives."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"streamlit {item.id}").hex[:20]


def streamlit_row(item: Streamlit, session: Session) -> Row:
    """One row of SHOW STREAMLITS."""
    return {
        **placed(item),
        "title": item.title,
        "comment": item.comment or None,
        "owner": item.owner,
        "query_warehouse": item.query_warehouse,
        "url_id": url_id(item),
        "owner_role_type": "ROLE",
    }


def describe(statement: Describe, session: Session) -> Result:
    """DESCRIBE STREAMLIT: one row; an app with a ROOT_LOCATION has other columns."""
    item: Streamlit = session.find(Streamlit.kind, statement.name)
    shared = {
        "name": item.name.last,
        "title": item.title,
        "main_file": item.main_file,
        "query_warehouse": item.query_warehouse,
        "url_id": url_id(item),
        "default_packages": PACKAGES,
        "user_packages": _packages(item, session),
        "import_urls": json.dumps(list(item.imports), separators=(",", ":")),
        "external_access_integrations": "[]",
        "external_access_secrets": "{}",
    }
    if item.root_location is not None:
        row = {**shared, "root_location": item.root_location}
        return grid.result(ROOTED, [row], statement_type="DESCRIBE")
    last = item.versions[-1]
    row = {
        **shared,
        "runtime_name": WAREHOUSE_RUNTIME,
        "compute_pool": None,
        "comment": item.comment or None,
        "default_version": "LAST",
        **_version("default", item, last),
        **_version("last", item, last),
        "live_version_location_uri": files.uri(item, item.live) if item.live is not None else None,
    }
    return grid.result(VERSIONED, [row], statement_type="DESCRIBE")


def _packages(item: Streamlit, session: Session) -> str:
    """The packages that environment.yml asks for, in its order; empty without one."""
    if item.root_location is not None:
        place = places.resolve(item.root_location, session)
        path = places.inside(place, f"{place.prefix.rstrip('/')}/environment.yml".lstrip("/"))
    else:
        path = files.folder(item.id, item.live or item.versions[-1], session.account) / "environment.yml"
    if not path.is_file():
        return ""
    _, _, rest = path.read_text(errors="replace").partition("dependencies:")
    lines = itertools.takewhile(lambda line: line.startswith("-"), (line.strip() for line in rest.split("\n")[1:]))
    return ",".join(line.lstrip("- ") for line in lines)


def _version(which: str, item: Streamlit, version: AppVersion) -> Row:
    values = (version.name, version.alias, files.uri(item, version), version.source, None)
    return {f"{which}_version_{key}": value for key, value in zip(_VERSION, values, strict=True)}


def ddl(item: Streamlit, name: str) -> str:
    """GET_DDL. The last version's files are named by where they came from."""
    from ecomsim.metadata.literals import text

    lines = [f"create or replace streamlit {name}"]
    source = item.versions[-1].source if item.versions else None
    if source is not None:
        lines.append(f"from {text(source)}")
    if item.root_location is not None:
        lines.append(f"root_location={text(item.root_location)}")
    lines.append(f"main_file={text(item.main_file)}")
    if item.query_warehouse is not None:
        lines.append(f"query_warehouse={quote_if_needed(item.query_warehouse)}")
    lines += [f"{key}={text(value)}" for key, value in (("title", item.title), ("comment", item.comment)) if value]
    if item.imports:
        lines.append(f"imports=({', '.join(map(text, item.imports))})")
    return "\n\t".join(lines) + ";"


LISTINGS: dict[str, Listing] = {
    "STREAMLITS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, title, comment, owner, query_warehouse, url_id, "
            "owner_role_type"
        ),
        terse=names("created_on, name, kind, database_name, schema_name, title, url_id"),
        entries=in_scope(Streamlit.kind),
        row=streamlit_row,
    )
}
