"""The files of an app: a folder of its own in the account's stages, with one folder for each version.

`snow://streamlit/<name>/versions/<version>/<path>` addresses them; only the live version can be written.
Source: Snowflake documentation, "DESCRIBE STREAMLIT", "Understanding the different types of Streamlit objects".
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import AppVersion, Streamlit
from ecomsim.names import parse_name

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

LIVE = "LIVE"
SCHEME = "snow://"

_URI = re.compile(
    r'snow://streamlit/(?P<name>(?:"(?:[^"]|"")*"|[^/"])+)/versions/(?P<version>"[^"]*"|[^/]+)(?P<path>/.*)?\Z',
    re.DOTALL | re.IGNORECASE,
)


def uri(app: Streamlit, version: AppVersion) -> str:
    """The address of a version's folder."""
    return f"{SCHEME}streamlit/{app.name}/versions/{version.name.lower()}/"


def addressed(reference: str, session: Session, *, write: bool) -> tuple[Streamlit, AppVersion, str]:
    """The app, the version and the path that a snow:// address names.

    Raises 002003 for an app that is not there, 003001 for one that the role may not write, unsupported for addresses of
    other objects, 001008 for a version that is not there and for writing to another than the live one.
    """
    found = _URI.match(reference.strip())
    if found is None:
        raise errors.unsupported(f"the address {reference.strip()}; it is snow://streamlit/<name>/versions/<version>/")
    try:
        name = parse_name(found["name"])
    except ValueError:
        raise errors.invalid_value(f"invalid URL prefix found in: '{reference}'") from None
    app = session.find(Streamlit.kind, name)
    checks.own(session, app) if write else checks.use(session, app, "USAGE")
    version = named(app, found["version"].strip('"'))
    if write and version is not app.live:
        raise errors.invalid_value(f"Version {version.name} of {app.name.last} is read-only: write to versions/live.")
    return app, version, (found["path"] or "").lstrip("/")


def named(app: Streamlit, word: str) -> AppVersion:
    """The version called LIVE, LAST, DEFAULT (the last), FIRST, VERSION$n or by an alias."""
    wanted = word.upper()
    if wanted == LIVE and app.live is not None:
        return app.live
    if app.versions and wanted in ("LAST", "DEFAULT"):
        return app.versions[-1]
    if app.versions and wanted == "FIRST":
        return app.versions[0]
    for version in app.versions:
        if wanted == version.name or word == version.alias or wanted == version.alias:
            return version
    raise errors.invalid_value(f"Version {word} of {app.name.last} does not exist.")


def home(app_id: int, account: Account) -> Path:
    """The folder of all versions of an app."""
    from ecomsim.staging import places

    return places.folders(account) / f"streamlit_{app_id}"


def folder(app_id: int, version: AppVersion, account: Account) -> Path:
    """The folder of a version; it is made when it is not there."""
    made = home(app_id, account) / version.name.lower()
    made.mkdir(parents=True, exist_ok=True)
    return made


def copy_from_stage(reference: str, target: Path, session: Session) -> str:
    """Copy the files below a place on an internal named stage; returns the place as DESCRIBE shows it.

    Raises 002003 for a stage that is not there, 001008 for another kind of place.
    """
    from ecomsim.staging import places

    place = places.resolve(reference, session)
    if place.stage is None or place.stage.url is not None:
        raise errors.invalid_value(f"The source location {reference} must be on an internal named stage.")
    base = place.prefix.rstrip("/") + "/" if place.prefix else ""
    for file in places.files(place):
        if file.relative.startswith(base):
            copied = target / file.relative[len(base) :]
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, copied)
    return f"{place.origin}/{base}" if base else place.origin


def copy_version(app_id: int, before: AppVersion, after: AppVersion, account: Account) -> None:
    shutil.copytree(folder(app_id, before, account), folder(app_id, after, account), dirs_exist_ok=True)


def delete(app_id: int, account: Account, version: AppVersion | None = None) -> None:
    """Delete the files of a version, or of the whole app."""
    gone = home(app_id, account) if version is None else folder(app_id, version, account)
    shutil.rmtree(gone, ignore_errors=True)
