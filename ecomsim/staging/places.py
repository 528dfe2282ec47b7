"""Places: what @name/path, @~/path, @%table and snow://streamlit/… mean, and which files lie there.

An internal stage is a folder of its own beside the database file (`<database>.stages/`), an external one is the local
folder of its file:// URL. A path after the stage is a prefix, not a folder. Invariant: no path leaves the stage.
Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Stage
from ecomsim.names import ObjectName, parse_name
from ecomsim.streamlits import files as streamlit_files

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

_REFERENCE = re.compile(
    r'@(?P<name>~|(?:%?"(?:[^"]|"")*+"|%?[A-Za-z_][\w$]*+|\.)++)(?P<path>/.*)?\Z',
    re.DOTALL,
)
_TABLE_MARK = re.compile(r"(^|\.)%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stage with a path on it.

    folder: the stage's own; prefix: what file paths below it start with; label: what LIST and COPY print before a path;
    origin: which stage it is, account-wide;
    file_format and copy_options: the stage's own.
    """

    folder: Path
    prefix: str
    label: str
    origin: str = ""
    file_format: Mapping[str, Any] = field(default_factory=dict)
    copy_options: Mapping[str, Any] = field(default_factory=dict)
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A file on a stage. `relative` is its path there, with slashes; `name` what LIST prints."""

    path: Path
    relative: str
    name: str
    size: int
    modified: datetime

    @property
    def md5(self) -> str:
        return _md5(str(self.path), self.size, self.modified.timestamp())


def identity(place: Place, file: StagedFile) -> str:
    """What tells a file from others of its name: its content, and inside the account also the folder it lies in.

    A stage created anew has a new folder, so its files are others, as they are in Snowflake.
    """
    is_external = place.stage is not None and place.stage.url is not None
    return file.md5 if is_external else f"{place.folder.name}/{file.md5}"


@lru_cache(maxsize=5000)
def _md5(path: str, size: int, modified: float) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def writable(reference: str, session: Session) -> Place:
    """As `resolve`, for files to be put or removed: needs WRITE on a stage, or to own it. Raises 003001."""
    if _is_address(reference):
        return _of_app(reference, session, write=True)
    place = resolve(reference, session)
    if place.stage is not None:
        checks.use(session, place.stage, "WRITE", label="Stage")
    return place


def resolve(reference: str, session: Session) -> Place:
    """The place that a reference as written means.

    Raises 002003 for a stage or table that is unknown, or on which the role has no privilege.
    """
    if _is_address(reference):
        return _of_app(reference, session, write=False)
    found = _REFERENCE.match(reference.strip())
    if found is None:
        raise errors.compilation(1003, "42000", f"'{reference}' is not a stage and a path on it.")
    written, prefix = found.group("name"), (found.group("path") or "").lstrip("/")
    root = folders(session.account)
    if written == "~":
        return Place(folder=_made(root / f"user_{session.user}"), prefix=_safe(prefix), label="", origin="@~")
    try:
        name = parse_name(_TABLE_MARK.sub(r"\1", written, count=1))
    except ValueError:
        raise errors.compilation(1003, "42000", f"'{reference}' is not a stage and a path on it.") from None
    if _TABLE_MARK.search(written):
        return _of_table(session.find("TABLE", name), prefix, root)
    stage = find(name, session)
    folder = root / f"stage_{stage.id}" if stage.url is None else _local(stage.url)
    label = f"{stage.name.last.lower()}/" if stage.url is None else stage.url.rstrip("/") + "/"
    return Place(
        folder=_made(folder) if stage.url is None else folder,
        prefix=_safe(prefix),
        label=label,
        origin=f"@{stage.name}" if stage.url is None else stage.url,
        file_format=stage.file_format,
        copy_options=stage.copy_options,
        stage=stage,
    )


def named_in(reference: str) -> tuple[Literal["STAGE", "TABLE"], ObjectName] | None:
    """Whose files @name/path and @%table/path mean, as written, not looked up; None for a user's or an app's."""
    found = _REFERENCE.match(reference.strip())
    if found is None or found.group("name") == "~":
        return None
    written = found.group("name")
    if _TABLE_MARK.search(written):
        return "TABLE", parse_name(_TABLE_MARK.sub(r"\1", written, count=1))
    return "STAGE", parse_name(written)


def _is_address(reference: str) -> bool:
    return reference.lstrip().lower().startswith(streamlit_files.SCHEME)


def _of_app(reference: str, session: Session, *, write: bool) -> Place:
    """A place in a version of a Streamlit app."""
    app, version, path = streamlit_files.addressed(reference, session, write=write)
    return Place(
        folder=streamlit_files.folder(app.id, version, session.account),
        prefix=_safe(path),
        label=f"versions/{version.name.lower()}/",
        origin=streamlit_files.uri(app, version),
    )


def _of_table(table: Any, prefix: str, root: Path) -> Place:
    origin = f"@{table.name.container}.%{table.name.last}"
    return Place(folder=_made(root / f"table_{table.id}"), prefix=_safe(prefix), label="", origin=origin)


def find(name: ObjectName, session: Session) -> Stage:
    """The stage of this name; a temporary one belongs to its session alone."""
    full = session.resolve(name)
    found = session.catalog.get("STAGE", full)
    if not isinstance(found, Stage) or found.session_id not in (None, session.id):
        session.require_container(full)
        raise errors.does_not_exist("Stage", full)
    checks.use(session, found, "READ", "WRITE", "USAGE", label="Stage")
    return found


def folder_of(stage: Stage, account: Account) -> Path:
    """The folder of a stage."""
    return folders(account) / f"stage_{stage.id}" if stage.url is None else _local(stage.url)


def folders(account: Account) -> Path:
    """Where the account's internal stages are: beside its file, or a temporary folder for one in memory."""
    if account.stage_root is None:
        if account.path == ":memory:":
            made = tempfile.TemporaryDirectory(prefix="ecomsim_stages_", ignore_cleanup_errors=True)
            weakref.finalize(account, made.cleanup)
            account.stage_root = Path(made.name)
        else:
            account.stage_root = Path(f"{account.path}.stages")
    return account.stage_root


def _local(url: str) -> Path:
    return Path(url.removeprefix("file://"))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _safe(path: str) -> str:
    """A path on a stage: no way up, no absolute path."""
    if ".." in path.split("/") or path.startswith("/") or "\0" in path or "\\" in path:
        raise errors.invalid_value(f"'{path}' is not a path on a stage.")
    return path


def inside(place: Place, name: str) -> Path:
    """The file `name` below the place's folder. Raises 001008 when it would lie elsewhere."""
    target = (place.folder / _safe(name)).resolve()
    if not target.is_relative_to(place.folder.resolve()):
        raise errors.invalid_value(f"'{name}' is not a path on a stage.")
    return target


def files(place: Place, pattern: str | None = None) -> list[StagedFile]:
    """The files at a place, by name. `pattern` is a regular expression over the whole path.

    Raises 091016 when the folder of an external stage is not there.
    """
    if not place.folder.is_dir():
        raise errors.fail(91016, "22000", f"Remote file '{place.label}' was not found. The folder does not exist.")
    wanted = matcher(place, pattern)
    root = place.folder.resolve()
    found = []
    for path in sorted(place.folder.rglob("*")):
        relative = path.relative_to(place.folder).as_posix()
        if not relative.startswith(place.prefix) or not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        if wanted(relative):
            found.append(staged(place, path, relative))
    return found


def matcher(place: Place, pattern: str | None) -> Callable[[str], bool]:
    """Whether PATTERN leaves a file, by its path on the stage. Raises 100048 for what is no regular expression."""
    if pattern is None:
        return lambda relative: True
    try:
        wanted = re.compile(pattern)
    except re.error as cause:
        raise errors.compilation(100048, "2201B", f"Invalid regular expression: '{pattern}', {cause}") from cause
    return lambda relative: bool(wanted.fullmatch(relative) or wanted.fullmatch(place.label + relative))


def staged(place: Place, path: Path, relative: str) -> StagedFile:
    facts = path.stat()
    return StagedFile(
        path=path,
        relative=relative,
        name=place.label + relative,
        size=facts.st_size,
        modified=datetime.fromtimestamp(facts.st_mtime, UTC),
    )
